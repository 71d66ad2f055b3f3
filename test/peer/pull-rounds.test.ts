/** The asking side of pull, seen from outside: whom a peer greets, what it asks for, what it keeps. */
import { describe, expect, it } from 'vitest';
import { capture, hashOf, restore } from '../../src/peer/image.js';
import type { PeerEffect } from '../../src/peer/io.js';
import { step } from '../../src/peer/peer.js';
import { dropItem, holdItem } from '../../src/peer/pull/engine.js';
import { type SignedMessage, unsignedMessage } from '../../src/wire/envelope.js';
import { PullMsgType, GossipMessage_Tag as Tag } from '../../src/wire/gen/gossip/message_pb.js';
import { fromHex, toHex } from '../../src/wire/hex.js';
import { reject } from '../../src/wire/verdict.js';
import { aliveMessage, contentOf, identityOf, pkiOf } from '../support/gossip-builders.js';
import { dataRequest, digest, hello, peerIdentity, update } from '../support/pull-messages.js';
import {
  createPlainChoose,
  createScene,
  NAMES,
  type Scene,
  type SceneOptions,
  sentIn,
  verdictsIn,
} from '../support/scene.js';

const nameOf = (pkiId: Uint8Array) =>
  NAMES.find((name) => pkiOf(name) === toHex(pkiId)) ?? toHex(pkiId);

const ofKind = (effects: readonly PeerEffect[], kind: string) =>
  sentIn(effects).filter((sent) => sent.kind === kind);

/** Hellos as `LINK NONCE`. */
const hellosIn = (effects: readonly PeerEffect[]) =>
  ofKind(effects, 'hello').map(
    ({ link, message }) => `${link} ${contentOf(message, 'hello').nonce}`,
  );

/** Requests as `LINK NONCE: NAMES`. */
const requestsIn = (effects: readonly PeerEffect[]) =>
  ofKind(effects, 'dataReq').map(({ link, message }) => {
    const { nonce, digests } = contentOf(message, 'dataReq');
    return `${link} ${nonce}: ${digests.map(nameOf).join(' ')}`;
  });

/** Linked to live members of those names. Other periodic work is out of the way. */
function among(names: readonly string[], options: SceneOptions = {}) {
  const scene = createScene({
    ...options,
    parameters: { aliveExpirationTimeout: 1_000_000, ...options.parameters },
  });
  const links = new Map<string, string>();
  for (const name of names) {
    const link = scene.connect(name);
    links.set(name, link);
    scene.receive(link, aliveMessage(name));
  }
  scene.taken();
  return { ...scene, linkOf: (name: string) => links.get(name)! };
}

/** What the peer advertises to somebody of its own organisation. */
function advertised(scene: Scene, link: string): string[] {
  scene.taken();
  scene.receive(link, hello(999_999n));
  const [sent] = ofKind(scene.taken(), 'dataDig');
  return sent === undefined ? [] : contentOf(sent.message, 'dataDig').digests.map(nameOf).sort();
}

describe('pull: hellos', () => {
  it('PULL-1, PULL-2: every pullInterval to pullPeerNum members, each with a nonce of its own', () => {
    const scene = among(['ann.A', 'bob.A', 'cat.A', 'dan.A']);
    scene.advance(3_999);
    expect(hellosIn(scene.taken())).toEqual([]);
    scene.advance(1);
    expect(hellosIn(scene.taken())).toEqual(['a1 1000', 'a2 1001', 'a3 1002']);
    scene.advance(4_000);
    expect(hellosIn(scene.taken())).toEqual(['a1 1003', 'a2 1004', 'a3 1005']);
    expect(scene.draws.filter(({ count }) => count === 3)).not.toEqual([]);
  });
  it('PULL-3, PULL-32: a hello is unsigned, tagged EMPTY, without channel and outer nonce', () => {
    const scene = among(['ann.A']);
    scene.advance(4_000);
    const [sent] = ofKind(scene.taken(), 'hello');
    const { message, envelope } = sent!.message;
    expect(message).toMatchObject({ nonce: 0n, tag: Tag.EMPTY });
    expect(message.channel).toHaveLength(0);
    expect(envelope.signature).toHaveLength(0);
    const value = contentOf(sent!.message, 'hello');
    expect(value).toMatchObject({ nonce: 1_000n, msgType: PullMsgType.IDENTITY_MSG });
    expect(value.metadata).toHaveLength(0);
  });
  it('PULL-38: members of other organisations are greeted for identities', () => {
    const scene = among(['eve.B', 'gus.C']);
    scene.advance(4_000);
    expect(hellosIn(scene.taken())).toEqual(['a1 1000', 'a2 1001']);
  });
  it('PULL-1: nobody is greeted where nobody is alive', () => {
    const scene = createScene();
    scene.meet('ann.A');
    scene.taken();
    scene.advance(4_000);
    expect(hellosIn(scene.taken())).toEqual([]);
    expect(scene.peer.state.identityPull.rounds.size).toBe(0);
  });
  it('PULL-2: a nonce that is outstanding greets nobody else', () => {
    const scene = among(['ann.A', 'bob.A']);
    scene.advance(3_999);
    scene.peer.state.identityPull.outstanding.set(1_000n, 77);
    scene.advance(1);
    expect(hellosIn(scene.taken())).toEqual(['a2 1001']);
  });
  it('PULL-10, PULL-I1: no more nonces are outstanding than pullNoncesMax', () => {
    const scene = among(['ann.A', 'bob.A', 'cat.A'], { parameters: { pullNoncesMax: 2 } });
    scene.advance(4_000);
    expect(hellosIn(scene.taken())).toEqual(['a1 1000', 'a2 1001']);
    expect(scene.peer.state.identityPull.outstanding.size).toBe(2);
  });
  it('PULL-8: who shares the endpoint of a drawn member is greeted as well, with the same nonce', () => {
    const scene = among([]);
    const ann = scene.connect('ann.A');
    const bob = scene.connect('bob.A');
    scene.receive(ann, aliveMessage('ann.A', { internalEndpoint: 'one:1' }));
    scene.receive(bob, aliveMessage('bob.A', { internalEndpoint: 'one:1' }));
    scene.taken();
    scene.advance(4_000);
    expect(hellosIn(scene.taken())).toEqual(['a1 1000', 'a2 1000', 'a1 1001', 'a2 1001']);
    scene.receive(bob, digest(1_000n, ['cat.A']));
    scene.advance(1_000);
    expect(requestsIn(scene.taken())).toEqual(['a1 1001: cat.A', 'a2 1001: cat.A']);
  });
  it('PULL-11: in `hardened` the drawn member alone is greeted', () => {
    const scene = among([], { profile: 'hardened' });
    const ann = scene.connect('ann.A');
    const bob = scene.connect('bob.A');
    scene.receive(ann, aliveMessage('ann.A', { internalEndpoint: 'one:1' }));
    scene.receive(bob, aliveMessage('bob.A', { internalEndpoint: 'one:1' }));
    scene.taken();
    scene.advance(4_000);
    expect(hellosIn(scene.taken())).toEqual(['a1 1000', 'a2 1001']);
  });
});

describe('pull: digests and requests', () => {
  it('PULL-7, PULL-18: what is lacking is asked for after digestWaitTime, with the nonce of the hello', () => {
    const scene = among(['ann.A', 'bob.A']);
    scene.advance(4_000);
    scene.receive(scene.linkOf('ann.A'), digest(1_000n, ['cat.A', 'self.A', 'eve.B']));
    scene.receive(scene.linkOf('bob.A'), digest(1_001n, ['dan.A']));
    scene.taken();
    scene.advance(999);
    expect(requestsIn(scene.taken())).toEqual([]);
    scene.advance(1);
    const effects = scene.taken();
    expect(requestsIn(effects)).toEqual(['a1 1000: cat.A eve.B', 'a2 1001: dan.A']);
    const [request] = ofKind(effects, 'dataReq');
    expect(request!.message.message).toMatchObject({ nonce: 0n, tag: Tag.EMPTY });
    expect(request!.message.envelope.signature).toHaveLength(0);
  });
  it('PULL-6, PULL-7: an item that several have is asked of one of them', () => {
    const scene = among(['ann.A', 'bob.A']);
    scene.advance(4_000);
    scene.receive(scene.linkOf('ann.A'), digest(1_000n, ['cat.A', 'dan.A']));
    scene.receive(scene.linkOf('bob.A'), digest(1_001n, ['dan.A', 'cat.A']));
    scene.taken();
    const drawnBefore = scene.draws.length;
    scene.advance(1_000);
    expect(requestsIn(scene.taken())).toEqual(['a1 1000: cat.A dan.A']);
    expect(scene.draws.slice(drawnBefore).filter(({ count }) => count === 1)).toHaveLength(2);
  });
  it('PULL-6: who repeats an item is no second owner', () => {
    const scene = among(['ann.A']);
    scene.advance(4_000);
    const link = scene.linkOf('ann.A');
    scene.receive(link, digest(1_000n, ['cat.A', 'cat.A']));
    scene.receive(link, digest(1_000n, ['cat.A']));
    const [round] = scene.peer.state.identityPull.rounds.values();
    expect([...round!.owners.values()].map(({ length }) => length)).toEqual([1]);
    scene.taken();
    scene.advance(1_000);
    expect(requestsIn(scene.taken())).toEqual(['a1 1000: cat.A']);
  });
  it('PULL-19: where nothing is lacking nothing is asked', () => {
    const scene = among(['ann.A']);
    scene.advance(4_000);
    scene.receive(scene.linkOf('ann.A'), digest(1_000n, ['self.A']));
    scene.taken();
    scene.advance(1_000);
    expect(ofKind(scene.taken(), 'dataReq')).toEqual([]);
  });
  it.each([
    ['with a nonce that is not outstanding', 555n, 0, 'ignore PULL-D1'],
    ['that comes after digestWaitTime', 1_000n, 1_000, 'ignore PULL-D3'],
    ['that comes after the round', 1_000n, 3_000, 'ignore PULL-D1'],
  ])('PULL-4: a digest %s is ignored', (_, nonce, lateMs, verdict) => {
    const scene = among(['ann.A']);
    scene.advance(4_000 + lateMs);
    scene.taken();
    scene.receive(scene.linkOf('ann.A'), digest(nonce, ['cat.A']));
    expect(verdictsIn(scene.taken())).toEqual([verdict]);
    scene.advance(999);
    expect(ofKind(scene.taken(), 'dataReq')).toEqual([]);
  });
  it('PULL-4: a digest of somebody else counts for who was greeted; not in `hardened`', () => {
    for (const profile of ['fabric-3.1', 'hardened'] as const) {
      const scene = among(['ann.A'], { profile });
      const eve = scene.connect('eve.B');
      scene.advance(4_000);
      scene.taken();
      scene.receive(eve, digest(1_000n, ['cat.A']));
      const isHardened = profile === 'hardened';
      expect(verdictsIn(scene.taken())).toEqual(isHardened ? ['reject PULL-D2'] : []);
      scene.advance(1_000);
      expect(requestsIn(scene.taken())).toEqual(isHardened ? [] : ['a1 1000: cat.A']);
    }
  });
  it('PULL-5: no more items are wanted than pullItemsMax', () => {
    const scene = among(['ann.A'], { parameters: { pullItemsMax: 2 } });
    scene.advance(4_000);
    scene.receive(scene.linkOf('ann.A'), digest(1_000n, ['bob.A', 'cat.A', 'dan.A', 'bob.A']));
    scene.taken();
    scene.advance(1_000);
    expect(requestsIn(scene.taken())).toEqual(['a1 1000: bob.A cat.A']);
  });
  it('PULL-8: the request goes to whoever is alive at that endpoint, or to nobody', () => {
    const scene = among(['ann.A']);
    scene.advance(4_000);
    scene.receive(scene.linkOf('ann.A'), digest(1_000n, ['cat.A']));
    scene.feed({ type: 'stream.ended', link: scene.linkOf('ann.A'), status: 'UNKNOWN' });
    const { members } = scene.peer.state;
    members.get(pkiOf('ann.A'))!.internalEndpoint = 'moved:1';
    scene.taken();
    scene.advance(1_000);
    expect(ofKind(scene.taken(), 'dataReq')).toEqual([]);
  });
  it.each([
    ['PULL-53: an item of any length is asked for as it came', 'fabric-3.1', '00ff  cat.A'],
    ['PULL-52: `hardened` asks for nothing that is no PKI-ID', 'hardened', 'cat.A'],
  ] as const)('%s', (_, profile, wanted) => {
    const scene = among(['ann.A'], { profile });
    scene.advance(4_000);
    const items = [fromHex('00ff'), new Uint8Array(), 'cat.A'];
    scene.receive(scene.linkOf('ann.A'), digest(1_000n, items));
    scene.taken();
    scene.advance(1_000);
    expect(requestsIn(scene.taken())).toEqual([`a1 1000: ${wanted}`]);
  });
});

describe('pull: lists that peers of one process share', () => {
  /** Starts the next round and answers with the same list of digests; what is asked for. */
  function answering(options: SceneOptions = {}) {
    const scene = among(['ann.A'], options);
    const link = scene.linkOf('ann.A');
    let nonce = 999n;
    return {
      ...scene,
      link,
      nonce: () => nonce,
      round(list: SignedMessage): string[] {
        scene.advance(nonce === 999n ? 4_000 : 3_000);
        nonce += 1n;
        const { message } = list;
        if (message.content.case !== 'dataDig') throw new Error('no digest');
        const content = { ...message.content, value: { ...message.content.value, nonce } };
        scene.feed({
          type: 'envelope.received',
          link,
          message: unsignedMessage({ ...message, content }),
        });
        scene.taken();
        scene.advance(1_000);
        return requestsIn(scene.taken()).map((request) => request.split(': ')[1]!);
      },
    };
  }
  it('PULL-5: an item that is withdrawn is wanted again', () => {
    const scene = answering();
    const list = digest(0n, ['cat.A', 'self.A']);
    expect(scene.round(list)).toEqual(['cat.A']);
    scene.receive(scene.link, update(scene.nonce(), [peerIdentity('cat.A')]));
    expect([scene.round(list), scene.round(list)]).toEqual([[], []]);
    const { authority } = scene.peer.config;
    const refusing: typeof authority = {
      ...authority,
      resolve: (identity) =>
        toHex(identity) === toHex(identityOf('cat.A'))
          ? reject('IDENT-27', 'revoked')
          : authority.resolve(identity),
    };
    scene.feed({ type: 'authority.changed', authority: refusing });
    expect([scene.round(list), scene.round(list)]).toEqual([['cat.A'], ['cat.A']]);
  });
  it('PULL-5: an item for which there was no room is wanted in another round', () => {
    const scene = answering({ parameters: { pullItemsMax: 1 } });
    const second = digest(0n, ['dan.A']);
    scene.advance(4_000);
    scene.receive(scene.link, digest(1_000n, ['bob.A']));
    const { content } = second.message;
    if (content.case !== 'dataDig') throw new Error('no digest');
    content.value.nonce = 1_000n;
    scene.feed({ type: 'envelope.received', link: scene.link, message: second });
    scene.advance(1_000);
    expect(requestsIn(scene.taken())).toContain('a1 1000: bob.A');
    scene.advance(3_000);
    content.value.nonce = 1_001n;
    scene.feed({ type: 'envelope.received', link: scene.link, message: second });
    scene.taken();
    scene.advance(1_000);
    expect(requestsIn(scene.taken())).toEqual(['a1 1001: dan.A']);
  });
});

describe('pull: updates and the end of a round', () => {
  it('PULL-9: the round ends responseWaitTime after the requests; its nonces are gone', () => {
    const scene = among(['ann.A']);
    const { identityPull } = scene.peer.state;
    scene.advance(4_000 + 2_999);
    expect([identityPull.rounds.size, identityPull.outstanding.size]).toEqual([1, 1]);
    scene.advance(1);
    expect([identityPull.rounds.size, identityPull.outstanding.size]).toEqual([0, 0]);
  });
  it('PULL-14, PULL-I6: what came in time is known and advertised', () => {
    const scene = among(['ann.A']);
    const link = scene.linkOf('ann.A');
    scene.advance(5_000);
    scene.receive(link, update(1_000n, [peerIdentity('cat.A'), peerIdentity('eve.B')]));
    expect([scene.knows('cat.A'), scene.knows('eve.B')]).toEqual([true, true]);
    expect(advertised(scene, link)).toEqual(['cat.A', 'eve.B', 'self.A']);
  });
  it.each([
    ['nobody asked for', 0, 555n],
    ['comes before the requests', 4_500, 1_000n],
    ['comes after the round', 7_000, 1_000n],
  ])('PULL-12: an update that %s is used and not advertised', (_, ms, nonce) => {
    const scene = among(['ann.A']);
    const link = scene.linkOf('ann.A');
    scene.advance(ms);
    scene.receive(link, update(nonce, [peerIdentity('cat.A')]));
    expect(scene.knows('cat.A')).toBe(true);
    expect(advertised(scene, link)).toEqual(['self.A']);
    scene.receive(link, hello(41n));
    scene.taken();
    scene.receive(link, dataRequest(41n, ['cat.A']));
    expect(ofKind(scene.taken(), 'dataUpdate')).toEqual([]);
  });
  it.each([
    ['nobody asked for', 0, 555n, 'ignore PULL-D12'],
    ['comes before the requests', 4_500, 1_000n, 'ignore PULL-D14'],
    ['comes after the round', 7_000, 1_000n, 'ignore PULL-D12'],
  ])('PULL-12: in `hardened` an update that %s is ignored', (_, ms, nonce, verdict) => {
    const scene = among(['ann.A'], { profile: 'hardened' });
    scene.advance(ms);
    scene.taken();
    scene.receive(scene.linkOf('ann.A'), update(nonce, [peerIdentity('cat.A')]));
    expect(verdictsIn(scene.taken())).toEqual([verdict]);
    expect(scene.knows('cat.A')).toBe(false);
  });
  it('PULL-12: in `hardened` an update of somebody who was not asked is rejected', () => {
    const scene = among(['ann.A'], { profile: 'hardened' });
    const eve = scene.connect('eve.B');
    scene.advance(5_000);
    scene.taken();
    scene.receive(eve, update(1_000n, [peerIdentity('cat.A')]));
    expect(verdictsIn(scene.taken())).toEqual(['reject PULL-D13']);
    expect(scene.knows('cat.A')).toBe(false);
  });
  it('PULL-17: no more is held than pullItemsMax; what is held stays', () => {
    const scene = among(['ann.A'], { parameters: { pullItemsMax: 2 } });
    const link = scene.linkOf('ann.A');
    scene.advance(5_000);
    scene.receive(link, update(1_000n, [peerIdentity('cat.A'), peerIdentity('dan.A')]));
    expect([scene.knows('cat.A'), scene.knows('dan.A')]).toEqual([true, true]);
    expect(advertised(scene, link)).toEqual(['cat.A', 'self.A']);
  });
  it('PULL-15, PULL-16: of two copies the first counts, and stays', () => {
    const scene = among(['ann.A']);
    const link = scene.linkOf('ann.A');
    const [first, second] = [peerIdentity('cat.A'), peerIdentity('cat.A', { tag: Tag.ORG_ONLY })];
    scene.advance(5_000);
    scene.receive(link, update(1_000n, [first, second]));
    scene.receive(link, update(1_000n, [second]));
    scene.receive(link, hello(41n));
    scene.taken();
    scene.receive(link, dataRequest(41n, ['cat.A']));
    const [sent] = ofKind(scene.taken(), 'dataUpdate');
    expect(contentOf(sent!.message, 'dataUpdate').data).toEqual([first.envelope]);
  });
  it('PULL-1: rounds that overlap do not disturb each other', () => {
    const scene = among(['ann.A'], { parameters: { pullInterval: 500 } });
    const link = scene.linkOf('ann.A');
    scene.advance(500);
    scene.receive(link, digest(1_000n, ['cat.A']));
    scene.advance(500);
    scene.receive(link, digest(1_001n, ['dan.A']));
    scene.taken();
    scene.advance(500);
    expect(requestsIn(scene.taken())).toEqual(['a1 1000: cat.A']);
    scene.advance(500);
    expect(requestsIn(scene.taken())).toEqual(['a1 1001: dan.A']);
  });
});

describe('pull: images', () => {
  it('PULL-R6: a peer that is restored in the middle of a round goes on with it', () => {
    const scene = among(['ann.A']);
    const link = scene.linkOf('ann.A');
    scene.advance(4_000);
    scene.receive(link, digest(1_000n, ['cat.A']));
    scene.receive(link, hello(41n));
    const restored = restore(scene.peer.config, capture(scene.peer));
    expect(hashOf(restored)).toBe(hashOf(scene.peer));
    const { choose } = createPlainChoose();
    const fired = (timer: string) =>
      step(restored, { type: 'timer.fired', timer }, scene.now() + 1_000, choose);
    expect(requestsIn(fired('pull-initiator/identity/1/digestWaitTime'))).toEqual([
      'a1 1000: cat.A',
    ]);
    const message = dataRequest(41n, ['self.A']).bytes;
    const asked = step(restored, { type: 'envelope.received', link, message }, scene.now(), choose);
    expect(ofKind(asked, 'dataUpdate')).toHaveLength(1);
  });
  it('PULL-20: what was withdrawn and held again leaves no trace in the hash', () => {
    const [one, other] = [among(['ann.A']), among(['ann.A'])];
    const own = [...one.peer.state.identityPull.items.entries()][0]!;
    dropItem(one.peer.state.identityPull, own[0]);
    holdItem(one.peer.state.identityPull, { item: own[0], signed: own[1] }, 10);
    expect(hashOf(one.peer)).toBe(hashOf(other.peer));
  });
});
