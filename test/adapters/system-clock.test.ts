/** Real time, without waiting for it: order and cancellation, with delays of a millisecond or none. */
import { describe, expect, it } from 'vitest';
import { createSystemClock } from '../../src/adapters/system-clock.js';

describe('system clock', () => {
  it('stands at integer milliseconds since 1970 and never goes back', () => {
    const clock = createSystemClock();
    const instants = Array.from({ length: 1_000 }, () => clock.now());
    expect(instants.every(Number.isInteger)).toBe(true);
    expect(instants).toEqual([...instants].sort((a, b) => a - b));
    expect(instants[0]).toBeGreaterThan(Date.UTC(2020, 0));
  });

  it('calls back once, and not at all after a cancel', async () => {
    const clock = createSystemClock();
    const seen: string[] = [];
    clock.after(0, () => seen.push('cancelled'))();
    await new Promise<void>((resolve) => {
      clock.after(0, () => seen.push('kept'));
      clock.after(5, resolve);
    });
    expect(seen).toEqual(['kept']);
  });

  it('does not fire a timer of years at once', async () => {
    const clock = createSystemClock({ keepsAlive: false });
    const seen: string[] = [];
    const cancel = clock.after(2 ** 33, () => seen.push('years'));
    await new Promise<void>((resolve) => void createSystemClock().after(20, resolve));
    cancel();
    expect(seen).toEqual([]);
  });

  it('refuses a delay that is no number', () => {
    expect(() => createSystemClock().after(Number.NaN, () => {})).toThrow(RangeError);
    expect(() => createSystemClock().after(-1, () => {})).toThrow(RangeError);
  });
});
