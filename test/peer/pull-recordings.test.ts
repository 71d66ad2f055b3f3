/**
 * Pull as recorded from Fabric peers: what they sent is taken, and what is sent for it is what a Fabric
 * peer understood. Real certificates and signatures.
 */
import { describe, expect, it } from 'vitest';
import { nodeCrypto } from '../../src/adapters/crypto-node.js';
import { PullMsgType } from '../../src/wire/gen/gossip/message_pb.js';
import { toHex } from '../../src/wire/hex.js';
import { createAuthority } from '../../src/wire/identity/authority.js';
import { createMsp } from '../../src/wire/identity/msp.js';
import type { GossipMessage } from '../../src/wire/message-types.js';
import { encodeSerializedIdentity } from '../../src/wire/serialized-identity.js';
import { channelScene, stateInfo } from '../support/channel-scene.js';
import { contentOf, opened } from '../support/gossip-builders.js';
import { type RecordedRow, recordedDer, recordedPem, rowsOf } from '../support/recordings.js';
import { createScene, sentIn, verdictsIn } from '../support/scene.js';

const rows = rowsOf('pull');
/** One-based line of the recording. */
const line = (number: number): RecordedRow => rows[number - 1]!;
const messageOf = ({ bytes }: RecordedRow): GossipMessage => opened(bytes).message;

const mspOf = (mspId: string, domain: string) =>
  createMsp(
    {
      mspId,
      rootCerts: [recordedDer(`${domain}-ca`)],
      intermediateCerts: [],
      admins: [],
      revocationLists: [],
      nodeOus: Object.fromEntries(
        ['client', 'peer', 'admin', 'orderer'].map((unit) => [
          unit,
          { unit, certifier: recordedDer(`${domain}-ca`) },
        ]),
      ),
      tlsRootCerts: [],
      tlsIntermediateCerts: [],
      signatureHashFamily: 'SHA2',
    },
    nodeCrypto,
  );
const authority = createAuthority({
  localMsp: mspOf('Org1MSP', 'org1.test'),
  channelMsps: [mspOf('Org2MSP', 'org2.test')],
});

/** The recorded peer2.org1, which has met the peer behind connection cli1. */
function recordedPeer(profile: 'fabric-2.5' | 'hardened') {
  const scene = createScene({
    profile,
    crypto: nodeCrypto,
    identity: encodeSerializedIdentity('Org1MSP', recordedPem('peer2.org1-sign')),
    // Its private key was not recorded. Nobody here verifies what it signs.
    signer: {
      publicKey: { algorithm: 'ECDSA', curve: 'P-256', point: new Uint8Array(65) },
      sign: () => new Uint8Array(70),
    },
    authority,
    tls: false,
    parameters: { aliveExpirationTimeout: 1_000_000 },
  });
  const link = scene.accept('peer0.org1');
  const received = rows.filter(({ conn, dir }) => conn === 'cli1' && dir === 'in');
  const conn = received.find(({ kind }) => kind === 'CONN')!;
  scene.receive(link, conn.bytes);
  const { pkiId } = contentOf(opened(conn.bytes), 'conn');
  const alive = received.find(
    ({ kind, bytes }) =>
      kind === 'ALIVE_MSG' &&
      toHex(contentOf(opened(bytes), 'aliveMsg').membership!.pkiId) === toHex(pkiId),
  )!;
  scene.receive(link, alive.bytes);
  expect(scene.peer.state.living).toHaveLength(1);
  scene.taken();
  return { scene, link };
}

/** Digest and update that peer0.org1 sent on cli1, with the request in between. */
const DIGEST = line(48);
const REQUEST = line(49);
const UPDATE = line(53);
/** The nonce of all three. The rounds of the peer count nonces up from 1 000. */
const NONCE = 1_001n;
const ROUND_MS = 4_000;

const ownHello = (message: GossipMessage, nonce: bigint): GossipMessage => {
  if (message.content.case !== 'hello') throw new Error('no hello');
  const value = { ...message.content.value, nonce };
  return { ...message, content: { case: 'hello', value } };
};
const helloIn = (effects: Parameters<typeof sentIn>[0], type: PullMsgType) =>
  sentIn(effects).find(
    ({ kind, message }) => kind === 'hello' && contentOf(message, 'hello').msgType === type,
  )!.message.message;

describe.each(['fabric-2.5', 'hardened'] as const)('recorded identity pull: %s', (profile) => {
  it('PULL-3, PULL-32: a hello is what Fabric sends', () => {
    const { scene } = recordedPeer(profile);
    scene.advance(ROUND_MS);
    const ours = helloIn(scene.taken(), PullMsgType.IDENTITY_MSG);
    const theirs = messageOf(line(26));
    const { nonce } = contentOf(opened(line(26).bytes), 'hello');
    expect(ownHello(ours, nonce)).toEqual(theirs);
  });
  it('PULL-4, PULL-7: Fabric’s digest leads to the request that a Fabric peer answered', () => {
    const { scene, link } = recordedPeer(profile);
    scene.advance(2 * ROUND_MS);
    scene.receive(link, DIGEST.bytes);
    scene.taken();
    scene.advance(1_000);
    const request = sentIn(scene.taken()).find(({ kind }) => kind === 'dataReq')!;
    expect(toHex(request.bytes)).toBe(toHex(REQUEST.bytes));
  });
  it('PULL-33, PULL-35, PULL-25: Fabric’s update is taken, and passed on byte for byte', () => {
    const { scene, link } = recordedPeer(profile);
    scene.advance(2 * ROUND_MS + 1_000);
    scene.taken();
    scene.receive(link, UPDATE.bytes);
    expect(verdictsIn(scene.taken())).toEqual([]);
    const { digests } = contentOf(opened(DIGEST.bytes), 'dataDig');
    const { identities, identityPull } = scene.peer.state;
    expect(digests).toHaveLength(3);
    for (const digest of digests) {
      expect(identities.has(toHex(digest))).toBe(true);
      expect(identityPull.items.has(toHex(digest))).toBe(true);
    }
    // Fabric's own hello for identities, with the recorded nonce so that the answers compare.
    const hello = ownHello(messageOf(line(26)), NONCE);
    expect(hello).toEqual(messageOf(line(42)));
    scene.receive(link, line(42).bytes);
    scene.receive(link, REQUEST.bytes);
    const [told, sent] = sentIn(scene.taken());
    const { digests: ours, ...rest } = contentOf(told!.message, 'dataDig');
    const { digests: theirs, ...same } = contentOf(opened(DIGEST.bytes), 'dataDig');
    expect(rest).toEqual(same);
    expect(ours.map(toHex)).toEqual(expect.arrayContaining(theirs.map(toHex)));
    expect(toHex(sent!.bytes)).toBe(toHex(UPDATE.bytes));
  });
  it('PULL-33: one changed byte in it, and nothing of it is', () => {
    const { scene, link } = recordedPeer(profile);
    const stored = scene.peer.state.identities.size;
    scene.advance(2 * ROUND_MS + 1_000);
    const damaged = UPDATE.bytes.slice();
    damaged[damaged.length - 10]! ^= 1;
    scene.receive(link, damaged);
    expect(scene.peer.state.identities.size).toBe(stored);
    expect(scene.peer.state.identityPull.items.size).toBe(1);
  });
});

describe('recorded block pull', () => {
  /** A symbolic peer on a channel of the recorded name, at the height at which a new peer starts. */
  function onChannel() {
    const scene = channelScene({}, { parameters: { aliveExpirationTimeout: 1_000_000 } });
    const link = scene.member('ann.A');
    scene.advance(5_000);
    scene.join('ch1', 'AB');
    scene.receive(link, stateInfo('ann.A'));
    return { scene, link };
  }
  it('PULL-3, PULL-40: a hello is what Fabric sends', () => {
    const { scene } = onChannel();
    scene.advance(ROUND_MS);
    const ours = helloIn(scene.taken(), PullMsgType.BLOCK_MSG);
    const { nonce } = contentOf(opened(line(25).bytes), 'hello');
    expect(ownHello(ours, nonce)).toEqual(messageOf(line(25)));
  });
  it('PULL-41, PULL-44: Fabric’s digest leads to the request that a Fabric peer answered', () => {
    const { scene, link } = onChannel();
    scene.advance(2 * ROUND_MS);
    const { nonce } = contentOf(opened(line(203).bytes), 'dataDig');
    expect(scene.entry().pull.outstanding.has(nonce)).toBe(true);
    scene.receive(link, line(203).bytes);
    scene.taken();
    scene.advance(1_000);
    const request = sentIn(scene.taken()).find(({ kind }) => kind === 'dataReq')!;
    expect(toHex(request.bytes)).toBe(toHex(line(204).bytes));
  });
});
