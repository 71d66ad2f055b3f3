/** The identity store of one peer: who enters, who leaves, and what leaves with them. */
import { describe, expect, it } from 'vitest';
import { toHex } from '../../src/wire/hex.js';
import type { Identity, IdentityAuthority } from '../../src/wire/identity/port.js';
import { accept, reject } from '../../src/wire/verdict.js';
import { onePeer, type Remote } from '../support/one-peer.js';
import { optionsFor } from '../support/symbolic-peers.js';

const HOUR_MS = 3_600_000;
const authority = optionsFor(['self.A', 'ann.A', 'bob.A', 'eve.B']).get('self.A')!.authority;
/** The authority of the tests with other answers for whoever has an entry. */
const changed = (
  changes: Partial<Record<string, Partial<Identity> | 'refused'>>,
): IdentityAuthority => ({
  mspIdOf: authority.mspIdOf,
  resolve(identity) {
    const verdict = authority.resolve(identity);
    const text = new TextDecoder().decode(identity);
    const name = Object.keys(changes).find((key) => text.includes(key));
    const change = name === undefined ? undefined : changes[name];
    if (change === 'refused') return reject('IDENT-27', 'the certificate has been revoked');
    if (verdict.verdict !== 'accept') return verdict;
    return accept({ ...verdict.value, ...change });
  },
});
const START_MS = 1_700_000_000_000;

const open = (authority: IdentityAuthority, parameters = {}) => {
  const one = onePeer({ authority, parameters });
  const tick = (kind: string) =>
    one.feed({ type: 'timer.fired', timer: `ticker/identity-${kind}-sweep/period` });
  return {
    ...one,
    sweepExpired: () => tick('expiry'),
    sweepIdle: () => tick('idle'),
    isStored: (name: Remote) => one.peer.state.identities.has(toHex(one.pkiId(name))),
    isMember: (name: Remote) => one.peer.state.members.has(toHex(one.pkiId(name))),
    isLinked: (name: Remote) => one.peer.state.linkOf.has(toHex(one.pkiId(name))),
  };
};
const farewellOf = (effects: readonly { type: string }[]) =>
  effects.map(({ type }) => type).filter((type) => type === 'stream.end');

describe('identity store of a peer', () => {
  it('IDENT-45: has the own identity from the start', () => {
    const { peer } = open(authority);
    expect([...peer.state.identities.keys()]).toEqual([peer.config.pkiHex]);
  });
  it('IDENT-I1: has each identity under its own PKI-ID', () => {
    const one = open(authority);
    one.connect('ann.A');
    one.connect('eve.B');
    expect(['ann.A', 'bob.A', 'eve.B'].map((name) => one.isStored(name as Remote))).toEqual([
      true,
      false,
      true,
    ]);
  });
  it('IDENT-47, IDENT-53, IDENT-54: an identity that expires goes with its member and link', () => {
    const one = open(changed({ ann: { notAfterMs: START_MS + 1_000 } }));
    const link = one.connect('ann.A');
    one.send(link, one.alive('ann.A', 1n).bytes);
    one.wait(1_000);
    expect(farewellOf(one.sweepExpired())).toEqual([]);
    expect([one.isStored('ann.A'), one.isMember('ann.A'), one.isLinked('ann.A')]).toEqual([
      true,
      true,
      true,
    ]);
    one.wait(1);
    expect(farewellOf(one.sweepExpired())).toEqual(['stream.end']);
    expect([one.isStored('ann.A'), one.isMember('ann.A'), one.isLinked('ann.A')]).toEqual([
      false,
      false,
      false,
    ]);
  });
  it('IDENT-D6: an expired identity opens no link', () => {
    const one = open(changed({ ann: { notAfterMs: START_MS - 1 } }));
    one.connect('ann.A');
    expect([one.isStored('ann.A'), one.isLinked('ann.A')]).toEqual([false, false]);
  });
  it('IDENT-48, IDENT-49: an identity stays as long as it is used', () => {
    const one = open(authority);
    const link = one.connect('ann.A');
    one.connect('eve.B');
    one.wait(HOUR_MS);
    // To answer it, the peer looks up the organisation of who asks.
    one.send(link, one.request(one.alive('ann.A', 1n), 7n));
    one.wait(1);
    one.sweepIdle();
    expect([one.isStored('ann.A'), one.isStored('eve.B')]).toEqual([true, false]);
    expect([one.isLinked('ann.A'), one.isLinked('eve.B')]).toEqual([true, false]);
    one.wait(HOUR_MS + 1);
    one.sweepIdle();
    expect(one.isStored('ann.A')).toBe(false);
  });
  it('IDENT-50: the own identity stays, used or not', () => {
    const one = open(authority);
    one.wait(10 * HOUR_MS);
    one.sweepIdle();
    expect(one.peer.state.identities.has(one.peer.config.pkiHex)).toBe(true);
  });
  it('IDENT-51, IDENT-I2: whom the changed MSPs refuse is forgotten, all others stay', () => {
    const one = open(authority);
    one.connect('ann.A');
    one.connect('bob.A');
    const authorityNow = changed({ ann: 'refused' });
    expect(farewellOf(one.feed({ type: 'authority.changed', authority: authorityNow }))).toEqual([
      'stream.end',
    ]);
    expect([one.isStored('ann.A'), one.isStored('bob.A')]).toEqual([false, true]);
    one.connect('ann.A');
    expect([one.isStored('ann.A'), one.isLinked('ann.A')]).toEqual([false, false]);
    for (const { identity } of one.peer.state.identities.values())
      expect(authorityNow.resolve(identity).verdict).toBe('accept');
  });
  it('IDENT-51: even the own identity is forgotten', () => {
    const one = open(authority);
    one.feed({ type: 'authority.changed', authority: changed({ self: 'refused' }) });
    expect(one.peer.state.identities.size).toBe(0);
  });
  it('IDENT-I3: takes no more identities than it may hold', () => {
    const one = open(authority, { identitiesMax: 2 });
    one.connect('ann.A');
    one.connect('bob.A');
    expect([one.isLinked('ann.A'), one.isLinked('bob.A')]).toEqual([true, false]);
    expect(one.peer.state.identities.size).toBe(2);
  });
  it('IDENT-55: takes the organisation of a remote from its identity', () => {
    const one = open(authority);
    one.connect('eve.B');
    const entry = one.peer.state.identities.get(toHex(one.pkiId('eve.B')));
    expect(entry?.mspId).toBe('B');
  });
});
