import { describe, expect, it } from 'vitest';
import { reconnectionMachine } from '../../src/machines/reconnection.machine.js';
import { lifeOf } from '../support/machine-life.js';
import { grouped, holesIn, required, rowsIn, rowsOf } from '../support/state-tables.js';

const table = rowsIn('spec/05-membership.md', 'reconnection');

describe('reconnection: state table', () => {
  it('equals the machine', () =>
    expect(grouped(rowsOf(reconnectionMachine))).toEqual(grouped(required(table))));
  it('decides every event in every state', () => expect(holesIn(table)).toEqual([]));
});

const fresh = { reconnectIntervalMs: 25_000 };
const due = { type: 'after reconnectInterval' } as const;
const finished = { type: 'round.finished' } as const;

describe('reconnection: clauses', () => {
  it('MEMB-25: a round begins reconnectInterval after the start', () => {
    expect(lifeOf('reconnection', fresh).timers).toEqual(['arm reconnectInterval 25000']);
    expect(lifeOf('reconnection', fresh, due)).toMatchObject({
      state: 'pinging',
      effects: [{ type: 'dead.ping' }],
    });
  });
  it('MEMB-25: the next one is counted from the end of the round before', () => {
    expect(lifeOf('reconnection', fresh, due).timers).toEqual([
      'arm reconnectInterval 25000',
      'disarm reconnectInterval',
    ]);
    const { state, timers } = lifeOf('reconnection', fresh, finished, due, finished, finished);
    expect(state).toBe('resting');
    expect(timers.filter((timer) => timer.startsWith('arm'))).toHaveLength(2);
  });
});
