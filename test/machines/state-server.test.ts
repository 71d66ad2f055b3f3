import { describe, expect, it } from 'vitest';
import { stateServerMachine } from '../../src/machines/state-server.machine.js';
import { lifeOf } from '../support/machine-life.js';
import { grouped, holesIn, required, rowsIn, rowsOf } from '../support/state-tables.js';

const table = rowsIn('spec/11-state-transfer.md', 'state-server');

describe('state-server: state table', () => {
  it('equals the machine', () =>
    expect(grouped(rowsOf(stateServerMachine))).toEqual(grouped(required(table))));
  it('decides every event in every state', () => expect(holesIn(table)).toEqual([]));
});

const queued = { type: 'request.queued' } as const;
const served = (isFollowed: boolean) => ({ type: 'request.served', isFollowed }) as const;

describe('state-server: clauses', () => {
  it('XFER-23: one at a time', () =>
    expect(lifeOf('state-server', {}, queued, queued, queued).effects).toHaveLength(1));
  it('XFER-23: the next one when the one before is served, as long as one waits', () => {
    const life = lifeOf('state-server', {}, queued, queued, served(true), served(false));
    expect(life.effects).toHaveLength(2);
    expect(life.state).toBe('idle');
    expect(lifeOf('state-server', {}, served(true)).effects).toEqual([]);
  });
});
