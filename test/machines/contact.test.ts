import { describe, expect, it } from 'vitest';
import {
  type Contact,
  type ContactEvent,
  contactMachine,
} from '../../src/machines/contact.machine.js';
import type { FiredTimer } from '../../src/peer/stepper.js';
import { lifeOf } from '../support/machine-life.js';
import { grouped, holesIn, required, rowsIn, rowsOf } from '../support/state-tables.js';

const table = rowsIn('spec/05-membership.md', 'contact');

describe('contact: state table', () => {
  it('equals the machine', () =>
    expect(grouped(rowsOf(contactMachine))).toEqual(grouped(required(table))));
  it('decides every event in every state', () => expect(holesIn(table)).toEqual([]));
});

const endpoint = 'p1:7051';
const fresh: Contact = {
  endpoint,
  pkiId: '',
  attempts: 0,
  maxConnectionAttempts: 3,
  reconnectIntervalMs: 25_000,
  responseWaitMs: 5_000,
};
type Event = ContactEvent | FiredTimer;
const live = (...events: Event[]) => lifeOf('contact', fresh, ...events);

const started = { type: 'contact.started' } as const;
const failed = { type: 'probe.failed' } as const;
const welcome = { type: 'probe.verified', pkiId: 'a58a', welcome: true } as const;
const stranger = { ...welcome, pkiId: '8a6e', welcome: false } as const;
const answered = { type: 'response.received' } as const;
const rested = { type: 'after reconnectInterval' } as const;
const unanswered = { type: 'after membershipResponseWait' } as const;
const probe = { type: 'probe.start', endpoint };
const create = { type: 'request.create', endpoint };
const send = { type: 'request.send', endpoint, pkiId: 'a58a' };

describe('contact: clauses', () => {
  it('MEMB-29: a probe comes first', () => {
    expect(live().effects).toEqual([]);
    expect(live(started)).toMatchObject({ state: 'probing', effects: [probe] });
  });
  it('MEMB-31: who is welcome is sent a request', () => {
    const { state, effects, entity } = live(started, welcome);
    expect(state).toBe('requesting');
    expect(effects).toEqual([probe, create, send]);
    expect(entity.pkiId).toBe('a58a');
  });
  it.each([
    ['a failed probe', failed],
    ['a stranger', stranger],
  ])('MEMB-43: after %s it waits before the next probe', (_, event) => {
    const { state, timers, entity } = live(started, event);
    expect(state).toBe('waiting');
    expect(timers).toEqual(['arm reconnectInterval 25000']);
    expect(entity).toMatchObject({ attempts: 1, pkiId: '' });
    expect(live(started, event, rested)).toMatchObject({
      state: 'probing',
      effects: [probe, probe],
    });
  });
  it.each([
    ['failed probes', failed],
    ['strangers', stranger],
  ])('MEMB-33: it is abandoned after as many %s', (_, event) => {
    expect(live(started, event, rested, event, rested).state).toBe('probing');
    expect(live(started, event, rested, event, rested, event).state).toBe('abandoned');
  });
  it('MEMB-32: the same request goes again until it is answered', () => {
    const { state, effects } = live(started, welcome, unanswered, rested);
    expect(state).toBe('requesting');
    expect(effects).toEqual([probe, create, send, send]);
    expect(live(started, welcome, unanswered, rested, answered).state).toBe('answered');
  });
  it('MEMB-32: it waits membershipResponseWait, then reconnectInterval', () => {
    expect(live(started, welcome, unanswered).timers).toEqual([
      'arm membershipResponseWait 5000',
      'disarm membershipResponseWait',
      'arm reconnectInterval 25000',
    ]);
  });
  it('MEMB-33: unanswered requests are counted anew', () => {
    const found = [started, failed, rested, failed, rested, welcome];
    expect(live(...found).entity.attempts).toBe(0);
    const twice = [...found, unanswered, rested, unanswered, rested];
    expect(live(...twice).state).toBe('requesting');
    expect(live(...twice, unanswered).state).toBe('abandoned');
    expect(
      live(...twice, unanswered).effects.filter(({ type }) => type === 'request.send'),
    ).toHaveLength(3);
  });
  it('MEMB-32: a late answer does not end the pause', () => {
    expect(live(started, welcome, unanswered, answered).state).toBe('pausing');
  });
  it.each([
    ['answered', [started, welcome, answered]],
    ['abandoned', [started, failed, rested, failed, rested, failed]],
  ] as const)('MEMB-33: nothing happens to a contact that is %s', (state, events) => {
    const life = live(...events, started, welcome, failed, answered, rested, unanswered);
    expect(life.state).toBe(state);
    expect(life.effects).toEqual(live(...events).effects);
  });
});
