/**
 * Whoever sends what is faked is named (SYS-5): each kind of message of the specification, forged, spoilt or
 * malformed, comes on the link of bob and claims to be of cat; the report names both.
 */
import { describe, expect, it } from 'vitest';
import { createMetrics } from '../../src/adapters/metrics/metrics.js';
import type { PeerEffect } from '../../src/peer/io.js';
import { gossipMessage, type SignedMessage, signMessage } from '../../src/wire/envelope.js';
import { GossipMessage_Tag as Tag } from '../../src/wire/gen/gossip/message_pb.js';
import { keyOf } from '../../src/wire/hex.js';
import {
  damaged,
  payloadOf,
  pushedBlock,
  stateRequest,
  stateResponse,
} from '../support/block-messages.js';
import { type BlockScene, blockScene } from '../support/block-scene.js';
import { snapshot, stateInfo, utf8 } from '../support/channel-scene.js';
import { declaration, proposal } from '../support/election-scene.js';
import {
  aliveMessage,
  handshake,
  membershipRequest,
  membershipResponse,
  pkiIdOfName,
  pkiOf,
} from '../support/gossip-builders.js';
import { peerIdentity, update } from '../support/pull-messages.js';
import { createScene, tracesIn } from '../support/scene.js';
import { crypto } from '../support/symbolic-peers.js';

const ALONE = '';
const forged = { signer: 'bob.A' };
const unsigned = ({ message }: SignedMessage) =>
  signMessage(message, { ...crypto.signerOf('cat.A'), sign: () => new Uint8Array() });
/** The same content under a tag that no kind may have together with a channel (WIRE-50). */
const misplaced = ({ message }: SignedMessage) =>
  signMessage({ ...message, tag: Tag.UNDEFINED }, crypto.signerOf('cat.A'));
const flawed = ({ chain }: BlockScene, number = 1) =>
  damaged(chain.blocks[number]!, (block) => ({
    ...block,
    metadata: { $typeName: 'common.BlockMetadata', metadata: [] },
  }));

type Row = readonly [
  what: string,
  kind: string,
  author: string,
  message: (scene: BlockScene) => SignedMessage,
];

const ROWS: readonly Row[] = [
  [
    'forged alive message',
    'aliveMsg',
    'cat.A',
    () => aliveMessage('cat.A', { seqNum: 9n, ...forged }),
  ],
  ['alive message without signature', 'aliveMsg', 'cat.A', () => unsigned(aliveMessage('cat.A'))],
  ['alive message with a wrong tag', 'aliveMsg', 'cat.A', () => misplaced(aliveMessage('cat.A'))],
  [
    'membership request of another',
    'memReq',
    'cat.A',
    () => membershipRequest(aliveMessage('cat.A')),
  ],
  [
    'membership request around an unsigned alive message',
    'memReq',
    'cat.A',
    () => membershipRequest(unsigned(aliveMessage('cat.A'))),
  ],
  [
    'forged element of a membership response',
    'memRes',
    'cat.A',
    () => membershipResponse({ alive: [aliveMessage('cat.A', { seqNum: 9n, ...forged })] }),
  ],
  [
    'unsigned element of a membership response',
    'memRes',
    'cat.A',
    () => membershipResponse({ dead: [unsigned(aliveMessage('cat.A'))] }),
  ],
  [
    'element of a membership response that is no alive message',
    'memRes',
    'cat.A',
    () => membershipResponse({ alive: [stateInfo('cat.A')] }),
  ],
  ['forged StateInfo', 'stateInfo', 'cat.A', () => stateInfo('cat.A', { seqNum: 9n, ...forged })],
  [
    'StateInfo without properties',
    'stateInfo',
    'cat.A',
    () => stateInfo('cat.A', { without: ['properties'] }),
  ],
  [
    'forged element of a snapshot',
    'stateSnapshot',
    'cat.A',
    () => snapshot([stateInfo('cat.A', { seqNum: 9n, ...forged })]),
  ],
  [
    'element of a snapshot without time',
    'stateSnapshot',
    'cat.A',
    () => snapshot([stateInfo('cat.A', { without: ['timestamp'] })]),
  ],
  [
    'element of a snapshot with the MAC of another channel',
    'stateSnapshot',
    'cat.A',
    () => snapshot([stateInfo('cat.A', { seqNum: 9n, mac: new Uint8Array(32) })]),
  ],
  ['forged declaration', 'leadershipMsg', 'cat.A', () => declaration('cat.A', forged)],
  ['proposal without time', 'leadershipMsg', 'cat.A', () => proposal('cat.A', { timeless: true })],
  [
    'pulled identity of somebody else',
    'dataUpdate',
    'cat.A',
    () => update(5n, [peerIdentity('dan.A', { pkiId: pkiIdOfName('cat.A') })]),
  ],
  [
    'pulled identity that is none',
    'dataUpdate',
    'cat.A',
    () => update(5n, [aliveMessage('cat.A')]),
  ],
  [
    'pulled block that is none',
    'dataUpdate',
    'cat.A',
    () => update(6n, [stateInfo('cat.A')], { channel: 'ch1' }),
  ],
  [
    'pulled block without signatures',
    'dataUpdate',
    ALONE,
    (scene) => update(6n, [pushedBlock(payloadOf(flawed(scene)))], { channel: 'ch1' }),
  ],
  ['block without signatures', 'dataMsg', ALONE, (scene) => pushedBlock(payloadOf(flawed(scene)))],
  ['DataMessage without block', 'dataMsg', ALONE, () => pushedBlock(undefined)],
  ['state request upside down', 'stateRequest', ALONE, () => stateRequest(7n, 2n)],
];

const verdictsOf = (effects: readonly PeerEffect[]) => tracesIn(effects, 'verdict');

const stage = () => {
  const scene = blockScene({ stateTransfer: true, leadership: 'election', chainLength: 2 });
  scene.channelMember('cat.A');
  const link = scene.channelMember('bob.A');
  scene.clear();
  return { scene, link };
};

describe('whose link, and whose name', () => {
  it.each(ROWS)('SYS-5: %s', (_, message, author, made) => {
    const { scene, link } = stage();
    scene.receive(link, made(scene));
    expect(verdictsOf(scene.taken())).toEqual([
      {
        kind: 'verdict',
        verdict: 'reject',
        clause: expect.stringMatching(/^[A-Z]+-[A-Z]?\d+$/),
        reason: expect.stringMatching(/./),
        message,
        link,
        sender: pkiOf('bob.A'),
        author: author === ALONE ? '' : pkiOf(author),
      },
    ]);
  });

  it('SYS-5: blocks of a state response that nobody signed', () => {
    const { scene, link } = stage();
    scene.receive(link, stateInfo('bob.A', { seqNum: 2n, height: 3n }));
    scene.advance(11_000);
    const asked = scene.peer.state.channels.get('ch1')!.transfer.asked;
    expect(asked?.peer).toBe(pkiOf('bob.A'));
    scene.clear();
    scene.receive(link, stateResponse([payloadOf(flawed(scene))], { nonce: asked!.nonce }));
    expect(verdictsOf(scene.taken())).toMatchObject([
      { verdict: 'reject', message: 'stateResponse', sender: pkiOf('bob.A'), author: '' },
    ]);
  });

  it('SYS-5: before a handshake has succeeded, the claim is all there is', () => {
    const scene = createScene();
    const link = scene.accept('bob.A');
    scene.taken();
    scene.receive(link, handshake('cat.A', { signer: 'bob.A' }));
    expect(verdictsOf(scene.taken())).toMatchObject([
      { verdict: 'reject', message: 'conn', link, sender: '', author: pkiOf('cat.A') },
    ]);
  });

  it('SYS-5: honest messages of somebody else, passed on, accuse nobody', () => {
    const { scene, link } = stage();
    for (const message of [
      aliveMessage('cat.A', { seqNum: 9n }),
      stateInfo('cat.A', { seqNum: 9n }),
      declaration('cat.A'),
      snapshot([stateInfo('cat.A', { seqNum: 10n })]),
      membershipResponse({ alive: [aliveMessage('cat.A', { seqNum: 10n })] }),
      update(5n, [peerIdentity('dan.A')]),
      pushedBlock(payloadOf(scene.chain.blocks[1]!)),
    ])
      scene.receive(link, message);
    expect(verdictsOf(scene.taken())).toEqual([]);
  });

  it('SYS-7: a claim that is longer than a PKI-ID names nobody', () => {
    const { scene, link } = stage();
    const claim = (bytes: number) => {
      const value = { $typeName: 'gossip.LeadershipMessage', isDeclaration: true } as const;
      const pkiId = new Uint8Array(bytes).fill(7);
      const header = { tag: Tag.UNDEFINED, channel: utf8('ch1') };
      return signMessage(
        gossipMessage('leadershipMsg', { ...value, pkiId }, header),
        crypto.signerOf('bob.A'),
      );
    };
    const authorOf = (bytes: number) => {
      scene.receive(link, claim(bytes));
      return verdictsOf(scene.taken()).map(({ author }) => author);
    };
    expect(authorOf(32)).toEqual(['07'.repeat(32)]);
    expect(authorOf(33)).toEqual(['']);
    expect(authorOf(1_000_000)).toEqual(['']);
  });

  it('OBSV-8: the metric counts by the same names', async () => {
    const { scene, link } = stage();
    const metrics = createMetrics(scene.peer, scene.now);
    const watched = metrics.watched(() => scene.receive(link, declaration('cat.A', forged)));
    watched(scene.peer, { type: 'start' }, scene.now(), undefined as never);
    const labels = `sender="${pkiOf('bob.A')}",author="${pkiOf('cat.A')}"`;
    expect(await metrics.text()).toContain(
      `fabric_gossip_rejected_total{clause="CHAN-29",type="leadershipMsg",${labels}} 1`,
    );
  });
});

describe('keys of stores', () => {
  it('SYS-7: same bytes, same text, however long', () => {
    for (const length of [0, 1, 32, 33, 1_000])
      expect(keyOf(new Uint8Array(length).fill(0xab))).toBe('ab'.repeat(length));
  });
});
