import { describe, expect, it } from 'vitest';
import {
  type DeliveryClient,
  type DeliveryEvent,
  deliveryMachine,
} from '../../src/machines/delivery.machine.js';
import type { FiredTimer } from '../../src/peer/stepper.js';
import { lifeOf } from '../support/machine-life.js';
import { grouped, holesIn, required, rowsIn, rowsOf } from '../support/state-tables.js';

const table = rowsIn('spec/12-delivery.md', 'delivery');

describe('delivery: state table', () => {
  it('equals the machine', () =>
    expect(grouped(rowsOf(deliveryMachine))).toEqual(grouped(required(table))));
  it('decides every event in every state', () => expect(holesIn(table)).toEqual([]));
});

const fresh: DeliveryClient = {
  isStatic: false,
  forgetsWaits: true,
  failureCount: 0,
  waitedMs: 0,
  minimalReconnectIntervalMs: 100,
  reconnectBackoffThresholdMs: 3_600_000,
  reconnectTotalTimeThresholdMs: 1_000,
};
type Fed = (DeliveryEvent | FiredTimer)['type'];
const of =
  (start: DeliveryClient) =>
  (...types: Fed[]) => {
    const { effects, ...life } = lifeOf(
      'delivery',
      start,
      ...types.map((type) => ({ type }) as DeliveryEvent),
    );
    return { ...life, effects: effects.map((effect) => effect.type) };
  };
const live = of(fresh);
const waitsOf = (timers: readonly string[]) =>
  timers.flatMap((timer) => /^arm reconnectWait (\d+)$/.exec(timer)?.[1] ?? []).map(Number);

const streaming = ['delivery.started', 'stream.opened'] as const;
const failed = ['stream.ended', 'after reconnectWait'] as const;

describe('delivery: attempts', () => {
  it('DELV-1, DELV-11: opens at once, and seeks when the stream is open', () => {
    expect(live('delivery.started')).toMatchObject({ state: 'opening', effects: ['stream.open'] });
    expect(live(...streaming)).toMatchObject({
      state: 'streaming',
      effects: ['stream.open', 'stream.seek'],
    });
  });
  it('DELV-2, DELV-I1: a second start opens nothing', () => {
    expect(live('delivery.started', 'delivery.started').effects).toEqual(['stream.open']);
    expect(live(...streaming, 'delivery.started').effects).toEqual(['stream.open', 'stream.seek']);
    expect(live(...streaming, 'block.held', 'delivery.started').state).toBe('holding');
  });
  it('DELV-I1: every stream that is opened is closed before the next', () => {
    const { effects } = live(
      ...([...streaming, 'response.refused', 'after reconnectWait', 'orderers.changed'] as const),
      ...(['stream.opened', 'orderers.changed', 'stream.opened', 'block.held'] as const),
      ...(['orderers.changed', 'delivery.stopped', 'delivery.started'] as const),
    );
    const turns = effects.filter((type) => type === 'stream.open' || type === 'stream.close');
    expect(turns.filter((type, index) => type === turns[index - 1])).toEqual([]);
    expect(turns.length).toBeGreaterThan(8);
  });
  it('DELV-4: waits longer with each failure in a row', () => {
    const { timers, state } = live('delivery.started', ...failed, ...failed, ...failed);
    expect(state).toBe('opening');
    expect(waitsOf(timers)).toEqual([100, 120, 144]);
  });
  it.each(['stream.ended', 'response.refused'] as const)(
    'DELV-15, DELV-28: %s is a failure',
    (failure) => {
      const { state, effects, timers } = live(...streaming, failure);
      expect(state).toBe('waiting');
      expect(effects.at(-1)).toBe('stream.close');
      expect(waitsOf(timers)).toEqual([100]);
    },
  );
  it('DELV-5: a handled block makes the next failure the first', () => {
    const { timers } = live(
      ...(['delivery.started', ...failed, ...failed] as const),
      ...(['stream.opened', 'block.handled', 'stream.ended'] as const),
    );
    expect(waitsOf(timers)).toEqual([100, 120, 100]);
  });
  it('DELV-6: who leads by election ends before the time is over', () => {
    // 100, 120, 144, 172 and 207 ms are 743 ms; 248 more would be 991, and 298 more too many.
    const six = Array.from({ length: 6 }, () => failed).flat();
    expect(live('delivery.started', ...six)).toMatchObject({
      state: 'opening',
      entity: { waitedMs: 991 },
    });
    for (const last of [[], ['stream.opened'], ['stream.opened', 'block.held']] as Fed[][]) {
      const { state, effects } = live('delivery.started', ...six, ...last, 'stream.ended');
      expect(state).toBe('idle');
      expect(effects.slice(-2)).toEqual(['stream.close', 'delivery.end']);
    }
    expect(live('delivery.started', ...six, 'stream.opened', 'response.refused').state).toBe(
      'idle',
    );
  });
  it('DELV-7: a static leader goes on', () => {
    const many = Array.from({ length: 70 }, () => failed).flat();
    const { state, effects, timers } = of({ ...fresh, isStatic: true })(
      'delivery.started',
      ...many,
    );
    expect(state).toBe('opening');
    expect(effects).not.toContain('delivery.end');
    expect(waitsOf(timers).at(-1)).toBe(3_600_000);
  });
  it('DELV-8, DELV-9: whether a handled block forgets the time waited', () => {
    const life = ['delivery.started', ...failed, 'stream.opened', 'block.handled'] as const;
    expect(live(...life).entity.waitedMs).toBe(0);
    expect(of({ ...fresh, forgetsWaits: false })(...life).entity.waitedMs).toBe(100);
  });
  it('DELV-6: a new start begins with no time waited', () => {
    const once = [...streaming, 'stream.ended', 'delivery.stopped', 'delivery.started'] as const;
    expect(live(...once).entity).toMatchObject({ waitedMs: 0, failureCount: 0 });
  });
  it('DELV-10: changed endpoints are no failure and cost no wait', () => {
    const { state, effects, timers, entity } = live(...streaming, 'orderers.changed');
    expect(state).toBe('opening');
    expect(effects.slice(-2)).toEqual(['stream.close', 'stream.open']);
    expect([waitsOf(timers), entity.failureCount]).toEqual([[], 0]);
    expect(live(...streaming, 'stream.ended', 'orderers.changed').state).toBe('waiting');
  });
  it('DELV-21: stopping closes what is open', () => {
    for (const before of [
      ['delivery.started'],
      [...streaming],
      [...streaming, 'block.held'],
    ] as Fed[][])
      expect(live(...before, 'delivery.stopped')).toMatchObject({
        state: 'idle',
        effects: expect.arrayContaining(['stream.close']),
      });
    const { state, timers } = live(...streaming, 'stream.ended', 'delivery.stopped');
    expect([state, timers.at(-1)]).toEqual(['idle', 'disarm reconnectWait']);
  });
});

describe('delivery: room in the buffer', () => {
  it('DELV-24, DELV-I5: reading stops until the held block is taken', () => {
    const { state, effects } = live(...streaming, 'block.held');
    expect([state, effects.at(-1)]).toEqual(['holding', 'stream.pause']);
    const taken = live(...streaming, 'block.held', 'block.handled');
    expect([taken.state, taken.effects.at(-1)]).toEqual(['streaming', 'stream.resume']);
  });
  it('DELV-29: what comes in spite of it is a failure', () => {
    expect(live(...streaming, 'block.held', 'response.refused').state).toBe('waiting');
  });
});
