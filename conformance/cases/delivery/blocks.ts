/** 12 Delivery: what a leader does with what the ordering service sends. */
import type { Block } from '../../../src/wire/gen/common/common_pb.js';
import { GossipMessage_Tag as Tag } from '../../../src/wire/gen/gossip/message_pb.js';
import { type Case, defineCase, type Profile } from '../../harness/case.js';
import {
  blockBytes,
  mintBlock,
  signAgain,
  transaction,
} from '../../harness/minting/channel/block.js';
import type { MintedChannel } from '../../harness/minting/channel/chain.js';
import type { Scene } from '../../harness/scene.js';
import { pullHello } from '../../harness/wire/channel-messages.js';
import { sha256 } from '../../harness/wire/sign.js';
import { fetching, sought } from './seek.js';

const committed = defineCase({
  id: 'delivery/blocks-committed-and-pushed',
  clauses: ['DELV-23', 'DELV-25', 'PUSH-13', 'PUSH-28', 'PULL-43', 'DELV-D7', 'CHAN-I2'],
  level: 'MUST',
  title:
    'a leader commits the blocks that it fetched, offers them, and pushes them to its organisation',
  needs: ['channels', 'delivery'],
  twin: 'self',
  async run(scene) {
    const { at, r1 } = await fetching(scene);
    const [o1, f1] = [await at.joined('o1'), await at.joined('f1')];
    const since = scene.mark();
    r1.serve(at.channel, 2);
    for (const number of [1, 2]) {
      const block = { where: at.isBlock(number), that: `with block ${number}`, since };
      const { decoded } = await scene.expect.message(o1.probe, 'dataMsg', block);
      const { tag, nonce } = decoded.message!;
      scene.expect.that(
        tag === Tag.CHAN_AND_ORG && nonce === 0n && decoded.envelope.signature.length === 0,
        'tag CHAN_AND_ORG, nonce 0 and no signature',
        `tag ${tag}, nonce ${nonce}, signature of ${decoded.envelope.signature.length} bytes`,
      );
      await at.committed(o1, number);
    }
    const nonce = scene.nonce();
    o1.connection.send(pullHello({ channel: 'ch1' }, nonce));
    const { content } = await scene.expect.message(o1.connection, 'dataDig', {
      where: (digest) => digest.nonce === nonce,
      that: 'with the nonce of the hello',
    });
    const offered = content.digests
      .map((item) => Buffer.from(item).toString())
      .sort()
      .join(' ');
    scene.expect.that(offered === '1 2', 'digests 1 2', offered);
    await scene.expect.never([f1.connection], 'dataMsg', { since, witness: o1 });
  },
});

const silent = defineCase({
  id: 'delivery/blocks-not-pushed-without-block-gossip',
  clauses: ['DELV-27', 'DELV-23'],
  level: 'MUST',
  title: 'a leader without block gossip commits the blocks that it fetched and pushes none',
  needs: ['channels', 'delivery'],
  twin: 'delivery/blocks-committed-and-pushed',
  async run(scene) {
    const { at, r1 } = await fetching(scene, { blockGossipEnabled: false });
    const o1 = await at.joined('o1');
    const since = scene.mark();
    r1.serve(at.channel, 2);
    await at.committed(o1, 2);
    await scene.expect.never([o1.connection], 'dataMsg', { since, witness: o1 });
  },
});

/** What an ordering service may not send; each as block 1. */
const FORGERIES: readonly {
  readonly name: string;
  readonly title: string;
  readonly profiles?: readonly Profile[];
  readonly forge: (channel: MintedChannel, scene: Scene) => Block;
}[] = [
  {
    name: 'without-signatures',
    title: 'that nobody signed',
    forge: (channel) => signAgain(channel.copy(1), []),
  },
  {
    name: 'signed-by-a-stranger',
    title: 'that an orderer of another channel signed',
    forge: (channel, { organisations }) => signAgain(channel.copy(1), [organisations.orderers.S]),
  },
  {
    name: 'with-changed-transaction',
    title: 'one of whose transactions was changed',
    forge(channel, { organisations }) {
      const block = channel.copy(1);
      block.data!.data[0] = transaction('ch1', organisations.O.admin, 'changed');
      return block;
    },
  },
  {
    name: 'ahead-of-the-next',
    title: 'that is not the next one',
    profiles: ['fabric-3.1', 'hardened'],
    forge: (channel) => channel.copy(2),
  },
  {
    name: 'with-wrong-previous-hash',
    title: 'that does not follow its last one',
    profiles: ['fabric-3.1', 'hardened'],
    forge: (channel) =>
      mintBlock({
        number: 1n,
        previousHash: sha256(Uint8Array.of(1)),
        data: channel.copy(1).data!.data,
        signers: channel.orderers,
        lastConfig: 0n,
      }),
  },
];

/** What comes of any of them. */
const REFUSED = ['DELV-15', 'DELV-2', 'DELV-I2', 'DELV-R13'] as const;

const forged = FORGERIES.map(({ name, title, profiles, forge }) =>
  defineCase({
    id: `delivery/block-${name}-refused`,
    clauses: ['DELV-14', ...(profiles ? ['DELV-16'] : []), ...REFUSED],
    level: 'MUST',
    title: `a leader that is sent a block ${title} ends the stream, takes nothing, and asks anew`,
    needs: ['channels', 'delivery'],
    ...(profiles && { profiles }),
    twin: 'self',
    async run(scene) {
      const { at, r1 } = await fetching(scene);
      const o1 = await at.joined('o1');
      await sought(scene, r1);
      const since = scene.mark();
      const first = r1.deliveries[0]!;
      first.block(blockBytes(forge(at.channel, scene)));
      await scene.expect.eventually(() => !first.isOpen, 'the end of the stream', 'delivery');
      await sought(scene, r1, 2);
      scene.expect.that(
        r1.deliveries[1]!.from === 1,
        'from block 1 on',
        `from ${r1.deliveries[1]!.from}`,
      );
      await scene.expect.never([o1.connection], 'dataMsg', { since, witness: o1 });
      await at.notCommitted(o1, 1);
      r1.serve(at.channel, 1);
      await at.committed(o1, 1, { within: 'delivery' });
    },
  }),
);

const flood = defineCase({
  id: 'delivery/flood-of-blocks-loses-none',
  clauses: ['DELV-24', 'DELV-23', 'DELV-R15', 'DELV-R23', 'DELV-I4'],
  level: 'MUST',
  title: 'a leader that is sent three hundred blocks at once commits them all and serves others',
  needs: ['channels', 'delivery'],
  async run(scene) {
    const { at, r1 } = await fetching(scene);
    const o1 = await at.joined('o1');
    r1.serve(at.channel, 300);
    await scene.expect.membership(o1);
    await at.committed(o1, 300, { within: 'bulk' });
    const { content } = await at.served(o1, 290, 300);
    scene.expect.that(content.payloads.length === 11, 'all blocks', `${content.payloads.length}`);
    const streams = r1.deliveries.length;
    scene.expect.that(streams === 1, 'all of them on one stream', `on ${streams} streams`);
  },
});

export const deliveredCases: readonly Case[] = [committed, silent, ...forged, flood];
