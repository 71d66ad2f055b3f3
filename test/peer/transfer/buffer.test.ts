/** The block buffer of a channel: order, bounds, misfits, and what a commit brings with it. */

import { describe, expect, it } from 'vitest';
import type { PeerEffect } from '../../../src/peer/io.js';
import { perform } from '../../../src/peer/perform.js';
import type { Run } from '../../../src/peer/run.js';
import type { BlockSource } from '../../../src/peer/trace.js';
import { type Admission, offerBlock } from '../../../src/peer/transfer/buffer.js';
import { createSymbolicChain } from '../../../src/simulator/symbolic-blocks.js';
import { blockHeaderHash } from '../../../src/wire/block.js';
import { sameBytes } from '../../../src/wire/hex.js';
import { blockIn, commitsIn, payloadOf, pushedBlock } from '../../support/block-messages.js';
import { type BlockSceneOptions, blockScene } from '../../support/block-scene.js';
import { settings } from '../../support/channel-scene.js';
import { fc } from '../../support/drawing.js';
import { createPlainChoose, tracesIn, verdictsIn } from '../../support/scene.js';
import { crypto } from '../../support/symbolic-peers.js';

/** Offers a block of the chain as a source of blocks in the peer does; keeps what the peer then asks for. */
function offering(options: BlockSceneOptions = {}) {
  const scene = blockScene(options);
  const asked: PeerEffect[] = [];
  const inside = (act: (run: Run) => Admission): Admission => {
    const { peer } = scene;
    const { choose } = createPlainChoose();
    const out: PeerEffect[] = [];
    const at = scene.now();
    const run: Run = { config: peer.config, state: peer.state, at, choose, out, perform };
    const admission = act(run);
    asked.push(...out);
    return admission;
  };
  const { buffer } = scene.entry();
  return {
    scene,
    buffer,
    asked,
    offer: (source: BlockSource, number: number, bytes = scene.chain.blocks[number]!): Admission =>
      inside((run) => offerBlock(run, scene.entry(), BigInt(number), { bytes, source })),
    /** The ledger confirms the block that it was given last. */
    confirm() {
      const { number } = buffer.committing[0]!;
      asked.push(...scene.feed({ type: 'block.committed', channel: 'ch1', number }));
    },
  };
}

/** A chain that begins as another one of the same orderer. */
const forkOf = (sequence: number) => {
  const fork = createSymbolicChain(crypto, 'ch1', settings('AB', { sequence }));
  for (let number = 1; number < 30; number += 1) fork.append();
  return fork.blocks;
};

describe('order', () => {
  it('XFER-6, XFER-I6: blocks in falling order are committed in rising order', () => {
    const { offer, asked, confirm, scene } = offering();
    for (const number of [3, 2]) expect(offer('push', number)).toBe('taken');
    expect(commitsIn(asked)).toEqual([]);
    offer('push', 1);
    for (let times = 0; times < 3; times += 1) confirm();
    expect(commitsIn(asked)).toEqual([1n, 2n, 3n]);
    expect(scene.height()).toBe(4n);
  });

  it('XFER-7: one at a time, whatever comes meanwhile', () => {
    const { offer, asked, confirm } = offering();
    for (const number of [1, 2, 3]) offer('push', number);
    expect(commitsIn(asked)).toEqual([1n]);
    confirm();
    expect(commitsIn(asked)).toEqual([1n, 2n]);
  });

  it('XFER-8: the height is what the ledger confirmed', () => {
    const { offer, scene, confirm } = offering();
    offer('push', 1);
    expect(scene.height()).toBe(1n);
    confirm();
    expect(scene.height()).toBe(2n);
    const { header } = blockIn(scene.chain.blocks[1]!);
    expect(scene.entry().lastHash).toEqual(blockHeaderHash(crypto, header!));
  });

  it('XFER-8: an answer to nothing, or about another block, changes nothing', () => {
    const { offer, scene, buffer } = offering();
    const say = (number: bigint) => scene.feed({ type: 'block.committed', channel: 'ch1', number });
    expect(say(1n)).toEqual([]);
    offer('push', 1);
    expect(say(2n)).toEqual([]);
    const failed = { type: 'commit.failed', channel: 'ch1', number: 7n, reason: 'no' } as const;
    expect(scene.feed(failed)).toEqual([]);
    expect([scene.height(), buffer.committing[0]?.number]).toEqual([1n, 1n]);
  });

  it('XFER-11: the new height is told with the next StateInfo', () => {
    const { offer, scene, confirm } = offering();
    scene.channelMember('ann.A');
    scene.advance(20_000);
    const before = scene.entry().stateInfos.size;
    offer('push', 1);
    confirm();
    scene.advance(4_100);
    const own = [...scene.entry().stateInfos.values()].find(({ height }) => height === 2n);
    expect(own).toBeDefined();
    expect(scene.entry().stateInfos.size).toBe(before);
  });

  it('XFER-D1, XFER-D2: what is committed, being committed, or held, is known', () => {
    const { offer, confirm } = offering();
    offer('push', 1);
    offer('push', 3);
    for (const source of ['push', 'pull', 'transfer', 'orderer'] as const)
      expect([0, 1, 3].map((number) => offer(source, number))).toEqual(['known', 'known', 'known']);
    confirm();
    expect(offer('transfer', 1)).toBe('known');
  });
});

describe('bounds', () => {
  const parameters = { blockBufferSize: 3 };

  it('XFER-3: without blocking, from the height to height + blockBufferSize - 1', () => {
    const { offer, buffer } = offering({ parameters });
    for (const source of ['push', 'pull'] as const) {
      expect(offer(source, 4)).toBe('refused');
      expect(offer(source, 1_000_000, new Uint8Array())).toBe('refused');
    }
    expect([3, 2].map((number) => offer('pull', number))).toEqual(['taken', 'taken']);
    expect(buffer.blocks.size).toBe(2);
  });

  it('XFER-3: so do blocks of the ordering service, where they need not wait', () => {
    expect(offering({ parameters, nonBlockingCommit: true }).offer('orderer', 4)).toBe('refused');
    expect(offering({ parameters }).offer('orderer', 4)).toBe('taken');
  });

  it('XFER-4: with blocking, up to 2 × blockBufferSize + 1 blocks', () => {
    const { offer, buffer } = offering({ parameters });
    for (let number = 2; number <= 8; number += 1) expect(offer('orderer', number)).toBe('taken');
    expect(buffer.blocks.size).toBe(7);
    expect(offer('orderer', 9)).toBe('full');
    expect(offer('transfer', 9)).toBe('full');
    expect(buffer.blocks.size).toBe(7);
  });

  it('XFER-D7: the next block is taken although there is no room, and leaves at once', () => {
    const { offer, buffer, asked, confirm } = offering({ parameters });
    for (let number = 2; number <= 8; number += 1) offer('transfer', number);
    expect(offer('transfer', 1)).toBe('taken');
    expect(buffer.blocks.size).toBe(7);
    for (let times = 0; times < 8; times += 1) confirm();
    expect(commitsIn(asked)).toEqual([1n, 2n, 3n, 4n, 5n, 6n, 7n, 8n]);
    expect(buffer.blocks.size).toBe(0);
  });

  it('XFER-D8: during a commit the next one has to wait like any other', () => {
    const { offer, confirm } = offering({ parameters });
    offer('orderer', 1);
    for (let number = 3; number <= 9; number += 1) offer('orderer', number);
    expect(offer('orderer', 2)).toBe('full');
    confirm();
    expect(offer('orderer', 2)).toBe('taken');
  });
});

describe('blocks that do not follow', () => {
  it('XFER-5: the next one is refused, its number stays open', () => {
    const { offer, asked, buffer } = offering();
    const fork = forkOf(2);
    for (const source of ['push', 'pull', 'transfer', 'orderer'] as const)
      expect(offer(source, 1, fork[1])).toBe('refused');
    expect(verdictsIn(asked)).toEqual(Array(4).fill('reject XFER-5'));
    expect(buffer.blocks.size).toBe(0);
    expect(offer('push', 1)).toBe('taken');
    expect(commitsIn(asked)).toEqual([1n]);
  });

  it('XFER-5: so is one behind the block that is being committed', () => {
    const { offer } = offering();
    offer('push', 1);
    expect(offer('push', 2, forkOf(2)[2])).toBe('refused');
    expect(offer('push', 2)).toBe('taken');
  });

  it('XFER-9: one that waited is dropped when the block before it is known, and its number is open again', () => {
    const { scene } = offering({ slowLedger: true });
    const link = scene.connect('ann.A');
    const fork = forkOf(2);
    scene.receive(link, pushedBlock(payloadOf(fork[2]!)));
    expect([...scene.entry().buffer.blocks.keys()]).toEqual([2n]);
    expect([...scene.entry().window.keys()]).toEqual([2n]);
    scene.taken();
    scene.receive(link, pushedBlock(payloadOf(scene.chain.blocks[1]!)));
    const effects = scene.taken();
    expect(verdictsIn(effects)).toEqual(['reject XFER-5']);
    expect(scene.entry().buffer.blocks.size).toBe(0);
    expect([...scene.entry().window.keys()]).toEqual([1n]);
    expect([...scene.entry().pull.items.keys()]).toEqual(['1']);
    scene.receive(link, pushedBlock(payloadOf(scene.chain.blocks[2]!)));
    scene.speedUp();
    expect(scene.height()).toBe(3n);
  });

  it('XFER-D2: of two copies that both may follow, the first stays', () => {
    const { offer, buffer } = offering();
    const fork = forkOf(2);
    offer('push', 2, fork[2]);
    expect(offer('push', 2)).toBe('known');
    expect(buffer.blocks.get(2n)?.bytes).toBe(fork[2]);
  });
});

describe('blocks handed over together', () => {
  const together = (options: BlockSceneOptions = {}) =>
    offering({ slowLedger: true, commitsTogether: 3, ...options });

  it('XFER-44: those that waited go with the next, at most so many', () => {
    const { offer, asked, confirm, buffer, scene } = together();
    for (const number of [1, 2, 3, 4, 5, 7]) offer('push', number);
    expect(commitsIn(asked)).toEqual([1n]);
    confirm();
    expect(commitsIn(asked)).toEqual([1n, 2n, 3n, 4n]);
    confirm();
    confirm();
    expect([scene.height(), commitsIn(asked).length]).toEqual([4n, 4]);
    confirm();
    expect(commitsIn(asked)).toEqual([1n, 2n, 3n, 4n, 5n]);
    expect([...buffer.blocks.keys()]).toEqual([7n]);
  });

  it('XFER-44, XFER-5: what does not follow is dropped, and ends the run', () => {
    const { offer, asked, confirm, buffer } = together();
    const fork = forkOf(2);
    offer('push', 2);
    offer('push', 3, fork[3]);
    offer('push', 4);
    offer('push', 1);
    confirm();
    expect(commitsIn(asked)).toEqual([1n, 2n]);
    expect([...buffer.blocks.keys()]).toEqual([4n]);
    confirm();
    offer('push', 3);
    expect(commitsIn(asked)).toEqual([1n, 2n, 3n, 4n]);
  });

  it('XFER-12: what follows a configuration waits for it', () => {
    const { offer, asked, confirm, scene } = together({ chainLength: 1, commitsTogether: 9 });
    const blocks = [
      scene.chain.append(),
      scene.chain.configure(settings('AB', { sequence: 2 })),
      scene.chain.append(),
    ];
    for (const [i, bytes] of blocks.entries()) offer('push', i + 2, bytes);
    offer('push', 1);
    for (let times = 0; times < 3; times += 1) {
      expect(commitsIn(asked)).toEqual([1n, 2n, 3n]);
      confirm();
    }
    expect(commitsIn(asked)).toEqual([1n, 2n, 3n, 4n]);
  });

  it('XFER-10: those before the one that fails are committed, and nothing after it', () => {
    const { offer, confirm, scene, buffer } = together();
    for (const number of [1, 2, 3, 4]) offer('push', number);
    confirm();
    confirm();
    scene.feed({ type: 'commit.failed', channel: 'ch1', number: 3n, reason: 'disk full' });
    expect([scene.height(), buffer.next, buffer.committing]).toEqual([3n, 3n, []]);
    offer('push', 5);
    expect(buffer.committing).toEqual([]);
  });
});

describe('a commit that fails', () => {
  const failed = {
    type: 'commit.failed',
    channel: 'ch1',
    number: 1n,
    reason: 'disk full',
  } as const;

  it('XFER-10: is reported, and nothing is committed on that channel any more', () => {
    const { offer, asked, scene } = offering();
    offer('push', 1);
    offer('push', 2);
    const effects = scene.feed(failed);
    expect(tracesIn(effects, 'channel')).toEqual([
      { kind: 'channel', what: 'halted', channel: 'ch1', height: '1' },
    ]);
    offer('orderer', 3);
    expect(commitsIn(asked)).toEqual([1n]);
    expect(scene.height()).toBe(1n);
  });

  it('XFER-I3: within reach, blocks take a place without blocking that is free for no other', () => {
    const { offer, scene, buffer } = offering({ parameters: { blockBufferSize: 3 } });
    offer('push', 1);
    scene.feed(failed);
    for (let number = 4; number <= 10; number += 1) expect(offer('orderer', number)).toBe('taken');
    expect(offer('orderer', 11)).toBe('full');
    for (const number of [1, 2, 3]) expect(offer('push', number)).toBe('taken');
    expect(offer('push', 11)).toBe('refused');
    expect(buffer.blocks.size).toBe(3 * 3 + 1);
  });

  it('XFER-I3: no more blocks wait on a halted channel than on any other', () => {
    const { offer, scene, buffer } = offering({ parameters: { blockBufferSize: 3 } });
    offer('push', 1);
    scene.feed(failed);
    for (let number = 2; number <= 8; number += 1) expect(offer('orderer', number)).toBe('taken');
    expect(offer('orderer', 1)).toBe('full');
    expect(buffer.blocks.size).toBe(7);
  });

  it('XFER-10: other channels go on', () => {
    const { offer, scene } = offering();
    scene.join('ch2', 'AB');
    offer('push', 1);
    scene.feed(failed);
    scene.taken();
    const bytes = scene.chainOf('ch2').append();
    scene.receive(scene.connect('ann.A'), pushedBlock(payloadOf(bytes), { channel: 'ch2' }));
    scene.taken();
    expect(scene.entry('ch2').height).toBe(2n);
  });

  it('XFER-10: the channel still receives and pushes', () => {
    const { offer, scene } = offering();
    const ann = scene.channelMember('ann.A');
    const bob = scene.channelMember('bob.A');
    offer('push', 1);
    scene.feed(failed);
    scene.clear();
    scene.receive(ann, pushedBlock(payloadOf(scene.chain.blocks[2]!)));
    expect(scene.pushedTo()).toEqual([bob]);
  });
});

describe('whatever comes, in whatever order, from whichever source', () => {
  const LENGTH = 12;
  const chain = createSymbolicChain(crypto, 'ch1', settings('AB'));
  for (let number = 1; number <= LENGTH; number += 1) chain.append();
  const fork = forkOf(2);
  const sources = ['push', 'pull', 'transfer', 'orderer'] as const;
  const offers = fc.record({
    do: fc.constant('offer' as const),
    number: fc.integer({ min: 0, max: LENGTH }),
    source: fc.constantFrom<BlockSource>(...sources),
    isForged: fc.boolean(),
  });
  const confirms = fc.constant({ do: 'confirm' as const });

  it('XFER-I1, XFER-I3, XFER-I4, XFER-7: a chain without gap, one at a time, in bounds', () => {
    let longest = 0n;
    fc.assert(
      fc.property(
        fc.array(fc.oneof({ weight: 2, arbitrary: offers }, confirms), { maxLength: 60 }),
        fc.constantFrom(1, 3),
        (acts, commitsTogether) => {
          const { scene, offer, buffer, confirm, asked } = offering({
            chainLength: LENGTH,
            slowLedger: true,
            commitsTogether,
            parameters: { blockBufferSize: 2 },
          });
          for (const act of acts) {
            if (act.do === 'confirm') {
              if (buffer.committing.length > 0) confirm();
            } else {
              const bytes = (act.isForged ? fork : scene.chain.blocks)[act.number]!;
              offer(act.source, act.number, bytes);
            }
            expect(buffer.blocks.size).toBeLessThanOrEqual(7);
            expect(commitsIn(asked).length - Number(scene.height() - 1n)).toBe(
              buffer.committing.length,
            );
          }
          const numbers = commitsIn(asked);
          expect(numbers).toEqual(numbers.map((_, index) => BigInt(index + 1)));
          let last = blockHeaderHash(crypto, blockIn(scene.chain.blocks[0]!).header!);
          for (const effect of asked) {
            if (effect.type !== 'block.commit') continue;
            const { header } = blockIn(effect.bytes);
            expect(sameBytes(header!.previousHash, last)).toBe(true);
            last = blockHeaderHash(crypto, header!);
          }
          // The right blocks are never shut out.
          for (let number = 1; number <= LENGTH; number += 1) {
            offer('transfer', number);
            while (buffer.committing.length > 0) confirm();
          }
          longest = scene.height() > longest ? scene.height() : longest;
        },
      ),
      { numRuns: 200 },
    );
    expect(longest).toBe(BigInt(LENGTH + 1));
  });
});
