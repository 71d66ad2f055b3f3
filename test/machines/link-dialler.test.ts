import { describe, expect, it } from 'vitest';
import {
  type LinkDialler,
  type LinkDiallerEvent,
  linkDiallerMachine,
} from '../../src/machines/link-dialler.machine.js';
import type { FiredTimer } from '../../src/peer/stepper.js';
import { lifeOf } from '../support/machine-life.js';
import { grouped, holesIn, required, rowsIn, rowsOf } from '../support/state-tables.js';

const table = rowsIn('spec/04-link.md', 'link-dialler');

describe('link-dialler: state table', () => {
  it('equals the machine', () =>
    expect(grouped(rowsOf(linkDiallerMachine))).toEqual(grouped(required(table))));
  it('decides every event in every state', () => expect(holesIn(table)).toEqual([]));
});

const fresh: LinkDialler = {
  pkiId: '',
  probe: false,
  noticesEndAtSend: true,
  handshakeWaitMs: 2_000,
};
const opened = { type: 'stream.opened' } as const;
const verified = { type: 'handshake.verified', pkiId: 'a58a', admission: 'open' } as const;
const handshake = { type: 'handshake.send', probe: false };
const close = { type: 'stream.end', status: 'OK' };
const report = (as: string, pkiId = 'a58a') => ({ type: 'link.report', as, pkiId });

type Event = LinkDiallerEvent | FiredTimer;
const live = (...events: Event[]) => lifeOf('link-dialler', fresh, ...events);
const probing = (...events: Event[]) =>
  lifeOf('link-dialler', { ...fresh, probe: true }, ...events);
const hardened = (...events: Event[]) =>
  lifeOf('link-dialler', { ...fresh, noticesEndAtSend: false }, ...events);

describe('link-dialler: clauses', () => {
  it('LINK-1: the handshake message is the first thing on the stream', () => {
    expect(live().effects).toEqual([]);
    expect(live(opened)).toMatchObject({ state: 'handshaking', effects: [handshake] });
  });
  it('LINK-15: a probe says that it is one, and closes once it knows who is there', () => {
    const { state, effects, rows } = probing(opened, verified);
    expect(state).toBe('closed');
    expect(effects).toEqual([{ ...handshake, probe: true }, close, report('probed')]);
    expect(rows).toEqual(['LINK-R14', 'LINK-R18']);
  });
  it('LINK-15: a probe closes whatever the admission is', () => {
    for (const admission of ['refuse', 'redundant', 'replace'] as const)
      expect(probing(opened, { ...verified, admission }).effects.at(-1)).toEqual(report('probed'));
  });
  it('LINK-10: a redundant stream is closed and nobody is presumed dead', () => {
    const { state, effects } = live(opened, { ...verified, admission: 'redundant' });
    expect(state).toBe('closed');
    expect(effects).toEqual([handshake, close, report('redundant', '')]);
  });
  it('LINK-17: a stream on which an impostor answered is closed; LINK-18: as failed', () => {
    const { state, effects, entity } = live(opened, { ...verified, admission: 'refuse' });
    expect(state).toBe('closed');
    expect(effects).toEqual([handshake, close, report('failed', '')]);
    expect(entity.pkiId).toBe('');
  });
  it.each(['open', 'replace'] as const)('LINK-8: %s keeps the stream', (admission) => {
    const { state, effects, entity } = live(opened, { ...verified, admission });
    expect(state).toBe('open');
    expect(effects).toEqual([handshake, report('open')]);
    expect(entity.pkiId).toBe('a58a');
  });
  it('LINK-18: a failed dial is reported, and there is nothing to close', () => {
    const { state, effects } = live({ type: 'dial.failed' });
    expect(state).toBe('closed');
    expect(effects).toEqual([report('failed', '')]);
  });
  it.each(['handshake.rejected', 'envelope.undecodable', 'after handshakeWait'] as const)(
    'LINK-18, LINK-26: %s fails the handshake',
    (type) => {
      const { state, effects } = live(opened, { type } as Event);
      expect(state).toBe('closed');
      expect(effects).toEqual([handshake, close, report('failed', '')]);
    },
  );
  it('LINK-26: the wait starts with the stream and ends with the handshake', () => {
    expect(live().timers).toEqual([]);
    expect(live(opened).timers).toEqual(['arm handshakeWait 2000']);
    expect(live(opened, verified).timers.at(-1)).toBe('disarm handshakeWait');
  });
  it.each(['envelope.undecodable', 'link.superseded', 'link.released'] as const)(
    'LINK-9, LINK-30: %s closes an open link',
    (type) => {
      const { state, effects } = live(opened, verified, { type });
      expect(state).toBe('closed');
      expect(effects.slice(2)).toEqual([close, report('closed')]);
    },
  );
  it('LINK-14: the remote’s end is noticed at the next send', () => {
    const severed = live(opened, verified, { type: 'remote.ended' });
    expect(severed.state).toBe('severed');
    expect(severed.effects.slice(2)).toEqual([]);
    const sent = live(opened, verified, { type: 'remote.ended' }, { type: 'send.attempted' });
    expect(sent.state).toBe('closed');
    expect(sent.effects.slice(2)).toEqual([close, report('failed')]);
  });
  it('LINK-14: profile hardened notices it at once', () => {
    const { state, effects } = hardened(opened, verified, { type: 'remote.ended' });
    expect(state).toBe('closed');
    expect(effects.slice(2)).toEqual([close, report('closed')]);
  });
  it('LINK-13: a second handshake on an open link changes nothing', () => {
    const { state, entity } = live(
      opened,
      verified,
      { ...verified, pkiId: '8a6e' },
      { type: 'handshake.rejected' },
      { type: 'send.attempted' },
    );
    expect(state).toBe('open');
    expect(entity.pkiId).toBe('a58a');
  });
  it('LINK-I3: nothing happens on a closed link', () => {
    const events: Event[] = [
      opened,
      verified,
      { type: 'dial.failed' },
      { type: 'handshake.rejected' },
      { type: 'envelope.undecodable' },
      { type: 'link.superseded' },
      { type: 'link.released' },
      { type: 'remote.ended' },
      { type: 'send.attempted' },
    ];
    const closed = live(opened, verified, { type: 'link.released' });
    expect(live(opened, verified, { type: 'link.released' }, ...events)).toEqual(closed);
  });
});
