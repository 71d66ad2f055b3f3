/** Identities that arrive by pull, and what becomes of them: judged, stored, passed on, withdrawn. */
import { describe, expect, it } from 'vitest';
import type { Profile } from '../../src/peer/config.js';
import type { PeerEffect } from '../../src/peer/io.js';
import { GossipMessage_Tag as Tag } from '../../src/wire/gen/gossip/message_pb.js';
import type { Identity, IdentityAuthority } from '../../src/wire/identity/port.js';
import { accept, ignore, reject } from '../../src/wire/verdict.js';
import {
  aliveMessage,
  contentOf,
  emptyMessage,
  pkiIdOfName,
  pkiOf,
  reenveloped,
  START_MS,
} from '../support/gossip-builders.js';
import { dataRequest, hello, peerIdentity, update } from '../support/pull-messages.js';
import { createScene, NAMES, type SceneOptions, sentIn, verdictsIn } from '../support/scene.js';
import { optionsFor } from '../support/symbolic-peers.js';

const PROFILES: readonly Profile[] = ['fabric-2.5', 'fabric-3.1', 'hardened'];
const { authority } = optionsFor(NAMES).get('self.A')!;

/** The authority of the tests with other answers for whoever has an entry. */
const changed = (
  changes: Partial<Record<string, Partial<Identity> | 'refused' | 'unknown'>>,
): IdentityAuthority => ({
  mspIdOf: authority.mspIdOf,
  resolve(identity) {
    const verdict = authority.resolve(identity);
    const text = new TextDecoder().decode(identity);
    const change = changes[Object.keys(changes).find((name) => text.includes(name)) ?? ''];
    if (change === 'refused') return reject('IDENT-27', 'the certificate has been revoked');
    if (change === 'unknown') return ignore('IDENT-11', 'an MSP that nobody knows');
    return verdict.verdict === 'accept' ? accept({ ...verdict.value, ...change }) : verdict;
  },
});

/** A peer in the phase of a round in which it waits for updates, and the link on which it asked. */
function asking(options: SceneOptions = {}) {
  const scene = createScene({
    ...options,
    parameters: { aliveExpirationTimeout: 100_000_000, ...options.parameters },
  });
  const link = scene.connect('ann.A');
  scene.receive(link, aliveMessage('ann.A'));
  const nonceOf = (effects: readonly PeerEffect[]) => {
    const [sent] = sentIn(effects).filter(({ kind }) => kind === 'hello');
    return contentOf(sent!.message, 'hello').nonce;
  };
  scene.advance(4_000);
  let nonce = nonceOf(scene.taken());
  scene.advance(1_000);
  return {
    ...scene,
    link,
    pull(...names: string[]) {
      scene.taken();
      scene.receive(
        link,
        update(
          nonce,
          names.map((name) => peerIdentity(name)),
        ),
      );
      return scene.taken();
    },
    receiveUpdate(items: Parameters<typeof update>[1]) {
      scene.taken();
      scene.receive(link, update(nonce, items));
      return scene.taken();
    },
    /** The next round, in the phase in which updates are waited for. */
    nextRound() {
      scene.taken();
      scene.advance(4_000);
      nonce = nonceOf(scene.taken());
    },
    held: () =>
      [...scene.peer.state.identityPull.items.keys()].map(
        (pki) => NAMES.find((name) => pkiOf(name) === pki) ?? pki,
      ),
    told() {
      scene.taken();
      scene.receive(link, hello(41n));
      return sentIn(scene.taken()).flatMap(({ message, kind }) =>
        kind === 'dataDig' ? contentOf(message, 'dataDig').digests.length : [],
      );
    },
  };
}

describe('pulled identities: what an update must hold', () => {
  const unsigned = { ...peerIdentity('cat.A').envelope, signature: new Uint8Array() };
  const secretive = {
    ...peerIdentity('cat.A').envelope,
    secretEnvelope: {
      $typeName: 'gossip.SecretEnvelope' as const,
      payload: Uint8Array.of(1),
      signature: peerIdentity('cat.A').envelope.signature,
    },
  };
  it.each([
    ['no message', reenveloped({ ...unsigned, payload: new Uint8Array() }), 'PULL-D16'],
    ['another message', emptyMessage(), 'PULL-D16'],
    ['an alive message', aliveMessage('cat.A'), 'PULL-D16'],
    ['a PKI-ID of another', peerIdentity('cat.A', { pkiId: pkiIdOfName('dan.A') }), 'PULL-D17'],
    ['no PKI-ID', peerIdentity('cat.A', { pkiId: new Uint8Array() }), 'PULL-D17'],
    ['no certificate', peerIdentity('cat.A', { cert: new Uint8Array() }), 'PULL-D17'],
    ['an identity that no MSP knows', peerIdentity('mal.A'), 'PULL-D18'],
    ['another signer', peerIdentity('cat.A', { signer: 'dan.A' }), 'PULL-D21'],
    ['no signature', reenveloped(unsigned), 'PULL-D21'],
    ['a secret that nobody signed', reenveloped(secretive), 'PULL-D21'],
  ])('PULL-33, PULL-13, PULL-I2: %s in an item refuses the whole update', (_, bad, clause) => {
    for (const profile of PROFILES)
      for (const items of [
        [bad, peerIdentity('dan.A')],
        [peerIdentity('dan.A'), bad],
      ]) {
        const scene = asking({ profile });
        expect(verdictsIn(scene.receiveUpdate(items))).toEqual([`reject ${clause}`]);
        expect([scene.knows('cat.A'), scene.knows('dan.A')]).toEqual([false, false]);
        expect(scene.held()).toEqual(['self.A']);
      }
  });
  it('PULL-13: a payload in an item that does not decode refuses the whole update', () => {
    const scene = asking();
    const { bytes, envelope, message } = emptyMessage();
    const item = { bytes, message, envelope: { ...envelope, payload: Uint8Array.of(0xff) } };
    expect(verdictsIn(scene.receiveUpdate([peerIdentity('dan.A'), item]))).toHaveLength(1);
    expect(scene.knows('dan.A')).toBe(false);
  });
  it('PULL-34: tag and channel of an item do not matter', () => {
    const scene = asking();
    scene.receiveUpdate([peerIdentity('cat.A', { tag: Tag.CHAN_ONLY })]);
    expect(scene.knows('cat.A')).toBe(true);
  });
  it.each([
    ['fabric-3.1', false, ['ignore PULL-D20']],
    ['hardened', true, []],
  ] as const)(
    'PULL-33: in %s an unknown organisation in an item leaves the others usable: %s',
    (profile, usable, verdicts) => {
      const scene = asking({ profile, authority: changed({ gus: 'unknown' }) });
      expect(verdictsIn(scene.pull('gus.C', 'dan.A'))).toEqual(verdicts);
      expect([scene.knows('dan.A'), scene.knows('gus.C')]).toEqual([usable, false]);
      expect(scene.held()).toEqual(usable ? ['self.A', 'dan.A'] : ['self.A']);
    },
  );
  it('PULL-35: an identity that is stored already stays as it is', () => {
    const scene = asking();
    scene.meet('cat.A');
    const stored = scene.peer.state.identities.get(pkiOf('cat.A'));
    scene.pull('cat.A');
    expect(scene.peer.state.identities.get(pkiOf('cat.A'))).toBe(stored);
    expect(scene.held()).toEqual(['self.A', 'cat.A']);
  });
  it('PULL-35: with a pulled identity the messages of its owner are believed', () => {
    const scene = asking();
    const message = aliveMessage('cat.A', { introduced: false });
    scene.receive(scene.link, message);
    expect(scene.members()).not.toHaveProperty('cat.A');
    scene.pull('cat.A');
    scene.receive(scene.link, message);
    expect(scene.members()).toHaveProperty('cat.A', 'alive');
  });
});

describe('pulled identities: expired ones', () => {
  const expired = changed({ cat: { notAfterMs: START_MS - 1 } });
  it('PULL-48: Fabric passes on what it does not store', () => {
    for (const profile of ['fabric-2.5', 'fabric-3.1'] as const) {
      const scene = asking({ profile, authority: expired });
      expect(verdictsIn(scene.pull('cat.A', 'dan.A'))).toEqual([]);
      expect([scene.knows('cat.A'), scene.knows('dan.A')]).toEqual([false, true]);
      expect(scene.held()).toEqual(['self.A', 'cat.A', 'dan.A']);
      scene.receive(scene.link, hello(41n));
      scene.taken();
      scene.receive(scene.link, dataRequest(41n, ['cat.A']));
      expect(sentIn(scene.taken()).map(({ kind }) => kind)).toEqual(['dataUpdate']);
    }
  });
  it('PULL-33, PULL-36, PULL-I4: `hardened` skips it', () => {
    const scene = asking({ profile: 'hardened', authority: expired });
    expect(verdictsIn(scene.pull('cat.A', 'dan.A'))).toEqual([]);
    expect([scene.knows('cat.A'), scene.knows('dan.A')]).toEqual([false, true]);
    expect(scene.held()).toEqual(['self.A', 'dan.A']);
  });
  it('PULL-36: `hardened` does not hold what has no room in the identity store', () => {
    for (const [profile, held] of [
      ['hardened', ['self.A', 'cat.A']],
      ['fabric-3.1', ['self.A', 'cat.A', 'dan.A']],
    ] as const) {
      const scene = asking({ profile, parameters: { identitiesMax: 3 } });
      scene.pull('cat.A', 'dan.A');
      expect(scene.knows('dan.A')).toBe(false);
      expect(scene.held()).toEqual(held);
    }
  });
});

describe('pulled identities: withdrawn ones', () => {
  const SWEEP_MS = 1_000;
  it.each(PROFILES)(
    'IDENT-52, IDENT-I6: an identity that expires is no longer shown: %s',
    (profile) => {
      const scene = asking({
        profile,
        authority: changed({ cat: { notAfterMs: START_MS + 60_000 } }),
      });
      scene.pull('cat.A', 'dan.A');
      expect(scene.told()).toEqual([3]);
      scene.advance(55_000 + SWEEP_MS);
      expect(scene.knows('cat.A')).toBe(false);
      expect(scene.held()).toEqual(['self.A', 'dan.A']);
      expect(scene.told()).toEqual([2]);
    },
  );
  it('IDENT-52: a revoked identity is no longer shown, and comes back from nobody', () => {
    const scene = asking();
    scene.pull('cat.A', 'dan.A');
    scene.feed({ type: 'authority.changed', authority: changed({ cat: 'refused' }) });
    expect(scene.held()).toEqual(['self.A', 'dan.A']);
    scene.nextRound();
    expect(verdictsIn(scene.pull('cat.A', 'bob.A'))).toEqual(['reject PULL-D18']);
    expect([scene.knows('cat.A'), scene.knows('bob.A')]).toEqual([false, false]);
  });
  it('IDENT-52, IDENT-48: an idle identity is no longer shown, and may be pulled again', () => {
    const HOUR_MS = 3_600_000;
    const scene = asking({ parameters: { identityUsageThreshold: HOUR_MS } });
    scene.pull('cat.A');
    scene.sleep(HOUR_MS + 1);
    scene.feed({ type: 'timer.fired', timer: 'ticker/identity-idle-sweep/period' });
    expect(scene.held()).toEqual(['self.A']);
    expect(scene.knows('cat.A')).toBe(false);
  });
  it('IDENT-50, IDENT-52: the own identity is shown however long it is not used', () => {
    const scene = asking();
    scene.sleep(10 * 3_600_000);
    scene.feed({ type: 'timer.fired', timer: 'ticker/identity-idle-sweep/period' });
    expect(scene.held()).toEqual(['self.A']);
    expect(scene.peer.state.identities.has(pkiOf('self.A'))).toBe(true);
  });
  it('IDENT-52: even the own identity is no longer shown once it is revoked', () => {
    const scene = asking();
    scene.feed({ type: 'authority.changed', authority: changed({ self: 'refused' }) });
    expect(scene.held()).toEqual([]);
    expect(scene.told()).toEqual([]);
  });
});
