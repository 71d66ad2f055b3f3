/**
 * Every kind of message with each of its parts spoilt, from members of the channel, of another
 * organisation on it and from outside: a verdict with a clause or a lawful reaction, nothing lost,
 * nobody else hurt.
 */

import { describe, expect, it } from 'vitest';
import type { PeerEffect } from '../../src/peer/io.js';
import { createCodec } from '../../src/wire/codec/codec.js';
import {
  decodeGossipMessage,
  gossipMessage,
  type SignedMessage,
  signMessage,
  unsignedMessage,
} from '../../src/wire/envelope.js';
import {
  GossipMessageSchema,
  GossipMessage_Tag as Tag,
} from '../../src/wire/gen/gossip/message_pb.js';
import type { GossipMessage } from '../../src/wire/message-types.js';
import {
  blockIn,
  commitsIn,
  payloadOf,
  pushedBlock,
  stateRequest,
  stateResponse,
} from '../support/block-messages.js';
import { type BlockScene, blockScene } from '../support/block-scene.js';
import { snapshot, snapshotRequest, stateInfo } from '../support/channel-scene.js';
import { fc } from '../support/drawing.js';
import { declaration } from '../support/election-scene.js';
import {
  aliveMessage,
  emptyMessage,
  handshake,
  membershipRequest,
  membershipResponse,
  pkiOf,
} from '../support/gossip-builders.js';
import { variantsOf } from '../support/message-variants.js';
import { dataRequest, digest, hello, peerIdentity, update } from '../support/pull-messages.js';
import { crypto } from '../support/symbolic-peers.js';

const codec = createCodec(GossipMessageSchema);
const SPEAKERS = ['bob.A', 'eve.B', 'gus.C'] as const;
type Speaker = (typeof SPEAKERS)[number];

/** One good message of every kind, as `speaker` would send it. */
function goodMessages(scene: BlockScene, speaker: Speaker): Record<string, SignedMessage> {
  const block = scene.chain.blocks[1]!;
  const ofBlocks = { channel: 'ch1' };
  return {
    conn: handshake(speaker),
    empty: emptyMessage(),
    aliveMsg: aliveMessage(speaker, { seqNum: 9n }),
    memReq: membershipRequest(aliveMessage(speaker, { seqNum: 9n }), { nonce: 7n }),
    memRes: membershipResponse({ alive: [aliveMessage('cat.A')], dead: [aliveMessage('dan.A')] }),
    hello: hello(5n),
    dataDig: digest(5n, ['cat.A']),
    dataReq: dataRequest(5n, ['cat.A']),
    dataUpdate: update(5n, [peerIdentity('cat.A')]),
    'hello of blocks': hello(6n, ofBlocks),
    'dataDig of blocks': digest(6n, ['1'], ofBlocks),
    'dataReq of blocks': dataRequest(6n, ['1'], ofBlocks),
    'dataUpdate of blocks': update(6n, [pushedBlock(payloadOf(block))], ofBlocks),
    dataMsg: pushedBlock(payloadOf(block)),
    stateInfo: stateInfo(speaker, { seqNum: 9n }),
    stateSnapshot: snapshot([stateInfo('cat.A')]),
    stateInfoPullReq: snapshotRequest(speaker),
    stateRequest: stateRequest(0n, 3n, { nonce: 8n }),
    stateResponse: stateResponse([payloadOf(block)], { nonce: 8n }),
    leadershipMsg: declaration(speaker),
    peerIdentity: peerIdentity(speaker),
    ack: unsignedMessage(
      gossipMessage(
        'ack',
        { $typeName: 'gossip.Acknowledgement', error: 'no' },
        { tag: Tag.EMPTY },
      ),
    ),
  };
}

/** The spoilt forms of a message, signed by the speaker as the good one was, if it was. */
function* spoiltForms(good: SignedMessage, speaker: Speaker) {
  for (const { what, value } of variantsOf(GossipMessageSchema, good.message as never)) {
    const payload = codec.encode(value as unknown as GossipMessage);
    const decoded = decodeGossipMessage(payload);
    if (decoded.verdict !== 'accept') continue;
    const isSigned = good.envelope.signature.length > 0;
    yield {
      what,
      signed: isSigned
        ? signMessage(decoded.value, crypto.signerOf(speaker))
        : unsignedMessage(decoded.value),
    };
  }
}

const refusalsIn = (effects: readonly PeerEffect[]) =>
  effects.flatMap((effect) =>
    effect.type === 'report' && effect.trace.kind === 'verdict' ? [effect.trace] : [],
  );

const scenes = (profile: 'fabric-2.5' | 'fabric-3.1' | 'hardened') =>
  blockScene({ profile, stateTransfer: true, leadership: 'election', chainLength: 4 });

describe('every kind of message, each part spoilt', () => {
  it.each(['fabric-3.1', 'hardened'] as const)(
    'SYS-I3, SYS-I4, SYS-5: a verdict or a reaction, and others are served (%s)',
    (profile) => {
      let fed = 0;
      let refused = 0;
      for (const speaker of SPEAKERS)
        for (const kind of Object.keys(goodMessages(scenes(profile), speaker))) {
          const scene = scenes(profile);
          const bystander = scene.channelMember('ann.A');
          let link = scene.channelMember(speaker);
          scene.clear();
          for (const { what, signed } of spoiltForms(
            goodMessages(scene, speaker)[kind]!,
            speaker,
          )) {
            fed += 1;
            scene.receive(link, signed);
            const effects = scene.taken();
            for (const { clause, reason, link: on, sender, author } of refusalsIn(effects)) {
              refused += 1;
              expect(clause, `${kind}: ${what}`).toMatch(/^[A-Z]+-[A-Z]?\d+$/);
              expect(reason).not.toBe('');
              expect(on).toBe(link);
              expect(sender).toBe(pkiOf(speaker));
              expect(author).toMatch(/^([0-9a-f]{2}){0,32}$/); // SYS-7
            }
            const hasEnded = effects.some((e) => e.type === 'stream.end' && e.link === link);
            if (hasEnded) link = scene.connect(speaker);
          }
          // Nobody else is hurt: a bystander's block is still taken, in its turn.
          scene.clear();
          const next = scene.height();
          scene.receive(
            bystander,
            pushedBlock(payloadOf(scene.chain.blocks[Number(next)]!, { seqNum: next })),
          );
          expect(commitsIn(scene.taken()), `${speaker}, ${kind}`).toContain(next);
          expect(scene.members()['ann.A']).toBe('alive');
        }
      expect(fed).toBeGreaterThan(2_000);
      expect(refused).toBeGreaterThan(1_000);
    },
    120_000,
  );

  it('XFER-I1, XFER-I4: what was spoilt is never committed', () => {
    const scene = scenes('fabric-3.1');
    const link = scene.channelMember('bob.A');
    const clean = new Set(scene.chain.blocks.map((bytes) => Buffer.from(bytes).toString('base64')));
    for (const kind of ['dataMsg', 'dataUpdate of blocks', 'stateResponse'])
      for (const { signed } of spoiltForms(goodMessages(scene, 'bob.A')[kind]!, 'bob.A')) {
        scene.receive(link, signed);
        for (const effect of scene.taken())
          if (effect.type === 'block.commit') {
            expect(clean).toContain(Buffer.from(effect.bytes).toString('base64'));
            expect(blockIn(effect.bytes).header!.number).toBe(effect.number);
          }
      }
  });
});

/** `FUZZ_RUNS=100000 npx vitest run test/properties/every-message` looks for longer. */
const RUNS = Number(process.env.FUZZ_RUNS ?? 1_500);

describe('random bytes into a channel', () => {
  it('SYS-I3: cut, flipped and made-up envelopes in every state', () => {
    const scene = scenes('fabric-3.1');
    const links = new Map<Speaker, string>(
      SPEAKERS.map((name) => [name, scene.channelMember(name)]),
    );
    const good = SPEAKERS.flatMap((name) =>
      Object.values(goodMessages(scene, name)).map((m) => m.bytes),
    );
    const spoil = fc.oneof(
      fc.record({ at: fc.nat(), to: fc.integer({ min: 1, max: 255 }) }).map(
        ({ at, to }) =>
          (bytes: Uint8Array) =>
            bytes.map((byte, i) => (i === at % bytes.length ? byte ^ to : byte)),
      ),
      fc.nat().map((at) => (bytes: Uint8Array) => bytes.slice(0, at % (bytes.length + 1))),
      fc.uint8Array({ maxLength: 200 }).map((made) => () => made),
    );
    fc.assert(
      fc.property(
        fc.constantFrom(...SPEAKERS),
        fc.constantFrom(...good),
        spoil,
        fc.nat({ max: 3_000 }),
        (speaker, bytes, change, waitMs) => {
          if (scene.peer.state.links.get(links.get(speaker)!) === undefined)
            links.set(speaker, scene.connect(speaker));
          scene.receive(links.get(speaker)!, change(bytes));
          scene.taken();
          if (waitMs > 2_900) scene.advance(waitMs);
          scene.taken();
        },
      ),
      { numRuns: RUNS },
    );
    const bystander = scene.connect('ann.A');
    scene.clear();
    const next = scene.height();
    scene.receive(
      bystander,
      pushedBlock(payloadOf(scene.chain.blocks[Number(next)]!, { seqNum: next })),
    );
    expect(commitsIn(scene.taken())).toContain(next);
  });
});
