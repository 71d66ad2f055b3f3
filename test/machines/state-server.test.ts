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

const none = { queuedCount: 0 };
const queued = { type: 'request.queued' } as const;
const served = { type: 'request.served' } as const;

describe('state-server: clauses', () => {
  it('XFER-23: one at a time', () => {
    const life = lifeOf('state-server', none, queued, queued, queued);
    expect(life.effects).toHaveLength(1);
    expect(life.entity.queuedCount).toBe(2);
  });
  it('XFER-23: the next one when the one before is served', () => {
    const life = lifeOf('state-server', none, queued, queued, served, served, queued);
    expect(life.effects).toHaveLength(3);
    expect(life.state).toBe('serving');
    expect(life.entity.queuedCount).toBe(0);
  });
});
