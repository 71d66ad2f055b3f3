/** 7 Pull: the answering side, for the blocks of a channel. */
import { PullMsgType, GossipMessage_Tag as Tag } from '../../../src/wire/gen/gossip/message_pb.js';
import { type Case, defineCase } from '../../harness/case.js';
import type { InChannel } from '../../harness/in-channel.js';
import type { Member, Scene } from '../../harness/scene.js';
import { blockDigest, pullHello, pullRequest } from '../../harness/wire/channel-messages.js';
import { contentOf, type Decoded, decoded } from '../../harness/wire/decode.js';
import { CH1 } from './pull-scene.js';
import { greet, holding, served } from './responder-scene.js';

const told = (digests: readonly Uint8Array[]): string =>
  digests.map((digest) => Buffer.from(digest).toString()).join(' ') || 'nothing';

/** PULL-3 */
function isBare(scene: Scene, { message, envelope }: Decoded): void {
  scene.expect.that(
    message?.nonce === 0n && envelope.signature.length === 0,
    'nonce 0 outside, no signature',
    `nonce ${message?.nonce}, signature of ${envelope.signature.length} bytes`,
  );
}

const digest = defineCase({
  id: 'pull/digest-lists-blocks-held',
  clauses: ['PULL-20', 'PULL-3', 'PULL-40', 'PULL-41', 'PULL-43', 'PULL-R11'],
  level: 'MUST',
  title:
    'a peer answers a GossipHello of a member of its channel with the numbers of the blocks it holds',
  needs: ['channels'],
  async run(scene) {
    const { o1 } = await holding(scene);
    const nonce = scene.nonce();
    o1.connection.send(pullHello(CH1, nonce));
    const { content, decoded: got } = await scene.expect.message(o1.connection, 'dataDig', {
      where: (dig) => dig.nonce === nonce,
      that: 'with the nonce of the hello',
    });
    const numbers = content.digests.map((item) => Buffer.from(item).toString()).sort();
    scene.expect.that(numbers.join(' ') === '1 2', 'digests 1 and 2', told(content.digests));
    scene.expect.that(
      content.msgType === PullMsgType.BLOCK_MSG &&
        got.message?.tag === Tag.CHAN_AND_ORG &&
        Buffer.from(got.message.channel).toString() === 'ch1',
      'type BLOCK_MSG, tag CHAN_AND_ORG and channel ch1',
      `type ${content.msgType}, tag ${got.message?.tag}`,
    );
    isBare(scene, got);
  },
});

/** Members that get no digest. */
const STRANGERS: readonly {
  readonly name: string;
  /** What decides, before what the others of the list have in common. */
  readonly clause: string;
  readonly title: string;
  readonly join: (scene: Scene, at: InChannel) => Promise<Member>;
}[] = [
  {
    name: 'member-not-in-the-channel',
    clause: 'CHAN-D26',
    title: 'a member of its organisation that has said nothing of the channel',
    join: (scene) => scene.member('o3'),
  },
  {
    name: 'foreign-member-of-the-channel',
    clause: 'CHAN-D24',
    title: 'a member of the channel of another organisation',
    join: (_, at) => at.joined('f1'),
  },
  {
    name: 'member-outside-the-channel',
    clause: 'CHAN-D23',
    title: 'a member whose organisation is not in the channel',
    join: (scene) => scene.member('g1'),
  },
];

const hellos = STRANGERS.map(({ name, clause, title, join }) =>
  defineCase({
    id: `pull/hello-of-${name}-ignored`,
    clauses: [clause, 'CHAN-30', 'CHAN-I2'],
    level: 'MUST',
    title: `a peer does not answer a GossipHello of ${title}`,
    needs: ['channels'],
    twin: 'pull/digest-lists-blocks-held',
    async run(scene) {
      const { at, o1 } = await holding(scene);
      const stranger = await join(scene, at);
      const since = scene.mark();
      stranger.connection.send(pullHello(CH1, scene.nonce()));
      await scene.expect.never([stranger.connection], 'dataDig', { since, witness: o1 });
    },
  }),
);

const answer = defineCase({
  id: 'pull/request-answered-with-blocks',
  clauses: ['PULL-25', 'PULL-3', 'PULL-40', 'PULL-R16'],
  level: 'MUST',
  title: 'a peer answers a DataRequest with exactly the blocks asked for that it holds',
  needs: ['channels'],
  async run(scene) {
    const { at, o1 } = await holding(scene);
    const nonce = await greet(scene, o1);
    o1.connection.send(pullRequest(CH1, nonce, [2, 7].map(blockDigest)));
    const { content, decoded: update } = await scene.expect.message(o1.connection, 'dataUpdate', {
      where: (got) => got.nonce === nonce,
      that: 'with the nonce of the hello',
    });
    isBare(scene, update);
    const blocks = content.data.map((envelope) => decoded(envelope));
    const numbers = blocks.map((item) => contentOf(item, 'dataMsg')?.payload?.seqNum);
    scene.expect.that(numbers.join(' ') === '2', 'block 2 alone', `blocks ${numbers.join(' ')}`);
    const { payload } = contentOf(blocks[0], 'dataMsg')!;
    const same = Buffer.compare(payload!.data, at.channel.block(2)) === 0;
    scene.expect.that(same, 'the block as it was pushed', 'other bytes');
    const name = Buffer.from(blocks[0]?.message?.channel ?? []).toString();
    scene.expect.that(name === 'ch1', 'channel ch1 inside', `channel ${name}`);
  },
});

const strangeRequest = STRANGERS.map(({ name, clause, title, join }) =>
  defineCase({
    id: `pull/request-of-${name}-ignored`,
    clauses: [clause, 'CHAN-30', 'CHAN-I2'],
    level: 'MUST',
    title: `a peer does not answer a DataRequest of ${title}, though its nonce is good`,
    needs: ['channels'],
    twin: 'pull/request-answered-with-blocks',
    async run(scene) {
      const { at, o1 } = await holding(scene);
      const stranger = await join(scene, at);
      const nonce = await greet(scene, o1);
      const since = scene.mark();
      stranger.connection.send(pullRequest(CH1, nonce, [blockDigest(1)]));
      await scene.expect.never([stranger.connection], 'dataUpdate', { since, witness: o1 });
    },
  }),
);

const unheld = defineCase({
  id: 'pull/request-for-what-is-not-held-unanswered',
  clauses: ['PULL-39'],
  level: 'MUST',
  title: 'a peer does not answer a DataRequest for nothing that it holds',
  needs: ['channels'],
  twin: 'pull/request-answered-with-blocks',
  async run(scene) {
    const { o1 } = await holding(scene);
    const nonce = await greet(scene, o1);
    const since = scene.mark();
    const odd = ['7', '-1', 'x', '18446744073709551616', ''].map((text) => Buffer.from(text));
    o1.connection.send(pullRequest(CH1, nonce, odd));
    await scene.expect.never([o1.connection], 'dataUpdate', { since, witness: o1 });
  },
});

const repeated = [
  {
    name: 'as-often',
    title: 'as often as it is named',
    clause: 'PULL-51',
    profiles: ['fabric-2.5', 'fabric-3.1'] as const,
  },
  {
    name: 'once',
    title: 'once, however often it is named',
    clause: 'PULL-27',
    profiles: ['hardened'] as const,
  },
].map(({ name, title, clause, profiles }) =>
  defineCase({
    id: `pull/block-named-twice-sent-${name}`,
    clauses: [clause, 'PULL-25'],
    level: 'MUST',
    title: `a peer answers a DataRequest with a block ${title}`,
    needs: ['channels'],
    profiles,
    async run(scene) {
      const { o1 } = await holding(scene);
      const nonce = await greet(scene, o1);
      o1.connection.send(pullRequest(CH1, nonce, [2, 1, 1].map(blockDigest)));
      const numbers = await served(scene, o1, nonce);
      const wanted = clause === 'PULL-51' ? '2 1 1' : '2 1';
      scene.expect.that(numbers === wanted, `blocks ${wanted}`, `blocks ${numbers}`);
    },
  }),
);

export const pullResponderCases: readonly Case[] = [
  digest,
  ...hellos,
  answer,
  ...strangeRequest,
  unheld,
  ...repeated,
];
