import { describe, expect, it } from 'vitest';
import {
  type LinkAcceptor,
  type LinkAcceptorEvent,
  linkAcceptorMachine,
} from '../../src/machines/link-acceptor.machine.js';
import type { FiredTimer } from '../../src/peer/stepper.js';
import { lifeOf } from '../support/machine-life.js';
import { grouped, holesIn, required, rowsIn, rowsOf } from '../support/state-tables.js';

const table = rowsIn('spec/04-link.md', 'link-acceptor');

describe('link-acceptor: state table', () => {
  it('equals the machine', () =>
    expect(grouped(rowsOf(linkAcceptorMachine))).toEqual(grouped(required(table))));
  it('decides every event in every state', () => expect(holesIn(table)).toEqual([]));
});

const fresh: LinkAcceptor = { pkiId: '', handshakeWaitMs: 2_000 };
const accepted = { type: 'stream.accepted', anonymous: false } as const;
const verified = { type: 'handshake.verified', pkiId: 'a58a', probe: false } as const;
const handshake = { type: 'handshake.send', probe: false };
const endWith = (status: 'OK' | 'UNKNOWN') => ({ type: 'stream.end', status });
const report = (as: 'open' | 'closed', pkiId = 'a58a') => ({ type: 'link.report', as, pkiId });

const live = (...events: (LinkAcceptorEvent | FiredTimer)[]) =>
  lifeOf('link-acceptor', fresh, ...events);

describe('link-acceptor: clauses', () => {
  it('LINK-1: the handshake message is the first thing that it does', () => {
    const { state, effects, timers } = live(accepted);
    expect(state).toBe('handshaking');
    expect(effects).toEqual([handshake]);
    expect(timers).toEqual(['arm handshakeWait 2000']);
  });
  it('LINK-16: its handshake message is no probe, even towards a probe', () => {
    expect(live(accepted, { ...verified, probe: true }).effects[0]).toEqual(handshake);
  });
  it('LINK-2: an anonymous stream is closed with UNKNOWN, and nothing is sent', () => {
    const { state, effects } = live({ type: 'stream.accepted', anonymous: true });
    expect(state).toBe('closed');
    expect(effects).toEqual([endWith('UNKNOWN')]);
  });
  it('LINK-4: silence ends with UNKNOWN after the wait, and not before', () => {
    const early = live(accepted, { type: 'remote.ended' });
    expect(early.state).toBe('handshaking');
    expect(early.effects).toEqual([handshake]);
    const { state, effects } = live(accepted, { type: 'after handshakeWait' });
    expect(state).toBe('closed');
    expect(effects).toEqual([handshake, endWith('UNKNOWN')]);
  });
  it('LINK-4: the wait ends with the handshake', () => {
    expect(live(accepted, verified).timers).toEqual([
      'arm handshakeWait 2000',
      'disarm handshakeWait',
    ]);
  });
  it.each(['handshake.rejected', 'envelope.undecodable'] as const)(
    'LINK-5: %s as the first envelope ends with UNKNOWN',
    (type) => {
      const { state, effects } = live(accepted, { type });
      expect(state).toBe('closed');
      expect(effects).toEqual([handshake, endWith('UNKNOWN')]);
    },
  );
  it('LINK-7: a probe ends with OK and is never reported', () => {
    const { state, effects, entity } = live(accepted, { ...verified, probe: true });
    expect(state).toBe('closed');
    expect(effects).toEqual([handshake, endWith('OK')]);
    expect(entity.pkiId).toBe('');
  });
  it.each(['envelope.undecodable', 'remote.ended'] as const)(
    'LINK-11: %s on an open link ends it with UNKNOWN',
    (type) => {
      const { state, effects } = live(accepted, verified, { type });
      expect(state).toBe('closed');
      expect(effects).toEqual([handshake, report('open'), endWith('UNKNOWN'), report('closed')]);
    },
  );
  it.each(['link.superseded', 'link.released'] as const)(
    'LINK-9, LINK-12: %s ends an open link with OK',
    (type) => {
      const { state, effects } = live(accepted, verified, { type });
      expect(state).toBe('closed');
      expect(effects.slice(2)).toEqual([endWith('OK'), report('closed')]);
    },
  );
  it('LINK-12: a link that is released during the handshake ends with OK', () => {
    expect(live(accepted, { type: 'link.released' }).effects).toEqual([handshake, endWith('OK')]);
  });
  it('LINK-13: a second handshake on an open link changes nothing', () => {
    const { state, entity, rows } = live(
      accepted,
      verified,
      { ...verified, pkiId: '8a6e' },
      { type: 'handshake.rejected' },
    );
    expect(state).toBe('open');
    expect(entity.pkiId).toBe('a58a');
    expect(rows).toEqual(['LINK-R2', 'LINK-R5']);
  });
  it('LINK-I3: nothing happens on a closed link', () => {
    const types = [
      accepted,
      verified,
      { type: 'handshake.rejected' },
      { type: 'envelope.undecodable' },
      { type: 'link.superseded' },
      { type: 'link.released' },
      { type: 'remote.ended' },
      { type: 'after handshakeWait' },
    ] as const;
    const closed = live(accepted, verified, { type: 'link.released' });
    expect(live(accepted, verified, { type: 'link.released' }, ...types)).toEqual(closed);
  });
});
