/** One direction under faults: what waits, what is late, what is lost, and in which order. */
import { beforeEach, describe, expect, it } from 'vitest';
import { CLEAR, type Condition } from '../../../conformance/faults/conditions.js';
import { createGate, type Gate } from '../../../conformance/faults/gate.js';
import { createVirtualClock, type VirtualClock } from '../../../src/simulator/virtual-clock.js';

let clock: VirtualClock;
let condition: Condition;
let arrived: string[];
let draws: number[];
let broken: number;
let gate: Gate;

const set = (change: Partial<Condition>): void => {
  condition = { ...CLEAR, ...change };
  gate.changed();
};
const send = (name: string, bytes = 1): void =>
  gate.pass(bytes, () => void arrived.push(`${name}@${clock.now()}`));

beforeEach(() => {
  clock = createVirtualClock(0);
  condition = CLEAR;
  arrived = [];
  draws = [];
  broken = 0;
  gate = createGate({
    from: 'a',
    to: 'b',
    clock,
    condition: () => condition,
    draw: () => draws.shift() ?? 0.5,
    broken: () => {
      broken += 1;
    },
  });
});

describe('a gate', () => {
  it('without a fault passes everything at once', () => {
    send('x');
    expect(arrived).toEqual(['x@0']);
    expect(gate.waitingBytes).toBe(0);
  });
  it('that is cut keeps what comes, and lets it go in order when healed', () => {
    set({ isCut: true });
    send('x', 10);
    send('y', 5);
    clock.advance(60_000);
    expect(arrived).toEqual([]);
    expect(gate.waitingBytes).toBe(15);
    set({});
    expect(arrived).toEqual(['x@60000', 'y@60000']);
    expect(gate.waitingBytes).toBe(0);
  });
  it('delays by the time asked for, give or take the jitter, and keeps the order', () => {
    set({ delayMs: 100, jitterMs: 50 });
    draws = [1, 0];
    send('late');
    send('early');
    clock.advance(149);
    expect(arrived).toEqual([]);
    clock.advance(100);
    expect(arrived).toEqual(['late@150', 'early@150']);
  });
  it('holds what is lost up for a retransmission time-out, doubled for each further loss', () => {
    set({ lossShare: 0.4 });
    draws = [0.1, 0.9, 0.1, 0.1, 0.9, 0.9];
    send('once');
    send('twice');
    send('never');
    clock.advance(5_000);
    expect(arrived).toEqual(['once@200', 'twice@600', 'never@600']);
  });
  it('breaks the stream when it loses the same too often', () => {
    set({ lossShare: 1 });
    draws = Array.from({ length: 20 }, () => 0);
    send('x');
    expect(broken).toBe(1);
    set({});
    send('y');
    clock.advance(60_000);
    expect(arrived).toEqual([]);
  });
  it('to a slow reader takes the time that its bytes take, one after the other', () => {
    set({ bytesPerSecond: 1_000 });
    send('x', 500);
    send('y', 250);
    expect(gate.waitingBytes).toBe(750);
    clock.advance(10_000);
    expect(arrived).toEqual(['x@500', 'y@750']);
  });
  it('lets a slow reader’s backlog go when healed', () => {
    set({ bytesPerSecond: 1 });
    send('x', 500);
    send('y', 500);
    clock.advance(1_000);
    set({});
    expect(arrived).toEqual(['x@1000', 'y@1000']);
  });
  it('that swallows loses what waits and what comes, and says so', () => {
    set({ isCut: true });
    send('x');
    gate.swallow();
    set({});
    send('y');
    clock.advance(1_000);
    expect(arrived).toEqual([]);
    expect(gate.isSwallowing).toBe(true);
    expect(broken).toBe(0);
  });
});
