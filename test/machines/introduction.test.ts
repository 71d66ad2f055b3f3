import { describe, expect, it } from 'vitest';
import { introductionMachine } from '../../src/machines/introduction.machine.js';
import { lifeOf } from '../support/machine-life.js';
import { grouped, holesIn, required, rowsIn, rowsOf } from '../support/state-tables.js';

const table = rowsIn('spec/05-membership.md', 'introduction');

describe('introduction: state table', () => {
  it('equals the machine', () =>
    expect(grouped(rowsOf(introductionMachine))).toEqual(grouped(required(table))));
  it('decides every event in every state', () => expect(holesIn(table)).toEqual([]));
});

describe('introduction: clauses', () => {
  it('MEMB-4: it ends once, publishCertPeriod after the start', () => {
    const start = { publishCertPeriodMs: 10_000 };
    expect(lifeOf('introduction', start)).toMatchObject({
      state: 'introducing',
      timers: ['arm publishCertPeriod 10000'],
    });
    const after = { type: 'after publishCertPeriod' } as const;
    const { state, timers } = lifeOf('introduction', start, after, after);
    expect(state).toBe('introduced');
    expect(timers.filter((timer) => timer.startsWith('arm'))).toHaveLength(1);
  });
});
