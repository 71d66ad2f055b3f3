/** The queue of events against the plainest one that there is: a list that is sorted. */

import { describe, expect, it } from 'vitest';
import { createEventQueue, type SimulationEvent } from '../../src/simulator/event-queue.js';
import { fc } from '../support/drawing.js';

type Command =
  | { readonly type: 'push' | 'pushSoon' | 'pushAfter'; readonly afterMs: number }
  | { readonly type: 'cancel'; readonly which: number }
  | { readonly type: 'take' };

const commands: fc.Arbitrary<readonly Command[]> = fc.array(
  fc.oneof(
    {
      weight: 4,
      arbitrary: fc.record({
        type: fc.constantFrom('push' as const, 'pushSoon' as const, 'pushAfter' as const),
        afterMs: fc.nat(5),
      }),
    },
    { weight: 2, arbitrary: fc.record({ type: fc.constant('cancel' as const), which: fc.nat() }) },
    { weight: 2, arbitrary: fc.constant({ type: 'take' as const }) },
  ),
  { maxLength: 200 },
);

function play(given: readonly Command[]): void {
  const queue = createEventQueue();
  const event: SimulationEvent = { atMs: 0, kind: 0, node: 0, a: undefined, b: undefined };
  let plain: { atMs: number; order: number; ticket: number | undefined }[] = [];
  let order = 0;
  let nowMs = 0;
  for (const command of given) {
    if (command.type === 'pushAfter') {
      const atMs = nowMs + command.afterMs;
      plain.push({ atMs, order, ticket: queue.pushAfter(nowMs, command.afterMs, 1, 7, order) });
      order += 1;
    } else if (command.type === 'push' || command.type === 'pushSoon') {
      const atMs = nowMs + command.afterMs;
      const ticket = queue[command.type](atMs, 1, 7, order, undefined) ?? undefined;
      plain.push({ atMs, order, ticket });
      order += 1;
    } else if (command.type === 'cancel' && plain.length > 0) {
      const { ticket } = plain[command.which % plain.length]!;
      if (ticket === undefined) continue;
      queue.cancel(ticket);
      plain = plain.filter((other) => other.ticket !== ticket);
    } else if (command.type === 'take') {
      plain.sort((a, b) => a.atMs - b.atMs || a.order - b.order);
      const expected = plain.shift();
      expect(queue.nextMs()).toBe(expected?.atMs ?? Number.POSITIVE_INFINITY);
      expect(queue.take(event)).toBe(expected !== undefined);
      if (expected === undefined) continue;
      nowMs = expected.atMs;
      const { atMs, order: a } = expected;
      expect({ ...event }).toEqual({ atMs, kind: 1, node: 7, a, b: undefined });
    }
    expect(queue.size).toBe(plain.length);
  }
}

describe('queue of events', () => {
  it('gives events in the order of instants, then of arrival, and none that was cancelled', () => {
    fc.assert(fc.property(commands, play), { numRuns: 300 });
  });

  it('keeps its order when it grows and when it drops many that were cancelled', () => {
    const queue = createEventQueue();
    const tickets = Array.from({ length: 10_000 }, (_, i) => {
      const atMs = (i * 7_919) % 10_000;
      // More lengths than there are lines for, each in no order; and one of few, in order.
      return i % 2 === 0 ? queue.push(atMs, 1, i) : queue.pushAfter(atMs, 0, 1, i, undefined);
    });
    for (const [index, ticket] of tickets.entries()) if (index % 3 !== 0) queue.cancel(ticket);
    const event: SimulationEvent = { atMs: 0, kind: 0, node: 0, a: undefined, b: undefined };
    let lastMs = -1;
    let count = 0;
    while (queue.take(event)) {
      expect(event.atMs).toBeGreaterThan(lastMs);
      expect(event.node % 3).toBe(0);
      lastMs = event.atMs;
      count += 1;
    }
    expect(count).toBe(3_334);
    expect(queue.size).toBe(0);
  });

  it('keeps its order when many that happen soon are put while others are taken', () => {
    const queue = createEventQueue();
    const event: SimulationEvent = { atMs: 0, kind: 0, node: 0, a: undefined, b: undefined };
    let put = 0;
    let taken = 0;
    for (let round = 0; round < 100; round++) {
      for (let i = 0; i < 70; i++) queue.pushSoon(round, 1, 0, put++, undefined);
      for (let i = 0; i < 20; i++) {
        expect(queue.take(event)).toBe(true);
        expect(event.a).toBe(taken++);
      }
    }
    while (queue.take(event)) expect(event.a).toBe(taken++);
    expect(taken).toBe(put);
  });
});
