/** The answering side of pull, seen from outside: who is told of which identities, and who is sent them. */
import { describe, expect, it } from 'vitest';
import { forgetIdentity } from '../../src/peer/identities.js';
import type { PeerEffect } from '../../src/peer/io.js';
import { PullMsgType, GossipMessage_Tag as Tag } from '../../src/wire/gen/gossip/message_pb.js';
import { toHex } from '../../src/wire/hex.js';
import {
  aliveMessage,
  contentOf,
  identityOf,
  pkiIdOfName,
  pkiOf,
  reenveloped,
} from '../support/gossip-builders.js';
import { dataRequest, digest, hello, peerIdentity, update } from '../support/pull-messages.js';
import {
  createScene,
  NAMES,
  type SceneOptions,
  type Sent,
  sentIn,
  verdictsIn,
} from '../support/scene.js';
import { crypto } from '../support/symbolic-peers.js';

const nameOf = (pkiId: Uint8Array) =>
  NAMES.find((name) => pkiOf(name) === toHex(pkiId)) ?? toHex(pkiId);

const only = (effects: readonly PeerEffect[], kind: string): Sent | undefined => {
  const sent = sentIn(effects).filter((one) => one.kind === kind);
  expect(sent.length).toBeLessThan(2);
  return sent[0];
};

/**
 * A peer that holds, by pull, the identities of all others, and knows members of all organisations;
 * cat.A and fay.B have no external endpoint, dan.A is no member.
 */
function informed(options: SceneOptions = {}) {
  const scene = createScene({
    ...options,
    parameters: { aliveExpirationTimeout: 1_000_000, ...options.parameters },
  });
  const ann = scene.connect('ann.A');
  for (const name of ['ann.A', 'bob.A', 'eve.B', 'gus.C']) scene.receive(ann, aliveMessage(name));
  for (const name of ['cat.A', 'fay.B']) scene.receive(ann, aliveMessage(name, { endpoint: '' }));
  scene.advance(4_000);
  const [greeting] = sentIn(scene.taken()).filter(
    ({ kind, link }) => kind === 'hello' && link === ann,
  );
  const { nonce } = contentOf(greeting!.message, 'hello');
  scene.advance(1_000);
  const others = NAMES.filter((name) => name !== 'self.A');
  scene.receive(
    ann,
    update(
      nonce,
      others.map((name) => peerIdentity(name)),
    ),
  );
  expect(scene.peer.state.identityPull.items.size).toBe(NAMES.length);
  scene.taken();
  return {
    ...scene,
    ann,
    /** What is told to whoever says hello. */
    told(link: string, nonce = 41n): string[] | undefined {
      scene.taken();
      scene.receive(link, hello(nonce));
      const sent = only(scene.taken(), 'dataDig');
      return sent && contentOf(sent.message, 'dataDig').digests.map(nameOf).sort();
    },
    /** What is sent to whoever asks. */
    sent(link: string, items: readonly string[], nonce = 41n): string[] | undefined {
      scene.taken();
      scene.receive(link, dataRequest(nonce, items));
      const sent = only(scene.taken(), 'dataUpdate');
      return (
        sent &&
        contentOf(sent.message, 'dataUpdate').data.map((envelope) =>
          nameOf(contentOf(reenveloped(envelope), 'peerIdentity').pkiId),
        )
      );
    },
  };
}

describe('pull: what a peer tells of itself', () => {
  it('PULL-30, PULL-20: its own identity from the start, self-signed', () => {
    const scene = createScene();
    const link = scene.connect('ann.A');
    scene.taken();
    scene.receive(link, hello(2n ** 64n - 1n));
    const told = only(scene.taken(), 'dataDig')!;
    expect(told.link).toBe(link);
    expect(told.message.message).toMatchObject({ nonce: 0n, tag: Tag.EMPTY });
    expect(told.message.envelope.signature).toHaveLength(0);
    expect(contentOf(told.message, 'dataDig')).toMatchObject({
      nonce: 2n ** 64n - 1n,
      msgType: PullMsgType.IDENTITY_MSG,
      digests: [pkiIdOfName('self.A')],
    });
    scene.receive(link, dataRequest(2n ** 64n - 1n, ['self.A']));
    const sent = only(scene.taken(), 'dataUpdate')!;
    expect(sent.message.message).toMatchObject({ nonce: 0n, tag: Tag.EMPTY });
    const { nonce, msgType, data } = contentOf(sent.message, 'dataUpdate');
    expect([nonce, msgType, data.length]).toEqual([2n ** 64n - 1n, PullMsgType.IDENTITY_MSG, 1]);
    const { message } = reenveloped(data[0]!);
    expect(message).toMatchObject({ nonce: 0n, tag: Tag.EMPTY });
    expect(message.channel).toHaveLength(0);
    const identity = contentOf(reenveloped(data[0]!), 'peerIdentity');
    expect(identity.pkiId).toEqual(pkiIdOfName('self.A'));
    expect(identity.cert).toEqual(identityOf('self.A'));
    expect(identity.metadata).toHaveLength(0);
    const { publicKey } = crypto.signerOf('self.A');
    expect(crypto.verify(publicKey, data[0]!.payload, data[0]!.signature)).toBe(true);
  });
  it('PULL-47: who was met in a handshake or by an alive message is not told', () => {
    const scene = createScene();
    const link = scene.connect('ann.A');
    scene.receive(link, aliveMessage('bob.A'));
    expect([scene.knows('ann.A'), scene.knows('bob.A')]).toEqual([true, true]);
    expect([...scene.peer.state.identityPull.items.keys()]).toEqual([pkiOf('self.A')]);
  });
});

describe('pull: to whom identities are shown', () => {
  it('PULL-31: to one’s own organisation all, foreign ones as well', () => {
    const scene = informed();
    expect(scene.told(scene.ann)).toEqual([...NAMES].sort());
  });
  it('PULL-31, PULL-I3: to another organisation its own and ours, if they have an external endpoint', () => {
    const scene = informed();
    const eve = scene.connect('eve.B');
    expect(scene.told(eve)).toEqual(['ann.A', 'bob.A', 'eve.B', 'self.A']);
    expect(scene.sent(eve, ['gus.C', 'ann.A', 'cat.A', 'eve.B', 'dan.A', 'fay.B'])).toEqual([
      'ann.A',
      'eve.B',
    ]);
  });
  it('PULL-31: a dead member counts, one that is forgotten does not', () => {
    const scene = informed();
    const eve = scene.connect('eve.B');
    scene.peer.state.members.get(pkiOf('bob.A'))!.instance.state = 2;
    scene.peer.state.members.delete(pkiOf('ann.A'));
    expect(scene.told(eve)).toEqual(['bob.A', 'eve.B', 'self.A']);
  });
  it('PULL-21: to whom nothing is shown nothing is said, and the nonce is valid all the same', () => {
    const scene = informed({ externalEndpoint: '' });
    const gus = scene.connect('gus.C');
    for (const name of ['ann.A', 'bob.A', 'gus.C'])
      scene.peer.state.members.get(pkiOf(name))!.endpoint = '';
    expect(scene.told(gus)).toBeUndefined();
    expect(scene.peer.state.identityPull.nonces.size).toBe(1);
    expect(scene.sent(gus, ['self.A'])).toBeUndefined();
    scene.peer.state.members.get(pkiOf('ann.A'))!.endpoint = 'ann:1';
    expect(scene.sent(gus, ['ann.A'])).toEqual(['ann.A']);
  });
  it('PULL-31: to whom no identity is stored nothing is shown', () => {
    const scene = informed();
    const bob = scene.connect('bob.A');
    forgetIdentity(scene.peer, pkiOf('bob.A'));
    expect(scene.told(bob)).toBeUndefined();
  });
  it('PULL-20: strangers to the membership are told as well', () => {
    const scene = informed();
    scene.peer.state.members.delete(pkiOf('bob.A'));
    expect(scene.told(scene.connect('bob.A'))).toEqual([...NAMES].sort());
  });
});

describe('pull: requests', () => {
  it('PULL-25: what is asked for is sent in that order; what is not held is passed over', () => {
    const scene = informed();
    scene.told(scene.ann);
    expect(scene.sent(scene.ann, ['eve.B', 'nobody.A', 'ann.A', 'self.A'])).toEqual([
      'eve.B',
      'ann.A',
      'self.A',
    ]);
  });
  it('PULL-39: where nothing of it is held nothing is sent', () => {
    const scene = informed();
    scene.told(scene.ann);
    expect(scene.sent(scene.ann, ['nobody.A'])).toBeUndefined();
    expect(scene.sent(scene.ann, [])).toBeUndefined();
  });
  it('PULL-27: an item is sent once, however often it is named', () => {
    const scene = informed({ profile: 'hardened' });
    scene.told(scene.ann);
    expect(scene.sent(scene.ann, ['eve.B', 'ann.A', 'eve.B', 'eve.B'])).toEqual(['eve.B', 'ann.A']);
  });
  it('PULL-51: in the fabric profiles as often as it is named', () => {
    const scene = informed({ profile: 'fabric-3.1' });
    scene.told(scene.ann);
    const names = ['eve.B', 'ann.A', 'eve.B', 'eve.B'];
    expect(scene.sent(scene.ann, names)).toEqual(names);
  });
  it('PULL-28: a secret beside an item counts as well', () => {
    const scene = informed({ parameters: { messageSizeMax: 2_048 } });
    const { items } = scene.peer.state.identityPull;
    const held = items.get(pkiOf('bob.A'))!;
    const secretEnvelope = {
      $typeName: 'gossip.SecretEnvelope',
      payload: new Uint8Array(1_000),
      signature: new Uint8Array(1),
    } as const;
    items.set(pkiOf('bob.A'), { ...held, envelope: { ...held.envelope, secretEnvelope } });
    scene.told(scene.ann);
    expect(scene.sent(scene.ann, ['ann.A', 'bob.A', 'cat.A'])).toEqual(['ann.A']);
  });
  it('PULL-28: no item goes with which the envelope could exceed messageSizeMax', () => {
    const scene = informed({ parameters: { messageSizeMax: 2_048 } });
    scene.told(scene.ann);
    const names = ['ann.A', 'bob.A', 'cat.A', 'dan.A'];
    expect(scene.sent(scene.ann, names)).toEqual(names.slice(0, 2));
  });
  it('PULL-26: a nonce that no hello has brought is worth nothing', () => {
    const scene = informed();
    scene.receive(scene.ann, dataRequest(41n, ['ann.A']));
    expect(verdictsIn(scene.taken())).toEqual(['ignore PULL-26']);
  });
  it('PULL-22, PULL-26: a nonce is valid for requestWaitTime from the first hello with it', () => {
    const scene = informed();
    scene.told(scene.ann);
    scene.advance(1_499);
    expect(scene.told(scene.ann)).toEqual([...NAMES].sort());
    expect(scene.sent(scene.ann, ['ann.A'])).toEqual(['ann.A']);
    scene.advance(1);
    expect(scene.sent(scene.ann, ['ann.A'])).toBeUndefined();
    expect(scene.peer.state.identityPull.nonces.size).toBe(0);
    expect(scene.told(scene.ann)).toEqual([...NAMES].sort());
    expect(scene.sent(scene.ann, ['ann.A'])).toEqual(['ann.A']);
  });
  it('PULL-29: another peer may use the nonce, and sees what it may see', () => {
    const scene = informed();
    scene.told(scene.ann);
    const eve = scene.connect('eve.B');
    expect(scene.sent(eve, ['gus.C', 'ann.A'])).toEqual(['ann.A']);
  });
  it('PULL-24: not in `hardened`', () => {
    const scene = informed({ profile: 'hardened' });
    scene.told(scene.ann);
    const eve = scene.connect('eve.B');
    expect(scene.sent(eve, ['ann.A'])).toBeUndefined();
    expect(scene.told(eve)).toBeUndefined();
    expect(scene.sent(scene.ann, ['ann.A'])).toEqual(['ann.A']);
  });
  it('PULL-23, PULL-I1: a hello with one nonce too many is ignored, the others stay valid', () => {
    const scene = informed({ parameters: { pullNoncesMax: 2 } });
    const bob = scene.connect('bob.A');
    scene.told(scene.ann, 1n);
    scene.told(bob, 2n);
    scene.taken();
    scene.receive(bob, hello(3n));
    const effects = scene.taken();
    expect(verdictsIn(effects)).toEqual(['ignore PULL-23']);
    expect(sentIn(effects)).toEqual([]);
    expect(scene.told(bob, 2n)).toEqual([...NAMES].sort());
    expect(scene.sent(scene.ann, ['ann.A'], 1n)).toEqual(['ann.A']);
    scene.advance(1_500);
    expect(scene.told(bob, 3n)).toEqual([...NAMES].sort());
  });
});

describe('pull: the parts that must be there', () => {
  it('PULL-37: an identity outside of an update is ignored', () => {
    const scene = createScene();
    const link = scene.connect('ann.A');
    scene.taken();
    scene.receive(link, peerIdentity('bob.A', { tag: Tag.ORG_ONLY }));
    expect(verdictsIn(scene.taken())).toEqual(['ignore PULL-37']);
    expect(scene.knows('bob.A')).toBe(false);
  });
  it('PULL-4, PULL-12, PULL-25: empty lists harm nobody', () => {
    const scene = informed();
    scene.receive(scene.ann, digest(41n, []));
    scene.receive(scene.ann, update(41n, []));
    scene.receive(scene.ann, hello(0n));
    scene.taken();
    scene.receive(scene.ann, dataRequest(0n, []));
    expect(sentIn(scene.taken())).toEqual([]);
    expect(scene.told(scene.ann)).toEqual([...NAMES].sort());
  });
});
