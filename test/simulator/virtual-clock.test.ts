/** Virtual time against a plain model of it: sort by deadline and arming order. */

import { describe, expect, it } from 'vitest';
import { createVirtualClock, runUntil } from '../../src/simulator/virtual-clock.js';
import { fc } from '../support/drawing.js';

describe('virtual clock', () => {
  it('fires a timer that re-arms itself at each of its instants', () => {
    const clock = createVirtualClock(0);
    const seen: number[] = [];
    const tick = () => {
      seen.push(clock.now());
      clock.after(5_000, tick);
    };
    clock.after(5_000, tick);
    clock.advance(25_000);
    expect(seen).toEqual([5_000, 10_000, 15_000, 20_000, 25_000]);
    expect(clock.now()).toBe(25_000);
  });

  it('fires equal deadlines in the order of arming', () => {
    const clock = createVirtualClock(1_000);
    const seen: number[] = [];
    for (let i = 0; i < 20; i += 1) clock.after(10, () => seen.push(i));
    clock.advance(10);
    expect(seen).toEqual(Array.from({ length: 20 }, (_, i) => i));
  });

  it('fires a timer armed with 0 from a timer in the same advance', () => {
    const clock = createVirtualClock(0);
    const seen: string[] = [];
    clock.after(5, () => clock.after(0, () => seen.push(`inner ${clock.now()}`)));
    clock.advance(5);
    expect(seen).toEqual(['inner 5']);
  });

  it('agrees with a model for any timers, some cancelled', () => {
    fc.assert(
      fc.property(
        fc.array(fc.record({ ms: fc.nat(50), cancelled: fc.boolean() }), { maxLength: 300 }),
        fc.array(fc.nat(20), { minLength: 1, maxLength: 10 }),
        (timers, steps) => {
          const clock = createVirtualClock(0);
          const seen: { index: number; atMs: number }[] = [];
          const cancels = timers.map(({ ms }, index) =>
            clock.after(ms, () => seen.push({ index, atMs: clock.now() })),
          );
          cancels.forEach((cancel, index) => {
            if (timers[index]!.cancelled) cancel();
          });
          const live = timers
            .map(({ ms, cancelled }, index) => ({ index, atMs: ms, cancelled }))
            .filter(({ cancelled }) => !cancelled)
            .map(({ index, atMs }) => ({ index, atMs }))
            .sort((a, b) => a.atMs - b.atMs || a.index - b.index);
          for (const step of steps) clock.advance(step);
          const until = steps.reduce((sum, step) => sum + step, 0);
          expect(seen).toEqual(live.filter(({ atMs }) => atMs <= until));
          expect(clock.pendingCount()).toBe(live.length - seen.length);
          expect(clock.nextDeadline()).toBe(live[seen.length]?.atMs);
        },
      ),
    );
  });

  it('forgets cancelled timers, however far away their deadline is', () => {
    const clock = createVirtualClock(0);
    for (let i = 0; i < 10_000; i += 1) clock.after(1e9 + i, () => {})();
    expect(clock.pendingCount()).toBe(0);
    expect(clock.nextDeadline()).toBeUndefined();
  });

  it('refuses to go back, to be advanced by a timer, and a delay that is no number', () => {
    const clock = createVirtualClock(10);
    expect(() => clock.advanceTo(9)).toThrow('atMs: expected 10 or later, got 9');
    expect(() => clock.after(-1, () => {})).toThrow(RangeError);
    expect(() => clock.after(Number.NaN, () => {})).toThrow(RangeError);
    clock.after(1, () => clock.advance(1));
    expect(() => clock.advance(1)).toThrow('already advancing');
    clock.advance(5);
    expect(clock.now()).toBe(16);
  });

  it('calls timers that fire forever at one instant an endless loop', () => {
    const clock = createVirtualClock(0);
    const again = () => void clock.after(0, again);
    again();
    expect(() => clock.advance(1)).toThrow('without time passing');
  });
});

describe('runUntil', () => {
  const settle = () => new Promise<void>((resolve) => setImmediate(resolve));

  it('lets promises that a timer resolved act before the next timer', async () => {
    const clock = createVirtualClock(0);
    const seen: string[] = [];
    const sleep = (ms: number) => new Promise<void>((resolve) => void clock.after(ms, resolve));
    const loop = async (name: string, ms: number) => {
      for (;;) {
        await sleep(ms);
        seen.push(`${name}@${clock.now()}`);
      }
    };
    void loop('a', 3);
    void loop('b', 5);
    expect(await runUntil(clock, () => seen.length >= 6, 1_000, settle)).toBe(true);
    expect(seen).toEqual(['a@3', 'b@5', 'a@6', 'a@9', 'b@10', 'a@12']);
  });

  it('stops at the deadline and says so', async () => {
    const clock = createVirtualClock(0);
    const seen: number[] = [];
    clock.after(10, () => seen.push(clock.now()));
    clock.after(11, () => seen.push(clock.now()));
    expect(await runUntil(clock, () => false, 10, settle)).toBe(false);
    expect(clock.now()).toBe(10);
    expect(seen).toEqual([10]);
  });
});
