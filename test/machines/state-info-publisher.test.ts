import { describe, expect, it } from 'vitest';
import { stateInfoPublisherMachine } from '../../src/machines/state-info-publisher.machine.js';
import { lifeOf } from '../support/machine-life.js';
import { grouped, holesIn, required, rowsIn, rowsOf } from '../support/state-tables.js';

const table = rowsIn('spec/09-channel.md', 'state-info-publisher');

describe('state-info-publisher: state table', () => {
  it('equals the machine', () =>
    expect(grouped(rowsOf(stateInfoPublisherMachine))).toEqual(grouped(required(table))));
  it('decides every event in every state', () => expect(holesIn(table)).toEqual([]));
});

const due = (liveCount: number) => ({ type: 'publish.due', liveCount }) as const;
const changed = { type: 'properties.changed' } as const;
const life = (...events: (typeof changed | ReturnType<typeof due>)[]) =>
  lifeOf('state-info-publisher', { channel: 'ch1' }, ...events).effects;
const published = { type: 'state-info.publish', channel: 'ch1' };

describe('state-info-publisher: clauses', () => {
  it('CHAN-36: says once what has changed, when somebody is there to hear it', () => {
    expect(life(due(0))).toEqual([]);
    expect(life(due(0), due(1), due(1))).toEqual([published]);
    expect(life(due(1), changed, changed, due(2), due(2))).toEqual([published, published]);
  });
});
