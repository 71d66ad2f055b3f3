import { describe, expect, it } from 'vitest';
import {
  type PulledItem,
  type PullInitiatorEvent,
  pullInitiatorMachine,
} from '../../src/machines/pull-initiator.machine.js';
import type { FiredTimer } from '../../src/peer/stepper.js';
import { emptyMessage } from '../support/gossip-builders.js';
import { lifeOf } from '../support/machine-life.js';
import { grouped, holesIn, required, rowsIn, rowsOf } from '../support/state-tables.js';

const table = rowsIn('spec/07-pull.md', 'pull-initiator');

describe('pull-initiator: state table', () => {
  it('equals the machine', () =>
    expect(grouped(rowsOf(pullInitiatorMachine))).toEqual(grouped(required(table))));
  it('decides every event in every state', () => expect(holesIn(table)).toEqual([]));
});

type Event = PullInitiatorEvent | FiredTimer;
const live = (...events: Event[]) =>
  lifeOf('pull-initiator', { digestWaitTimeMs: 1_000, responseWaitTimeMs: 2_000 }, ...events);

const items: readonly PulledItem[] = [{ item: '7', signed: emptyMessage() }];
const digests = [Uint8Array.of(0x37)];
const due = { type: 'round.due' } as const;
const digest = { type: 'digest.received', nonce: 5n, digests } as const;
const update = { type: 'update.received', items } as const;
const digestsWaited = { type: 'after digestWaitTime' } as const;
const updatesWaited = { type: 'after responseWaitTime' } as const;
const hellos = { type: 'hellos.send' };
const owners = { type: 'owners.record', nonce: 5n, digests };
const requests = { type: 'requests.send' };
const hold = { type: 'items.hold', items };
const forget = { type: 'round.forget' };

describe('pull-initiator: clauses', () => {
  it('PULL-1: a round begins with hellos and waits for digests', () => {
    const { state, effects, timers } = live(due);
    expect(state).toBe('collectingDigests');
    expect(effects).toEqual([hellos]);
    expect(timers).toEqual(['arm digestWaitTime 1000']);
  });
  it('PULL-5: every digest that arrives in time counts', () => {
    const { effects, timers } = live(due, digest, digest);
    expect(effects).toEqual([hellos, owners, owners]);
    expect(timers).toEqual(['arm digestWaitTime 1000']);
  });
  it('PULL-7: requests go out when the wait for digests is over, and only then', () => {
    expect(live(due, digest, digestsWaited)).toMatchObject({
      state: 'collectingUpdates',
      effects: [hellos, owners, requests],
    });
  });
  it('PULL-4: a digest after that is late', () => {
    expect(live(due, digestsWaited, digest).effects).toEqual([hellos, requests]);
  });
  it('PULL-14: an update is held while updates are waited for, as often as one comes', () => {
    expect(live(due, digestsWaited, update, update).effects).toEqual([
      hellos,
      requests,
      hold,
      hold,
    ]);
    expect(live(due, update).effects).toEqual([hellos]);
    expect(live(due, digestsWaited, updatesWaited, update).effects).toEqual([
      hellos,
      requests,
      forget,
    ]);
  });
  it('PULL-9: the round ends responseWaitTime after the requests, for good', () => {
    const { state, timers } = live(due, digestsWaited, update, updatesWaited);
    expect(state).toBe('ended');
    expect(timers).toEqual([
      'arm digestWaitTime 1000',
      'disarm digestWaitTime',
      'arm responseWaitTime 2000',
      'disarm responseWaitTime',
    ]);
    expect(live(due, digestsWaited, updatesWaited, due, digest, update).rows).toEqual([
      'PULL-R1',
      'PULL-R6',
      'PULL-R9',
    ]);
  });
});
