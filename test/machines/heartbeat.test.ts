import { describe, expect, it } from 'vitest';
import { heartbeatMachine } from '../../src/machines/heartbeat.machine.js';
import { lifeOf } from '../support/machine-life.js';
import { grouped, holesIn, required, rowsIn, rowsOf } from '../support/state-tables.js';

const table = rowsIn('spec/05-membership.md', 'heartbeat');

describe('heartbeat: state table', () => {
  it('equals the machine', () =>
    expect(grouped(rowsOf(heartbeatMachine))).toEqual(grouped(required(table))));
  it('decides every event in every state', () => expect(holesIn(table)).toEqual([]));
});

const fresh = { liveCount: 0, aliveTimeIntervalMs: 5_000 };
const counted = (liveCount: number) => ({ type: 'membership.counted', liveCount }) as const;
const beat = { type: 'after aliveTimeInterval' } as const;

describe('heartbeat: clauses', () => {
  it('MEMB-5: every beat pushes while there is a live member', () => {
    const { effects, timers } = lifeOf(
      'heartbeat',
      fresh,
      beat,
      counted(1),
      beat,
      beat,
      counted(0),
      beat,
    );
    expect(effects).toEqual([{ type: 'alive.push' }, { type: 'alive.push' }]);
    expect(timers.filter((timer) => timer === 'arm aliveTimeInterval 5000')).toHaveLength(5);
  });
  it('MEMB-5: a change in membership does not shift the beat', () => {
    expect(lifeOf('heartbeat', fresh, counted(1), counted(2)).timers).toEqual([
      'arm aliveTimeInterval 5000',
    ]);
  });
});
