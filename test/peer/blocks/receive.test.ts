/** Blocks on their way in: what is taken, what is refused with which clause, what becomes of a copy after a bad one. */
import { describe, expect, it } from 'vitest';
import { createSymbolicChain } from '../../../src/simulator/symbolic-blocks.js';
import { toHex } from '../../../src/wire/hex.js';
import {
  commitsIn,
  damaged,
  payloadOf,
  privateElement,
  pushedBlock,
} from '../../support/block-messages.js';
import { type BlockScene, blockScene } from '../../support/block-scene.js';
import { settings } from '../../support/channel-scene.js';
import { pkiOf, UNDECODABLE } from '../../support/gossip-builders.js';
import { tracesIn, verdictsIn } from '../../support/scene.js';
import { crypto } from '../../support/symbolic-peers.js';

const blockOf = (scene: BlockScene, number: number) => scene.chain.blocks[number]!;

/** The refusals of a message from `name`, after which the clean first block is still committed. */
function refused(scene: BlockScene, message: Parameters<BlockScene['receive']>[1]) {
  const link = scene.channelMember('ann.A');
  scene.channelMember('bob.A');
  scene.clear();
  scene.receive(link, message);
  const effects = scene.taken();
  expect(commitsIn(effects)).toEqual([]);
  expect(scene.pushedTo()).toEqual([]);
  expect(scene.entry().window.size).toBe(0);
  scene.receive(link, pushedBlock(payloadOf(blockOf(scene, 1))));
  expect(commitsIn(scene.taken())).toEqual([1n]);
  return verdictsIn(effects);
}

describe('a pushed block', () => {
  it('PUSH-21: is held, pushed and committed, with a trace of both', () => {
    const scene = blockScene();
    const link = scene.channelMember('ann.A');
    const other = scene.channelMember('bob.A');
    scene.clear();
    const message = pushedBlock(payloadOf(blockOf(scene, 1)));
    scene.receive(link, message);
    const effects = scene.taken();
    expect(commitsIn(effects)).toEqual([1n]);
    expect(scene.height()).toBe(2n);
    const common = { kind: 'block', channel: 'ch1', number: '1', hash: expect.any(String) };
    const [received, committed] = tracesIn(effects, 'block');
    expect(received).toEqual({
      ...common,
      what: 'received',
      source: 'push',
      sender: pkiOf('ann.A'),
    });
    expect(committed).toEqual({ ...common, what: 'committed', source: 'commit', sender: '' });
    expect(committed!.hash).toBe(toHex(scene.entry().lastHash));
    expect([...scene.entry().window.keys()]).toEqual([1n]);
    expect(scene.pushedTo()).toEqual([other]);
  });

  it('PUSH-22: may come from another organisation of the channel', () => {
    const scene = blockScene();
    scene.receive(scene.connect('eve.B'), pushedBlock(payloadOf(blockOf(scene, 1))));
    expect(commitsIn(scene.taken())).toEqual([1n]);
  });

  it('PUSH-20: the same again is ignored before anything is verified', () => {
    const scene = blockScene();
    const link = scene.connect('ann.A');
    scene.receive(link, pushedBlock(payloadOf(blockOf(scene, 1))));
    scene.clear();
    const garbage = { ...payloadOf(blockOf(scene, 1)), data: UNDECODABLE };
    scene.receive(link, pushedBlock(garbage));
    expect(verdictsIn(scene.taken())).toEqual(['ignore PUSH-D24']);
  });

  it('PUSH-23, PUSH-I7: one that is as far behind as the window is long is taken, another is not', () => {
    const scene = blockScene();
    const link = scene.connect('ann.A');
    for (const number of [20, 10, 9])
      scene.receive(link, pushedBlock(payloadOf(blockOf(scene, number))));
    expect([...scene.entry().window.keys()]).toEqual([20n, 10n]);
    expect(verdictsIn(scene.taken())).toEqual(['ignore PUSH-D25']);
  });

  it('PUSH-24: drops those that it leaves behind, and withdraws them', () => {
    const scene = blockScene();
    const link = scene.connect('ann.A');
    for (const number of [1, 11, 12])
      scene.receive(link, pushedBlock(payloadOf(blockOf(scene, number))));
    expect([...scene.entry().window.keys()]).toEqual([11n, 12n]);
    expect([...scene.entry().pull.items.keys()]).toEqual(['11', '12']);
  });

  it('PUSH-25, PUSH-26: is withdrawn after 400 s and forgotten after 800 s', () => {
    const scene = blockScene();
    const link = scene.connect('ann.A');
    scene.receive(link, pushedBlock(payloadOf(blockOf(scene, 1))));
    const { window, pull } = scene.entry();
    scene.advance(400_000);
    expect([window.get(1n)?.expired, pull.items.size]).toEqual([false, 1]);
    scene.advance(4_000);
    expect([window.get(1n)?.expired, pull.items.size]).toEqual([true, 0]);
    scene.clear();
    scene.advance(396_000);
    expect(window.size).toBe(1);
    scene.advance(4_000);
    expect(window.size).toBe(0);
  });

  it('PUSH-20: far ahead it is held and pushed, and not committed', () => {
    const scene = blockScene({ chainLength: 60 });
    const link = scene.channelMember('ann.A');
    const other = scene.channelMember('bob.A');
    scene.clear();
    scene.receive(link, pushedBlock(payloadOf(blockOf(scene, 50))));
    expect(commitsIn(scene.taken())).toEqual([]);
    expect(scene.entry().buffer.blocks.size).toBe(0);
    expect([...scene.entry().window.keys()]).toEqual([50n]);
    expect(scene.pushedTo()).toEqual([other]);
  });
});

describe('a block that is not what it should be', () => {
  const cases: [string, string, (scene: BlockScene) => Parameters<BlockScene['receive']>[1]][] = [
    ['without payload', 'reject PUSH-D23', () => pushedBlock(undefined)],
    [
      'of empty bytes',
      'reject WIRE-72',
      () => pushedBlock(payloadOf(new Uint8Array(), { seqNum: 1n })),
    ],
    [
      'of bytes that are no block',
      'reject WIRE-10',
      (s) => pushedBlock({ ...payloadOf(blockOf(s, 1)), data: UNDECODABLE }),
    ],
    [
      'without header',
      'reject WIRE-72',
      (s) =>
        pushedBlock(
          payloadOf(
            damaged(blockOf(s, 1), ({ header: _, ...block }) => block),
            { seqNum: 1n },
          ),
        ),
    ],
    [
      'without data',
      'reject WIRE-73',
      (s) => pushedBlock(payloadOf(damaged(blockOf(s, 1), ({ data: _, ...block }) => block))),
    ],
    [
      'with an empty first transaction',
      'reject WIRE-73',
      (s) =>
        pushedBlock(
          payloadOf(
            damaged(blockOf(s, 1), (b) => ({
              ...b,
              data: { ...b.data!, data: [new Uint8Array()] },
            })),
          ),
        ),
    ],
    [
      'without metadata',
      'reject WIRE-74',
      (s) => pushedBlock(payloadOf(damaged(blockOf(s, 1), ({ metadata: _, ...block }) => block))),
    ],
    [
      'with empty metadata',
      'reject WIRE-74',
      (s) =>
        pushedBlock(
          payloadOf(
            damaged(blockOf(s, 1), (b) => ({ ...b, metadata: { ...b.metadata!, metadata: [] } })),
          ),
        ),
    ],
    [
      'with another number than it claims',
      'reject WIRE-72',
      (s) => pushedBlock(payloadOf(blockOf(s, 2), { seqNum: 1n })),
    ],
    [
      'claimed to be the greatest there is',
      'reject WIRE-72',
      (s) => pushedBlock(payloadOf(blockOf(s, 1), { seqNum: 2n ** 64n - 1n })),
    ],
    [
      'with another data hash',
      'reject WIRE-76',
      (s) =>
        pushedBlock(
          payloadOf(
            damaged(blockOf(s, 1), (b) => ({
              ...b,
              header: { ...b.header!, dataHash: new Uint8Array(32) },
            })),
          ),
        ),
    ],
    [
      'with another previous hash under the old signatures',
      'reject WIRE-81',
      (s) =>
        pushedBlock(
          payloadOf(
            damaged(blockOf(s, 1), (b) => ({
              ...b,
              header: { ...b.header!, previousHash: new Uint8Array(32) },
            })),
          ),
        ),
    ],
    [
      'without signatures',
      'reject WIRE-81',
      (s) =>
        pushedBlock(
          payloadOf(
            damaged(blockOf(s, 1), (b) => ({
              ...b,
              metadata: { ...b.metadata!, metadata: [new Uint8Array()] },
            })),
          ),
        ),
    ],
    [
      'with private data that are none',
      'reject PUSH-D27',
      (s) => pushedBlock(payloadOf(blockOf(s, 1), { privateData: [UNDECODABLE] })),
    ],
    [
      'with private data of a transaction that it does not have',
      'reject PUSH-D27',
      (s) => pushedBlock(payloadOf(blockOf(s, 1), { privateData: [privateElement(1n)] })),
    ],
    [
      'with a private read-write set that is none',
      'reject PUSH-D27',
      (s) =>
        pushedBlock(payloadOf(blockOf(s, 1), { privateData: [privateElement(0n, UNDECODABLE)] })),
    ],
  ];
  it.each(cases)(
    'XFER-1, XFER-13, XFER-I7: %s: %s, and the clean copy is committed',
    (_, verdict, message) => {
      const scene = blockScene();
      expect(refused(scene, message(scene))).toEqual([verdict]);
    },
  );

  it('XFER-1: signed by somebody who is no orderer of the channel', () => {
    const scene = blockScene();
    const orderer = { mspId: 'A', name: 'dan.A', endpoint: 'dan:7050' };
    const fork = createSymbolicChain(crypto, 'ch1', settings('AB', { orderers: [orderer] }));
    expect(refused(scene, pushedBlock(payloadOf(fork.append())))).toEqual(['reject WIRE-81']);
  });

  it('WIRE-73: of another channel with the same orderer', () => {
    const scene = blockScene();
    const other = createSymbolicChain(crypto, 'ch2', settings('AB'));
    expect(refused(scene, pushedBlock(payloadOf(other.append())))).toEqual(['reject WIRE-73']);
  });

  it('XFER-5, PUSH-20: of another chain of the same orderer, where the block before it is known', () => {
    const scene = blockScene();
    const fork = createSymbolicChain(crypto, 'ch1', settings('AB', { sequence: 2 }));
    expect(refused(scene, pushedBlock(payloadOf(fork.append())))).toEqual(['reject PUSH-D28']);
  });

  it('XFER-13: sound private data are no obstacle', () => {
    const scene = blockScene();
    const payload = payloadOf(blockOf(scene, 1), { privateData: [privateElement(0n)] });
    scene.receive(scene.connect('ann.A'), pushedBlock(payload));
    expect(commitsIn(scene.taken())).toEqual([1n]);
  });
});

describe('a config block', () => {
  it('XFER-12: takes effect before the next block is handed to the ledger', () => {
    const scene = blockScene({ chainLength: 0 });
    const link = scene.connect('ann.A');
    const orderer = { mspId: 'Ord', name: 'ord.Ord', endpoint: 'elsewhere:7050' };
    const config = scene.chain.configure(settings('ABC', { sequence: 2, orderers: [orderer] }));
    const next = scene.chain.append();
    scene.receive(link, pushedBlock(payloadOf(next)));
    scene.receive(link, pushedBlock(payloadOf(config)));
    const effects = scene.taken();
    const order = effects.flatMap((effect) => {
      if (effect.type === 'block.commit') return [`commit ${effect.number}`];
      if (effect.type !== 'report' || effect.trace.kind !== 'channel') return [];
      return [`${effect.trace.what} at ${effect.trace.height}`];
    });
    expect(order).toEqual(['joined at 1', 'commit 1', 'configured at 2', 'commit 2']);
    expect(scene.height()).toBe(3n);
  });
});
