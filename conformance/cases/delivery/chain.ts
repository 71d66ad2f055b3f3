/** 12 Delivery: the blocks of one stream, each upon the one before. */
import type { Block } from '../../../src/wire/gen/common/common_pb.js';
import { type Case, defineCase } from '../../harness/case.js';
import { blockBytes, hashOf, mintBlock } from '../../harness/minting/channel/block.js';
import type { MintedChannel } from '../../harness/minting/channel/chain.js';
import { fetching, sought } from './seek.js';

/** What may not follow block 1; orderers of the channel have signed it. */
const MISFITS: readonly {
  readonly name: string;
  readonly title: string;
  readonly make: (channel: MintedChannel) => Block;
}[] = [
  {
    name: 'gap-within-a-stream',
    title: 'block 3',
    make: (channel) => channel.copy(3),
  },
  {
    name: 'fork-within-a-stream',
    title: 'a block 2 upon another block 1',
    make: (channel) =>
      mintBlock({
        number: 2n,
        previousHash: hashOf(channel.copy(3)),
        data: channel.copy(2).data!.data,
        signers: channel.orderers,
        lastConfig: 0n,
      }),
  },
];

export const chainedCases: readonly Case[] = MISFITS.map(({ name, title, make }) =>
  defineCase({
    id: `delivery/${name}-refused`,
    clauses: ['DELV-16', 'DELV-15', 'DELV-I2'],
    level: 'MUST',
    title: `a leader that is sent block 1 and then ${title} keeps the first alone, and asks anew`,
    needs: ['channels', 'delivery'],
    profiles: ['fabric-3.1', 'hardened'],
    twin: 'self',
    async run(scene) {
      const { at, r1 } = await fetching(scene);
      const o1 = await at.joined('o1');
      await sought(scene, r1);
      const since = scene.mark();
      const first = r1.deliveries[0]!;
      const misfit = make(at.channel);
      first.block(at.channel.block(1));
      first.block(blockBytes(misfit));
      await scene.expect.eventually(() => !first.isOpen, 'the end of the stream', 'delivery');
      await at.committed(o1, 1);
      await scene.expect.never([o1.connection], 'dataMsg', {
        where: at.isBlock(Number(misfit.header!.number)),
        that: `with block ${misfit.header!.number}`,
        since,
        witness: o1,
      });
      await at.notCommitted(o1, 2);
      r1.serve(at.channel, 2);
      await at.committed(o1, 2, { within: 'delivery' });
    },
  }),
);
