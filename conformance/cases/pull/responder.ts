/** 7 Pull: the answering side, for the blocks of a channel. */
import { PullMsgType, GossipMessage_Tag as Tag } from '../../../src/wire/gen/gossip/message_pb.js';
import { type Case, defineCase } from '../../harness/case.js';
import { type InChannel, inChannel } from '../../harness/in-channel.js';
import type { Member, Scene } from '../../harness/scene.js';
import { blockDigest, pullHello, pullRequest } from '../../harness/wire/channel-messages.js';
import { contentOf, decoded } from '../../harness/wire/decode.js';
import { CH1 } from './pull-scene.js';
import { PULL_TIMINGS } from './timings.js';

/** A target that holds blocks 1 and 2 of ch1, and o1, which pushed them. */
async function holding(scene: Scene): Promise<{ at: InChannel; o1: Member }> {
  const ch1 = scene.channel('ch1');
  const ch2 = scene.channel('ch2', { organisations: ['O', 'G'] });
  await scene.start({ channels: [ch1, ch2], timings: PULL_TIMINGS });
  const at = inChannel(scene, ch1);
  const o1 = await at.joined('o1');
  for (const number of [1, 2]) o1.connection.send(at.block(number));
  for (const number of [1, 2]) await at.committed(o1, number, { as: scene.assume });
  return { at, o1 };
}

const told = (digests: readonly Uint8Array[]): string =>
  digests.map((digest) => Buffer.from(digest).toString()).join(' ') || 'nothing';

/** Says Hello and takes the nonce that was announced with it. */
async function greet(scene: Scene, { connection }: Member): Promise<bigint> {
  const nonce = scene.nonce();
  connection.send(pullHello(CH1, nonce));
  await scene.expect.message(connection, 'dataDig', {
    where: (content) => content.nonce === nonce,
    that: 'with the nonce of the hello',
  });
  return nonce;
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

const update = defineCase({
  id: 'pull/request-answered-with-blocks',
  clauses: ['PULL-25', 'PULL-3', 'PULL-40', 'PULL-R16'],
  level: 'MUST',
  title: 'a peer answers a DataRequest with exactly the blocks asked for that it holds',
  needs: ['channels'],
  async run(scene) {
    const { at, o1 } = await holding(scene);
    const nonce = await greet(scene, o1);
    o1.connection.send(pullRequest(CH1, nonce, [2, 7].map(blockDigest)));
    const { content } = await scene.expect.message(o1.connection, 'dataUpdate', {
      where: (got) => got.nonce === nonce,
      that: 'with the nonce of the hello',
    });
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

const unknownNonce = defineCase({
  id: 'pull/request-with-unknown-nonce-ignored',
  clauses: ['PULL-26', 'PULL-R12'],
  level: 'MUST',
  title: 'a peer does not answer a DataRequest whose nonce came with no GossipHello',
  needs: ['channels'],
  twin: 'pull/request-answered-with-blocks',
  async run(scene) {
    const { o1 } = await holding(scene);
    await greet(scene, o1);
    const since = scene.mark();
    o1.connection.send(pullRequest(CH1, scene.nonce(), [blockDigest(1)]));
    await scene.expect.never([o1.connection], 'dataUpdate', { since, witness: o1 });
  },
});

const lateNonce = defineCase({
  id: 'pull/request-after-the-wait-ignored',
  clauses: ['PULL-22', 'PULL-26', 'PULL-R17', 'PULL-R18'],
  level: 'MUST',
  title:
    'a peer does not answer a DataRequest that comes later than requestWaitTime after the hello',
  needs: ['channels', 'timings'],
  twin: 'pull/request-answered-with-blocks',
  async run(scene) {
    const { o1 } = await holding(scene);
    const nonce = await greet(scene, o1);
    await scene.pass(scene.timings.requestWaitTimeMs * 1.3);
    const since = scene.mark();
    o1.connection.send(pullRequest(CH1, nonce, [blockDigest(1)]));
    await scene.expect.never([o1.connection], 'dataUpdate', { since, witness: o1 });
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

/** The numbers of the blocks of an update, in its order. */
async function served(scene: Scene, { connection }: Member, nonce: bigint): Promise<string> {
  const { content } = await scene.expect.message(connection, 'dataUpdate', {
    where: (got) => got.nonce === nonce,
    that: 'with the nonce of the hello',
  });
  return content.data
    .map((envelope) => contentOf(decoded(envelope), 'dataMsg')?.payload?.seqNum)
    .join(' ');
}

const FABRIC = ['fabric-2.5', 'fabric-3.1'] as const;
const HARDENED = ['hardened'] as const;

const repeated = [
  { name: 'as-often', title: 'as often as it is named', clause: 'PULL-51', profiles: FABRIC },
  { name: 'once', title: 'once, however often it is named', clause: 'PULL-27', profiles: HARDENED },
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
      o1.connection.send(pullRequest(CH1, nonce, [2, 1, 2].map(blockDigest)));
      const numbers = await served(scene, o1, nonce);
      const wanted = clause === 'PULL-51' ? '2 1 2' : '2 1';
      scene.expect.that(numbers === wanted, `blocks ${wanted}`, `blocks ${numbers}`);
    },
  }),
);

const borrowedNonce = defineCase({
  id: 'pull/nonce-of-another-member-good',
  clauses: ['PULL-29', 'PULL-R16'],
  level: 'MUST',
  title: 'a peer answers a DataRequest whose nonce came with the GossipHello of another member',
  needs: ['channels'],
  profiles: FABRIC,
  async run(scene) {
    const { at, o1 } = await holding(scene);
    const o2 = await at.joined('o2');
    const nonce = await greet(scene, o1);
    o2.connection.send(pullRequest(CH1, nonce, [blockDigest(1)]));
    const numbers = await served(scene, o2, nonce);
    scene.expect.that(numbers === '1', 'block 1', `blocks ${numbers}`);
  },
});

const foreignNonce = defineCase({
  id: 'pull/nonce-of-another-member-ignored',
  clauses: ['PULL-24', 'PULL-R15'],
  level: 'MUST',
  title: 'a peer ignores a DataRequest whose nonce came with the GossipHello of another member',
  needs: ['channels'],
  profiles: HARDENED,
  twin: 'pull/request-answered-with-blocks',
  async run(scene) {
    const { at, o1 } = await holding(scene);
    const o2 = await at.joined('o2');
    const nonce = await greet(scene, o1);
    const since = scene.mark();
    o2.connection.send(pullRequest(CH1, nonce, [blockDigest(1)]));
    await scene.expect.never([o2.connection], 'dataUpdate', { since, witness: o1 });
  },
});

export const pullResponderCases: readonly Case[] = [
  digest,
  ...hellos,
  update,
  unknownNonce,
  lateNonce,
  ...strangeRequest,
  unheld,
  ...repeated,
  borrowedNonce,
  foreignNonce,
];
