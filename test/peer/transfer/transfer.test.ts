/** Asking others for blocks: when, whom, for what, how often, and which answers count. */
import { describe, expect, it } from 'vitest';
import type { PeerEffect } from '../../../src/peer/io.js';
import { createSymbolicChain } from '../../../src/simulator/symbolic-blocks.js';
import { GossipMessage_Tag as Tag } from '../../../src/wire/gen/gossip/message_pb.js';
import type { Payload } from '../../../src/wire/message-types.js';
import {
  commitsIn,
  damaged,
  payloadOf,
  privateElement,
  pushedBlock,
  stateResponse,
} from '../../support/block-messages.js';
import { type BlockScene, type BlockSceneOptions, blockScene } from '../../support/block-scene.js';
import { settings } from '../../support/channel-scene.js';
import { contentOf, UNDECODABLE } from '../../support/gossip-builders.js';
import { sentIn, tracesIn, verdictsIn } from '../../support/scene.js';
import { crypto } from '../../support/symbolic-peers.js';

const CHECK_MS = 10_000;
const LAST = 2n ** 64n - 1n;

const asking = (options: BlockSceneOptions = {}) =>
  blockScene({ stateTransfer: true, profile: 'hardened', ...options });

interface Asked {
  readonly link: string;
  readonly nonce: bigint;
  readonly from: bigint;
  readonly end: bigint;
}

const requestsIn = (effects: readonly PeerEffect[]): Asked[] =>
  sentIn(effects)
    .filter(({ kind }) => kind === 'stateRequest')
    .map(({ link, message }) => {
      const { startSeqNum, endSeqNum } = contentOf(message, 'stateRequest');
      return { link, nonce: message.message.nonce, from: startSeqNum, end: endSeqNum };
    });

/** Requests made while so much time passes; members tell that they are alive. */
function within(scene: BlockScene, ms: number): Asked[] {
  scene.clear();
  scene.advance(ms);
  return requestsIn(scene.taken());
}

const payloads = (scene: BlockScene, from: number, to: number): Payload[] =>
  scene.chain.blocks.slice(from, to + 1).map((bytes) => payloadOf(bytes));

/** The requests, verdicts and commits that an answer brings. */
function answer(
  scene: BlockScene,
  { link, nonce }: Pick<Asked, 'link' | 'nonce'>,
  blocks: readonly Payload[],
) {
  scene.clear();
  scene.receive(link, stateResponse(blocks, { nonce }));
  const effects = scene.taken();
  return {
    requests: requestsIn(effects),
    verdicts: verdictsIn(effects),
    commits: commitsIn(effects).map(Number),
    effects,
  };
}

describe('when a gap is looked for', () => {
  it('XFER-30: stateCheckInterval after joining, and only if somebody is higher', () => {
    const scene = asking();
    scene.channelMember('ann.A', 1n);
    expect(within(scene, CHECK_MS)).toEqual([]);
    scene.channelMember('bob.A', 4n);
    expect(within(scene, CHECK_MS - 1)).toEqual([]);
    expect(within(scene, 1)).toMatchObject([{ from: 1n, end: 3n }]);
  });

  it('XFER-30: never if state transfer is off', () => {
    const scene = asking({ stateTransfer: false });
    scene.channelMember('ann.A', 9n);
    expect(within(scene, 3 * CHECK_MS)).toEqual([]);
  });

  it('XFER-30: nor for the claim of somebody who has left, is no member, or not on the channel', () => {
    const scene = asking();
    scene.channelMember('ann.A', 9n, true);
    scene.connect('bob.A');
    scene.member('cat.A');
    expect(within(scene, CHECK_MS)).toEqual([]);
  });

  it('XFER-43: not by a channel that is halted', () => {
    const scene = asking({ slowLedger: true });
    const link = scene.channelMember('ann.A', 9n);
    scene.receive(link, pushedBlock(payloadOf(scene.chain.blocks[1]!)));
    scene.feed({ type: 'commit.failed', channel: 'ch1', number: 1n, reason: 'disk full' });
    expect(within(scene, CHECK_MS)).toEqual([]);
  });

  it('XFER-41: a state request is unsigned, with tag, channel and a fresh nonce', () => {
    const scene = asking();
    scene.channelMember('eve.B', 9n);
    scene.clear();
    const nonce = scene.nextNonce();
    scene.advance(CHECK_MS);
    const [sent] = sentIn(scene.taken()).filter(({ kind }) => kind === 'stateRequest');
    expect(sent!.message.envelope.signature).toHaveLength(0);
    expect(sent!.message.message).toMatchObject({ tag: Tag.CHAN_OR_ORG });
    expect(sent!.message.message.nonce).toBeGreaterThanOrEqual(nonce);
    expect(new TextDecoder().decode(sent!.message.message.channel)).toBe('ch1');
  });
});

describe('ranges', () => {
  it('XFER-31, XFER-38: batches of stateBatchSize + 1, each after what came, until the gap is closed', () => {
    const scene = asking();
    scene.channelMember('ann.A', 26n);
    const [first] = within(scene, CHECK_MS);
    expect(first).toMatchObject({ from: 1n, end: 11n });
    const second = answer(scene, first!, payloads(scene, 1, 11));
    expect(second.commits).toEqual([1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11]);
    expect(second.requests).toMatchObject([{ from: 12n, end: 22n }]);
    expect(second.requests[0]!.nonce).not.toBe(first!.nonce);
    const third = answer(scene, second.requests[0]!, payloads(scene, 12, 15));
    expect(third.requests).toMatchObject([{ from: 16n, end: 25n }]);
    const end = answer(scene, third.requests[0]!, payloads(scene, 16, 25));
    expect(end.requests).toEqual([]);
    expect(scene.height()).toBe(26n);
    const traces = tracesIn(end.effects, 'block').filter(({ what }) => what === 'received');
    expect(traces).toHaveLength(10);
    expect(traces.every(({ source }) => source === 'transfer')).toBe(true);
  });

  it('XFER-33: a hardened peer asks for no more than who is asked claims to have', () => {
    const scene = asking();
    const low = scene.channelMember('ann.A', 4n);
    scene.channelMember('bob.A', LAST);
    expect(within(scene, CHECK_MS)).toMatchObject([{ link: low, from: 1n, end: 3n }]);
  });

  it('XFER-32: in the fabric profiles only who reaches the end of the range is asked', () => {
    const scene = asking({ profile: 'fabric-3.1' });
    scene.channelMember('ann.A', 4n);
    const high = scene.channelMember('bob.A', 11n);
    expect(within(scene, CHECK_MS)).toMatchObject([{ link: high, from: 1n, end: 10n }]);
    const deep = asking({ profile: 'fabric-3.1' });
    deep.channelMember('ann.A', 4n);
    const top = deep.channelMember('bob.A', 100n);
    expect(within(deep, CHECK_MS)).toMatchObject([{ link: top, from: 1n, end: 11n }]);
  });

  it('XFER-32: one that lacks the last block may be asked in the fabric profiles only', () => {
    for (const profile of ['fabric-2.5', 'hardened'] as const) {
      const scene = asking({ profile });
      const bob = scene.channelMember('bob.A', 1n);
      const ann = scene.channelMember('ann.A', 2n);
      const link = profile === 'hardened' ? ann : bob;
      expect(within(scene, CHECK_MS)).toMatchObject([{ link, from: 1n, end: 1n }]);
    }
  });
});

describe('answers', () => {
  function asked(options: BlockSceneOptions = {}) {
    const scene = asking(options);
    const link = scene.channelMember('ann.A', 6n);
    const [request] = within(scene, CHECK_MS);
    expect(request).toMatchObject({ from: 1n, end: 5n });
    return { scene, link, request: request! };
  }

  it('XFER-35: no answer: four requests under one nonce, then a pause', () => {
    const { scene, request } = asked({ parameters: { aliveExpirationTimeout: 1_000_000 } });
    const again = within(scene, 9_000);
    expect(again).toEqual([request, request, request]);
    expect(within(scene, 3_000 + CHECK_MS - 1)).toEqual([]);
    const [next] = within(scene, 1);
    expect(next).toMatchObject({ from: 1n, end: 5n });
    expect(next!.nonce).not.toBe(request.nonce);
  });

  it('XFER-35: answers of no use: four requests at once, then a pause', () => {
    const { scene, request } = asked();
    for (let times = 0; times < 3; times += 1)
      expect(answer(scene, request, []).requests).toEqual([request]);
    expect(answer(scene, request, [])).toMatchObject({
      requests: [],
      verdicts: ['ignore XFER-D34'],
    });
    expect(answer(scene, request, payloads(scene, 1, 5)).verdicts).toEqual(['ignore XFER-D30']);
    expect(scene.height()).toBe(1n);
  });

  it('XFER-34: a foreign nonce is ignored by a hardened peer', () => {
    const { scene, request } = asked();
    const wrong = { ...request, nonce: request.nonce + 1n };
    expect(answer(scene, wrong, payloads(scene, 1, 5))).toMatchObject({
      requests: [],
      commits: [],
      verdicts: ['ignore XFER-D31'],
    });
    expect(answer(scene, request, payloads(scene, 1, 5)).commits).toEqual([1, 2, 3, 4, 5]);
  });

  it('XFER-34: in the fabric profiles it counts as a failed try', () => {
    const { scene, request } = asked({ profile: 'fabric-3.1' });
    const wrong = { ...request, nonce: request.nonce + 1n };
    expect(answer(scene, wrong, payloads(scene, 1, 5))).toMatchObject({
      requests: [request],
      commits: [],
      verdicts: ['ignore XFER-D33'],
    });
  });

  it('XFER-34: somebody else who answers is ignored by a hardened peer, and heard in the fabric profiles', () => {
    for (const profile of ['hardened', 'fabric-2.5'] as const) {
      const { scene, request } = asked({ profile });
      const link = scene.connect('eve.B');
      const { commits } = answer(scene, { ...request, link }, payloads(scene, 1, 5));
      expect(commits).toEqual(profile === 'hardened' ? [] : [1, 2, 3, 4, 5]);
    }
  });

  it('XFER-34: an answer to nothing is ignored', () => {
    const scene = asking();
    const link = scene.channelMember('ann.A', 6n);
    const { verdicts, commits } = answer(scene, { link, nonce: 0n }, payloads(scene, 1, 5));
    expect([verdicts, commits]).toEqual([['ignore XFER-D30'], []]);
  });

  it.each([
    ['a gap', [1, 2, 4]],
    ['a gap at the start', [2, 3]],
    ['a block twice', [1, 1]],
    ['a block from before', [0, 1]],
    ['falling numbers', [2, 1]],
    ['more than was asked for', [1, 2, 3, 4, 5, 6]],
  ])('XFER-36: %s: nothing is taken, the same is asked for again', (_, numbers) => {
    const { scene, request } = asked();
    const blocks = numbers.map((number) => payloadOf(scene.chain.blocks[number]!));
    expect(answer(scene, request, blocks)).toMatchObject({
      requests: [request],
      commits: [],
      verdicts: ['ignore XFER-D35'],
    });
    expect(answer(scene, request, payloads(scene, 1, 5)).commits).toEqual([1, 2, 3, 4, 5]);
  });

  const flaws: [string, string, (scene: BlockScene) => Payload][] = [
    ['bytes that are no block', 'reject WIRE-10', () => payloadOf(UNDECODABLE, { seqNum: 3n })],
    ['no bytes', 'reject WIRE-72', () => payloadOf(new Uint8Array(), { seqNum: 3n })],
    [
      'another block than claimed',
      'reject WIRE-72',
      (s) => payloadOf(s.chain.blocks[4]!, { seqNum: 3n }),
    ],
    [
      'a block with other data',
      'reject WIRE-76',
      (s) =>
        payloadOf(
          damaged(s.chain.blocks[3]!, (b) => ({
            ...b,
            data: { ...b.data!, data: [...b.data!.data, ...b.data!.data] },
          })),
        ),
    ],
    [
      'a block of another chain',
      'reject XFER-42',
      () => {
        const fork = createSymbolicChain(crypto, 'ch1', settings('AB', { sequence: 2 }));
        for (let number = 1; number < 3; number += 1) fork.append();
        return payloadOf(fork.append());
      },
    ],
    [
      'malformed private data',
      'reject XFER-13',
      (s) => payloadOf(s.chain.blocks[3]!, { privateData: [privateElement(9n)] }),
    ],
  ];
  it.each(flaws)(
    'XFER-1, XFER-37, XFER-42, XFER-I7: %s: what comes before is kept, the range is asked for again',
    (_, verdict, flawed) => {
      const { scene, request } = asked();
      const blocks = payloads(scene, 1, 5);
      blocks[2] = flawed(scene);
      expect(answer(scene, request, blocks)).toMatchObject({
        requests: [request],
        commits: [1, 2],
        verdicts: [verdict],
      });
      expect(answer(scene, request, payloads(scene, 1, 5)).commits).toEqual([3, 4, 5]);
      expect(scene.height()).toBe(6n);
    },
  );

  it('PUSH-32: what is taken is neither in the window nor offered for pull', () => {
    const { scene, request } = asked();
    expect(answer(scene, request, payloads(scene, 1, 5)).commits).toEqual([1, 2, 3, 4, 5]);
    const { window, pull } = scene.entry();
    expect([window.size, pull.items.size]).toEqual([0, 0]);
  });

  it('XFER-36: blocks of another channel are not taken', () => {
    const { scene, request } = asked();
    const other = createSymbolicChain(crypto, 'ch2', settings('AB'));
    expect(answer(scene, request, [payloadOf(other.append())])).toMatchObject({
      commits: [],
      verdicts: ['reject WIRE-73'],
    });
  });
});

describe('room', () => {
  const parameters = { blockBufferSize: 2, stateBatchSize: 10 };

  it('XFER-39: what finds no room waits for commits, and nothing more is asked for until then', () => {
    const scene = asking({ parameters, slowLedger: true });
    scene.channelMember('ann.A', 20n);
    const [request] = within(scene, CHECK_MS);
    scene.clear();
    scene.receive(request!.link, stateResponse(payloads(scene, 1, 11), { nonce: request!.nonce }));
    const { buffer, transfer } = scene.entry();
    // One is being committed, five wait in the buffer, five before it.
    expect([buffer.committing[0]?.number, buffer.blocks.size, transfer.parked.length]).toEqual([
      1n,
      5,
      5,
    ]);
    expect(requestsIn(scene.taken())).toEqual([]);
    for (let times = 0; times < 5; times += 1) {
      expect(requestsIn(scene.taken())).toEqual([]);
      scene.commit();
    }
    expect(transfer.parked).toEqual([]);
    expect(requestsIn(scene.taken())).toMatchObject([{ from: 12n, end: 19n }]);
    scene.speedUp();
    expect(scene.height()).toBe(12n);
  });

  it('XFER-37, XFER-39: of a flawed answer nothing waits for room', () => {
    const scene = asking({ parameters, slowLedger: true });
    scene.channelMember('ann.A', 20n);
    const [request] = within(scene, CHECK_MS);
    const blocks = payloads(scene, 1, 11);
    blocks[10] = { ...blocks[10]!, data: UNDECODABLE };
    const { requests } = answer(scene, request!, blocks);
    expect(requests).toEqual([request]);
    expect(scene.entry().transfer.parked).toEqual([]);
    expect(scene.entry().buffer.blocks.size).toBe(5);
  });

  it('XFER-40: where a commit fails the rest is dropped', () => {
    const scene = asking({ parameters, slowLedger: true });
    scene.channelMember('ann.A', 20n);
    const [request] = within(scene, CHECK_MS);
    scene.receive(request!.link, stateResponse(payloads(scene, 1, 11), { nonce: request!.nonce }));
    scene.feed({ type: 'commit.failed', channel: 'ch1', number: 1n, reason: 'disk full' });
    expect(scene.entry().transfer.parked).toEqual([]);
    expect(within(scene, 2 * CHECK_MS)).toEqual([]);
  });
});
