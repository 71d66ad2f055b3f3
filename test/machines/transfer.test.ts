import { describe, expect, it } from 'vitest';
import { transferMachine } from '../../src/machines/transfer.machine.js';
import { lifeOf } from '../support/machine-life.js';
import { grouped, holesIn, required, rowsIn, rowsOf } from '../support/state-tables.js';

const table = rowsIn('spec/11-state-transfer.md', 'transfer');

describe('transfer: state table', () => {
  it('equals the machine', () =>
    expect(grouped(rowsOf(transferMachine))).toEqual(grouped(required(table))));
  it('decides every event in every state', () => expect(holesIn(table)).toEqual([]));
});

const fresh = {
  from: 0n,
  to: 0n,
  through: 0n,
  sentCount: 0,
  stateMaxRetries: 3,
  stateCheckIntervalMs: 10_000,
  stateResponseTimeoutMs: 3_000,
};
const due = { type: 'after stateCheckInterval' } as const;
const gap = { type: 'gap.found', from: 5n, to: 30n } as const;
const requested = { type: 'range.requested' } as const;
const refused = { type: 'response.refused' } as const;
const silence = { type: 'after stateResponseTimeout' } as const;
const taken = (through: bigint) => ({ type: 'response.taken', through }) as const;
const parked = (through: bigint) => ({ type: 'response.parked', through }) as const;
const made = { type: 'room.made' } as const;

const asked = (...events: Parameters<typeof lifeOf<'transfer'>>[2][]) =>
  lifeOf('transfer', fresh, due, gap, requested, ...events);
const request = (from: bigint, again: boolean) => ({
  type: 'range.request',
  from,
  to: 30n,
  again,
});

describe('transfer: clauses', () => {
  it('XFER-30: looks for a gap after stateCheckInterval', () => {
    expect(lifeOf('transfer', fresh).timers).toEqual(['arm stateCheckInterval 10000']);
    expect(lifeOf('transfer', fresh, due)).toMatchObject({
      state: 'seeking',
      effects: [{ type: 'gap.seek' }],
    });
  });
  it('XFER-30: without a gap it rests again, as long as before', () => {
    const { state, timers } = lifeOf('transfer', fresh, due, { type: 'gap.missing' });
    expect(state).toBe('resting');
    expect(timers.filter((timer) => timer === 'arm stateCheckInterval 10000')).toHaveLength(2);
  });
  it('XFER-30: counts from the end of a pass, not from its beginning', () => {
    const { timers } = asked(taken(30n));
    expect(timers.at(-1)).toBe('arm stateCheckInterval 10000');
    expect(timers).toContain('disarm stateResponseTimeout');
  });
  it('XFER-35: four requests at most, by silence or by answers of no use', () => {
    for (const failure of [silence, refused]) {
      const again = [failure, requested, failure, requested, failure, requested];
      expect(asked(...again).effects.slice(1)).toEqual([
        request(5n, false),
        request(5n, true),
        request(5n, true),
        request(5n, true),
      ]);
      expect(asked(...again).state).toBe('requesting');
      expect(asked(...again, failure)).toMatchObject({ state: 'resting', entity: fresh });
    }
  });
  it('XFER-38: the next range starts after what was taken, with new tries', () => {
    const { effects, entity, state } = asked(silence, requested, taken(12n));
    expect(effects.at(-1)).toEqual(request(13n, false));
    expect(entity.sentCount).toBe(1);
    expect(state).toBe('choosing');
  });
  it('XFER-38: nothing more is asked for once the gap is closed', () =>
    expect(asked(taken(30n))).toMatchObject({ state: 'resting', entity: fresh }));
  it('XFER-39: while blocks wait for room nothing is asked for', () => {
    expect(asked(parked(15n)).timers.at(-1)).toBe('disarm stateResponseTimeout');
    expect(asked(parked(15n), silence, refused).effects).toHaveLength(2);
    expect(asked(parked(15n), made).effects.at(-1)).toEqual(request(16n, false));
    expect(asked(parked(30n), made).state).toBe('resting');
  });
  it('XFER-40: ends where no room will be made', () =>
    expect(asked(parked(15n), { type: 'room.missing' })).toMatchObject({
      state: 'resting',
      entity: fresh,
    }));
});
