import { describe, expect, it } from 'vitest';
import { tickerMachine } from '../../src/machines/ticker.machine.js';
import { lifeOf } from '../support/machine-life.js';
import { grouped, holesIn, required, rowsIn, rowsOf } from '../support/state-tables.js';

const table = rowsIn('spec/05-membership.md', 'ticker');

describe('ticker: state table', () => {
  it('equals the machine', () =>
    expect(grouped(rowsOf(tickerMachine))).toEqual(grouped(required(table))));
  it('decides every event in every state', () => expect(holesIn(table)).toEqual([]));
});

describe('ticker: clauses', () => {
  it.each([
    'membership-sync',
    'member-sweep',
    'alive-store-sweep',
    'identity-expiry-sweep',
    'identity-idle-sweep',
  ] as const)('MEMB-6, MEMB-19, MEMB-49, IDENT-47, IDENT-48: %s is due every period', (tick) => {
    const after = { type: 'after period' } as const;
    const { state, effects, timers } = lifeOf(
      'ticker',
      { tick, channel: '', periodMs: 40 },
      after,
      after,
    );
    expect(state).toBe('ticking');
    expect(effects).toEqual([
      { type: 'tick.report', tick, channel: '' },
      { type: 'tick.report', tick, channel: '' },
    ]);
    expect(timers.filter((timer) => timer === 'arm period 40')).toHaveLength(3);
  });
});
