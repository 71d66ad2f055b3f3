/** Alive messages on their way in: which are believed, what they change, and what becomes of them. */
import { describe, expect, it } from 'vitest';
import { encodeEnvelope, gossipMessage, signMessage } from '../../src/wire/envelope.js';
import { GossipMessage_Tag as Tag } from '../../src/wire/gen/gossip/message_pb.js';
import {
  type AliveFields,
  aliveMessage,
  contentOf,
  externalOf,
  identityOf,
  internalOf,
  membershipResponse,
  opened,
  pkiIdOfName,
  pkiOf,
  reenveloped,
} from '../support/gossip-builders.js';
import { createScene, dialsIn, sentIn, tracesIn, verdictsIn } from '../support/scene.js';
import { crypto } from '../support/symbolic-peers.js';

/** A peer with a link from `dan.A`, who passes on what others say. */
function withDan(options: Parameters<typeof createScene>[0] = {}) {
  const scene = createScene(options);
  const link = scene.connect('dan.A');
  scene.taken();
  return { scene, link };
}
const verdict = (scene: ReturnType<typeof createScene>) => verdictsIn(scene.taken());

/** An alive message of ann whose parts can be left out. */
function partial(parts: { membership?: boolean; pkiId?: boolean; timestamp?: boolean }) {
  const { membership = true, pkiId = true, timestamp = true } = parts;
  return signMessage(
    gossipMessage(
      'aliveMsg',
      {
        $typeName: 'gossip.AliveMessage',
        ...(membership && {
          membership: {
            $typeName: 'gossip.Member',
            endpoint: externalOf('ann.A'),
            metadata: new Uint8Array(),
            pkiId: pkiId ? pkiIdOfName('ann.A') : new Uint8Array(),
          },
        }),
        ...(timestamp && {
          timestamp: { $typeName: 'gossip.PeerTime', incNum: 1n, seqNum: 1n },
        }),
        identity: identityOf('ann.A'),
      },
      { tag: Tag.EMPTY },
    ),
    crypto.signerOf('ann.A'),
  );
}

describe('alive messages: authenticity', () => {
  it.each([
    ['without membership', 'reject MEMB-D2', partial({ membership: false })],
    ['without PKI-ID', 'reject MEMB-D2', partial({ pkiId: false })],
    ['without timestamp', 'reject MEMB-D3', partial({ timestamp: false })],
    [
      'without signature',
      'reject MEMB-D4',
      reenveloped({ ...aliveMessage('ann.A').envelope, signature: new Uint8Array() }),
    ],
    [
      'of an author whose identity is neither in it nor stored',
      'ignore MEMB-D5',
      aliveMessage('ann.A', { introduced: false }),
    ],
    ['with an identity that no MSP knows', 'reject MEMB-D6', aliveMessage('zoe.Z')],
    ["signed with another's key", 'reject MEMB-D7', aliveMessage('ann.A', { signer: 'bob.A' })],
    [
      "with a secret signed with another's key",
      'reject MEMB-D37',
      aliveMessage('ann.A', { secretSigner: 'bob.A' }),
    ],
    [
      'with an empty secret',
      'reject MEMB-D37',
      reenveloped({
        ...aliveMessage('ann.A').envelope,
        secretEnvelope: {
          $typeName: 'gossip.SecretEnvelope',
          payload: new Uint8Array(),
          signature: new Uint8Array(),
        },
      }),
    ],
  ] as const)('MEMB-8: one %s is refused: %s', (_, expected, message) => {
    const { scene, link } = withDan();
    scene.receive(link, message);
    expect(verdict(scene)).toEqual([expected]);
    expect(scene.members()).toEqual({});
    expect(scene.peer.state.aliveStore.size).toBe(0);
    expect(scene.peer.state.burst).toHaveLength(0);
    expect(scene.peer.state.linkOf.has(pkiOf('dan.A'))).toBe(true);
  });
  it('MEMB-8: one of an author whose identity is stored needs none in it', () => {
    const { scene, link } = withDan();
    scene.meet('ann.A');
    scene.receive(link, aliveMessage('ann.A', { introduced: false }));
    expect(scene.members()['ann.A']).toBe('alive');
  });
  it('MEMB-8: an identity in it is stored', () => {
    const { scene, link } = withDan();
    scene.receive(link, aliveMessage('ann.A'));
    expect(scene.knows('ann.A')).toBe(true);
    scene.receive(link, aliveMessage('ann.A', { introduced: false, seqNum: 2n }));
    expect(scene.member('ann.A')!.seqNum).toBe(2n);
  });
  it('MEMB-8: a signature by the holder of the identity in it says nothing about another PKI-ID', () => {
    const { scene, link } = withDan();
    const stolen = aliveMessage('ann.A', { introduced: false, signer: 'bob.A' });
    const alive = contentOf(stolen, 'aliveMsg');
    const forged = signMessage(
      gossipMessage('aliveMsg', { ...alive, identity: identityOf('bob.A') }, { tag: Tag.EMPTY }),
      crypto.signerOf('bob.A'),
    );
    scene.receive(link, forged);
    expect(verdict(scene)).toEqual(['reject MEMB-D6']);
    expect(scene.knows('ann.A')).toBe(false);
  });
  it('MEMB-I3: what is kept of a member is the message as it came', () => {
    const { scene, link } = withDan();
    const message = aliveMessage('ann.A', { metadata: Uint8Array.of(1, 2) });
    scene.receive(link, message);
    const kept = scene.peer.state.members.get(pkiOf('ann.A'))!;
    expect(kept.alive.bytes).toEqual(message.bytes);
    expect(kept.metadata).toEqual(Uint8Array.of(1, 2));
  });
});

describe('alive messages: what they change', () => {
  const learn = (...messages: readonly AliveFields[]) => {
    const { scene, link } = withDan();
    for (const fields of messages) {
      scene.advance(100);
      scene.receive(link, aliveMessage('ann.A', fields));
    }
    return { scene, link, ann: scene.member('ann.A')! };
  };
  it('MEMB-12: the first makes a member, with endpoints, timestamp and the present instant', () => {
    const { scene, ann } = learn({ incNum: 5n, seqNum: 3n });
    expect(ann).toEqual({
      pkiId: pkiOf('ann.A'),
      endpoint: externalOf('ann.A'),
      internalEndpoint: internalOf('ann.A'),
      state: 'alive',
      incNum: 5n,
      seqNum: 3n,
      lastSeenMs: scene.now(),
    });
    expect(tracesIn(scene.taken(), 'step').map(({ row }) => row)).toContain('MEMB-R1');
  });
  it('MEMB-12: what is kept neither holds a whole message nor fields that nobody knows', () => {
    const { scene, link } = withDan();
    const message = aliveMessage('ann.A', { metadata: Uint8Array.of(7) });
    scene.receive(link, membershipResponse({ alive: [message] }));
    const { metadata, timestamp } = scene.peer.state.members.get(pkiOf('ann.A'))!;
    expect(metadata.buffer.byteLength).toBe(1);
    expect(Object.keys(timestamp)).toEqual(['incNum', 'seqNum']);
    const { identity } = scene.peer.state.identities.get(pkiOf('ann.A'))!;
    expect(identity.buffer.byteLength).toBe(identity.length);
  });
  it('MEMB-12: a newer one refreshes it', () => {
    const { scene, ann } = learn({}, { seqNum: 2n, endpoint: 'new:1', internalEndpoint: 'new:2' });
    expect(ann).toMatchObject({
      seqNum: 2n,
      endpoint: 'new:1',
      internalEndpoint: 'new:2',
      lastSeenMs: scene.now(),
    });
  });
  it('MEMB-13: one without a secret leaves the known internal endpoint', () => {
    expect(learn({}, { seqNum: 2n, internalEndpoint: null }).ann).toMatchObject({
      seqNum: 2n,
      internalEndpoint: internalOf('ann.A'),
    });
    expect(learn({}, { seqNum: 2n, internalEndpoint: '' }).ann.internalEndpoint).toBe('');
  });
  it.each([
    ['the same one', { incNum: 5n, seqNum: 3n }],
    ['an older counter', { incNum: 5n, seqNum: 2n }],
    ['an older start', { incNum: 4n, seqNum: 9n }],
  ])('MEMB-9, MEMB-11: %s is ignored, and no sign of life', (_, stale) => {
    const { scene, ann } = learn({ incNum: 5n, seqNum: 3n }, stale);
    expect(ann).toMatchObject({ incNum: 5n, seqNum: 3n, lastSeenMs: scene.now() - 100 });
    expect(verdict(scene)).toEqual(['ignore MEMB-D10']);
  });
  it('MEMB-11: a restarted peer is believed from its first message', () => {
    expect(learn({ seqNum: 99n }, { incNum: 2n }).ann).toMatchObject({ incNum: 2n, seqNum: 1n });
  });
  it('MEMB-9: staleness is looked at before the signature', () => {
    const { scene } = learn({ seqNum: 3n }, { seqNum: 2n, signer: 'bob.A' });
    expect(verdict(scene)).toEqual(['ignore MEMB-D10']);
  });
  it('MEMB-40: nothing else that a member says is a sign of its life', () => {
    const scene = createScene();
    const link = scene.connect('ann.A');
    scene.receive(link, aliveMessage('ann.A'));
    const seen = scene.member('ann.A')!.lastSeenMs;
    scene.advance(1_000);
    scene.receive(link, aliveMessage('bob.A'));
    scene.connect('ann.A');
    expect(scene.member('ann.A')!.lastSeenMs).toBe(seen);
  });
  it('MEMB-I1: our own, come back, is ignored even if it is newer than anything we said', () => {
    const { scene, link } = withDan();
    scene.receive(link, aliveMessage('self.A', { incNum: 2n ** 63n }));
    expect(verdict(scene)).toEqual(['ignore MEMB-D12']);
    expect(scene.members()).toEqual({});
    expect(scene.peer.state.burst).toHaveLength(0);
  });
});

describe('alive messages: how they go on', () => {
  it('MEMB-14, PUSH-8: an admitted one is forwarded as it came, unknown fields and all', () => {
    const { scene, link } = withDan();
    scene.receive(link, aliveMessage('bob.A'));
    scene.advance(20);
    scene.connect('bob.A');
    scene.taken();
    // Field 99 of the envelope, and one in a longer form than it needs.
    const plain = aliveMessage('ann.A').bytes;
    const odd = Uint8Array.of(...plain, 0x9a, 0x06, 0x02, 0x68, 0x69);
    expect(encodeEnvelope(opened(odd).envelope)).not.toEqual(plain);
    scene.receive(link, odd);
    scene.advance(20);
    const forwarded = sentIn(scene.taken()).filter(({ kind }) => kind === 'aliveMsg');
    expect(forwarded.map(({ bytes }) => bytes)).toContainEqual(odd);
  });
  it('MEMB-14: one that membership knows but the store has not seen is forwarded all the same', () => {
    const { scene, link } = withDan();
    scene.receive(link, aliveMessage('bob.A'));
    scene.receive(link, aliveMessage('ann.A'));
    scene.peer.state.aliveStore.delete(pkiOf('ann.A'));
    scene.advance(20);
    scene.taken();
    scene.receive(link, aliveMessage('ann.A'));
    expect(verdict(scene)).toEqual([]);
    expect(scene.peer.state.burst).toHaveLength(1);
  });
  it('MEMB-10: the store keeps the newest of each author', () => {
    const { scene, link } = withDan();
    for (const seqNum of [1n, 3n, 2n]) scene.receive(link, aliveMessage('ann.A', { seqNum }));
    expect(scene.peer.state.aliveStore.size).toBe(1);
    expect(scene.peer.state.aliveStore.get(pkiOf('ann.A'))!.timestamp.seqNum).toBe(3n);
  });
  it('MEMB-41: beyond membersMax nobody is learned, and what is known goes on', () => {
    const { scene, link } = withDan({ parameters: { membersMax: 2 } });
    for (const name of ['ann.A', 'bob.A', 'cat.A']) scene.receive(link, aliveMessage(name));
    expect(scene.members()).toEqual({ 'ann.A': 'alive', 'bob.A': 'alive' });
    scene.receive(link, aliveMessage('ann.A', { seqNum: 2n }));
    expect(scene.member('ann.A')!.seqNum).toBe(2n);
    expect(dialsIn(scene.taken())).toEqual([]);
  });
});
