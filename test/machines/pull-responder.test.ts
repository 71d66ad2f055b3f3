import { describe, expect, it } from 'vitest';
import {
  type PullResponderEvent,
  pullResponderMachine,
} from '../../src/machines/pull-responder.machine.js';
import type { FiredTimer } from '../../src/peer/stepper.js';
import { lifeOf } from '../support/machine-life.js';
import { grouped, holesIn, required, rowsIn, rowsOf } from '../support/state-tables.js';

const table = rowsIn('spec/07-pull.md', 'pull-responder');

describe('pull-responder: state table', () => {
  it('equals the machine', () =>
    expect(grouped(rowsOf(pullResponderMachine))).toEqual(grouped(required(table))));
  it('decides every event in every state', () => expect(holesIn(table)).toEqual([]));
});

type Event = PullResponderEvent | FiredTimer;
const live = (bound: boolean, ...events: Event[]) =>
  lifeOf('pull-responder', { holder: '', bound, requestWaitTimeMs: 1_500 }, ...events);

const digests = [Uint8Array.of(0x37)];
const hello = (sender: string) =>
  ({ type: 'hello.received', sender, link: `of ${sender}` }) as const;
const request = (sender: string) =>
  ({ type: 'request.received', sender, link: `of ${sender}`, digests }) as const;
const waited = { type: 'after requestWaitTime' } as const;
const digestTo = (sender: string) => ({ type: 'digest.send', sender, link: `of ${sender}` });
const updateTo = (sender: string) => ({
  type: 'update.send',
  sender,
  link: `of ${sender}`,
  digests,
});

describe('pull-responder: clauses', () => {
  it('PULL-20, PULL-25: a hello is told the items, a request is sent them, each as often as it comes', () => {
    const { effects, state } = live(
      false,
      hello('ann'),
      request('ann'),
      request('ann'),
      hello('ann'),
    );
    expect(state).toBe('valid');
    expect(effects).toEqual([digestTo('ann'), updateTo('ann'), updateTo('ann'), digestTo('ann')]);
  });
  it('PULL-22: the nonce is valid from the first hello; a second does not extend that', () => {
    expect(live(false, hello('ann'), hello('ann'), request('ann')).timers).toEqual([
      'arm requestWaitTime 1500',
    ]);
    expect(live(false, hello('ann'), waited)).toMatchObject({
      state: 'expired',
      effects: [digestTo('ann'), { type: 'nonce.forget' }],
    });
  });
  it('PULL-26: nothing is sent for a nonce that was never valid, or no longer is', () => {
    expect(live(false, request('ann')).effects).toEqual([]);
    expect(live(false, hello('ann'), waited, request('ann'), hello('ann')).rows).toEqual([
      'PULL-R11',
      'PULL-R17',
    ]);
  });
  it('PULL-29: anybody may use a nonce that is not bound', () => {
    expect(live(false, hello('ann'), request('bob'), hello('bob')).effects).toEqual([
      digestTo('ann'),
      updateTo('bob'),
      digestTo('bob'),
    ]);
  });
  it('PULL-24: nobody but its holder may use a bound nonce', () => {
    const { effects, rows, entity } = live(
      true,
      hello('ann'),
      request('bob'),
      hello('bob'),
      request('ann'),
      hello('ann'),
    );
    expect(effects).toEqual([digestTo('ann'), updateTo('ann'), digestTo('ann')]);
    expect(rows).toEqual(['PULL-R11', 'PULL-R15', 'PULL-R13', 'PULL-R16', 'PULL-R14']);
    expect(entity.holder).toBe('ann');
  });
});
