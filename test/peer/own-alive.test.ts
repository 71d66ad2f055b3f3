/** The alive messages that a peer makes of itself: when, and what is in them. */
import { describe, expect, it } from 'vitest';
import type { PeerEffect } from '../../src/peer/io.js';
import { internalEndpointOf, type SignedMessage } from '../../src/wire/envelope.js';
import { GossipMessage_Tag as Tag } from '../../src/wire/gen/gossip/message_pb.js';
import { sameBytes } from '../../src/wire/hex.js';
import { verifierOf, verifyEnvelope } from '../../src/wire/signature.js';
import {
  aliveMessage,
  contentOf,
  externalOf,
  identityOf,
  internalOf,
  pkiIdOfName,
  reenveloped,
  START_MS,
} from '../support/gossip-builders.js';
import { createScene, type SceneOptions, sentIn } from '../support/scene.js';
import { crypto } from '../support/symbolic-peers.js';

/** A peer with a link to the live member `ann.A`. */
function withAnn(options: SceneOptions = {}) {
  const scene = createScene(options);
  const link = scene.connect('ann.A');
  scene.receive(link, aliveMessage('ann.A'));
  scene.advance(20);
  scene.taken();
  return { scene, link };
}

const isOwn = (message: SignedMessage) => {
  const { content } = message.message;
  if (content.case !== 'aliveMsg') return false;
  return sameBytes(content.value.membership!.pkiId, pkiIdOfName('self.A'));
};
const pushedIn = (effects: readonly PeerEffect[]): SignedMessage[] =>
  sentIn(effects).flatMap(({ message }) => (isOwn(message) ? [message] : []));
/** Every alive message that the peer made of itself, pushed or in a request, in order. */
const madeIn = (effects: readonly PeerEffect[]): SignedMessage[] =>
  sentIn(effects).flatMap(({ message, kind }) => {
    if (kind !== 'memReq') return isOwn(message) ? [message] : [];
    return [reenveloped(contentOf(message, 'memReq').selfInformation!)];
  });

const seqNumsIn = (effects: readonly PeerEffect[], kind: string): bigint[] =>
  madeIn(effects.filter((effect) => sentIn([effect])[0]?.kind === kind)).map(
    (message) => contentOf(message, 'aliveMsg').timestamp!.seqNum,
  );
const sorted = (numbers: readonly bigint[]) => [...numbers].sort((a, b) => Number(a - b));

describe('own alive messages: when', () => {
  it('MEMB-5: one is pushed every aliveTimeInterval while there is a live member', () => {
    const { scene } = withAnn({ parameters: { aliveTimeInterval: 1_000 } });
    const at: number[] = [];
    for (let ms = 40; ms <= 3_500; ms += 20) {
      scene.advance(20);
      if (pushedIn(scene.taken()).length > 0) at.push(ms);
    }
    // A burst waits for ten milliseconds.
    expect(at).toEqual([1_020, 2_020, 3_020]);
  });
  it('MEMB-5: none is pushed while nobody is alive', () => {
    const scene = createScene();
    scene.connect('ann.A');
    scene.advance(60_000);
    expect(madeIn(scene.taken())).toEqual([]);
    const dead = withAnn({ parameters: { aliveExpirationTimeout: 1_000, pullInterval: 100_000 } });
    dead.scene.advance(1_200);
    expect(dead.scene.members()['ann.A']).toBe('dead');
    dead.scene.advance(10_000);
    expect(pushedIn(dead.scene.taken())).toEqual([]);
  });
});

describe('own alive messages: what', () => {
  const first = (options: SceneOptions = {}) => {
    const { scene } = withAnn(options);
    scene.advance(5_020);
    return pushedIn(scene.taken())[0]!;
  };
  it('MEMB-1: a signed message with tag EMPTY, nonce 0, no channel, endpoint and PKI-ID', () => {
    const signed = first();
    expect(signed.message).toMatchObject({ tag: Tag.EMPTY, nonce: 0n, channel: new Uint8Array() });
    expect(contentOf(signed, 'aliveMsg').membership).toMatchObject({
      endpoint: externalOf('self.A'),
      pkiId: pkiIdOfName('self.A'),
      metadata: new Uint8Array(),
    });
    const verifies = verifierOf(crypto, crypto.signerOf('self.A').publicKey);
    expect(verifyEnvelope(signed.envelope, verifies).verdict).toBe('accept');
  });
  it('MEMB-1: without external endpoint the field is empty', () =>
    expect(contentOf(first({ externalEndpoint: '' }), 'aliveMsg').membership!.endpoint).toBe(''));
  it('MEMB-7: the internal endpoint stands in a signed secret envelope and nowhere else', () => {
    const { envelope } = first();
    expect(internalEndpointOf(envelope)).toBe(internalOf('self.A'));
    const { payload, signature } = envelope.secretEnvelope!;
    expect(crypto.verify(crypto.signerOf('self.A').publicKey, payload, signature)).toBe(true);
    const text = new TextDecoder('latin1').decode(envelope.payload);
    expect(text).not.toContain(internalOf('self.A'));
    expect(text).toContain(externalOf('self.A'));
  });
  it('MEMB-2, MEMB-3: inc_num is the start in nanoseconds, seq_num rises with every message made', () => {
    const { scene } = withAnn();
    scene.advance(24_000);
    const effects = scene.taken();
    const times = madeIn(effects).map((m) => contentOf(m, 'aliveMsg').timestamp!);
    expect(times.length).toBeGreaterThan(8);
    for (const { incNum } of times) expect(incNum).toBe(BigInt(START_MS) * 1_000_000n);
    expect(new Set(times.map(({ seqNum }) => seqNum)).size).toBe(times.length);
    // A pushed one waits for its burst, while one in a request leaves at once.
    for (const kind of ['aliveMsg', 'memReq'])
      expect(seqNumsIn(effects, kind)).toEqual(sorted(seqNumsIn(effects, kind)));
  });
  it('MEMB-4: the identity is in those made within publishCertPeriod of the start, and in no later one', () => {
    const { scene } = withAnn({ parameters: { publishCertPeriod: 12_000 } });
    scene.advance(11_900);
    const early = madeIn(scene.taken()).map((m) => contentOf(m, 'aliveMsg').identity);
    scene.advance(20_000);
    const late = madeIn(scene.taken()).map((m) => contentOf(m, 'aliveMsg').identity);
    expect(early.length).toBeGreaterThan(3);
    for (const identity of early) expect(identity).toEqual(identityOf('self.A'));
    expect(late.length).toBeGreaterThan(3);
    for (const identity of late) expect(identity).toHaveLength(0);
  });
});
