/** 11 State transfer: serving ranges of the ledger. */
import { GossipMessage_Tag as Tag } from '../../../src/wire/gen/gossip/message_pb.js';
import { type Case, defineCase } from '../../harness/case.js';
import { type InChannel, inChannel } from '../../harness/in-channel.js';
import type { Member, Scene } from '../../harness/scene.js';
import { stateRequest } from '../../harness/wire/channel-messages.js';
import { hasRead } from './has-read.js';

const HIGHEST = 14;
/** batchSize of these cases. */
const BATCH = 10;
const UINT64_MAX = 2n ** 64n - 1n;

/** A target at height 15 in ch1, which asks nobody for blocks itself; o1 pushed them. */
async function serving(scene: Scene): Promise<{ at: InChannel; o1: Member }> {
  const ch1 = scene.channel('ch1');
  const ch2 = scene.channel('ch2', { organisations: ['O', 'G'] });
  // Heartbeats wait behind the blocks, and behind many requests: nobody must die of that.
  const timings = { aliveExpirationTimeoutMs: 60_000 };
  await scene.start({ channels: [ch1, ch2], settings: { batchSize: BATCH }, timings });
  const at = inChannel(scene, ch1);
  const o1 = await at.joined('o1');
  for (let number = 1; number <= HIGHEST; number += 1) o1.connection.send(at.block(number));
  await at.committed(o1, HIGHEST, { as: scene.assume, within: 'bulk' });
  return { at, o1 };
}

const RANGES: readonly {
  readonly name: string;
  /** What decides, before what the others of the list have in common. */
  readonly clause: string;
  readonly title: string;
  readonly from: number;
  readonly to: number;
  readonly blocks: readonly number[];
}[] = [
  {
    name: 'range-answered-with-both-ends',
    clause: 'XFER-24',
    title: 'answers a RemoteStateRequest with the blocks of its range, both ends included',
    from: 2,
    to: 4,
    blocks: [2, 3, 4],
  },
  {
    name: 'largest-range-answered',
    clause: 'XFER-D16',
    title: 'answers a range of batchSize + 1 blocks',
    from: 1,
    to: 1 + BATCH,
    blocks: [1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11],
  },
  {
    name: 'genesis-block-served',
    clause: 'XFER-24',
    title: 'serves the genesis block like any other',
    from: 0,
    to: 0,
    blocks: [0],
  },
  {
    name: 'range-answered-as-far-as-it-goes',
    clause: 'XFER-24',
    title: 'answers a range that begins below its height and ends above it with what it has',
    from: HIGHEST - 1,
    to: HIGHEST + 5,
    blocks: [HIGHEST - 1, HIGHEST],
  },
  {
    name: 'range-beyond-the-height-answered-empty',
    clause: 'XFER-24',
    title: 'answers a range that it has nothing of with no blocks',
    from: HIGHEST + 5,
    to: HIGHEST + 9,
    blocks: [],
  },
];

const ranges = RANGES.map(({ name, clause, title, from, to, blocks }) =>
  defineCase({
    id: `transfer/${name}`,
    clauses: [clause, 'XFER-25', 'XFER-D12'],
    level: 'MUST',
    title: `a peer ${title}`,
    needs: ['channels'],
    async run(scene) {
      const { at, o1 } = await serving(scene);
      const { content, decoded } = await at.served(o1, from, to);
      const numbers = content.payloads.map(({ seqNum }) => Number(seqNum));
      scene.expect.that(
        numbers.join(' ') === blocks.join(' '),
        `blocks ${blocks.join(' ') || 'none'}`,
        `blocks ${numbers.join(' ') || 'none'}`,
      );
      scene.expect.that(
        decoded.message?.tag === Tag.CHAN_OR_ORG &&
          Buffer.from(decoded.message.channel).toString() === 'ch1',
        'tag CHAN_OR_ORG and channel ch1',
        `tag ${decoded.message?.tag}`,
      );
      for (const number of blocks) await at.committed(o1, number);
    },
  }),
);

/** Requests that get no answer. */
const REFUSED: readonly {
  readonly name: string;
  readonly title: string;
  readonly channel?: string;
  /** What decides. */
  readonly clause: string;
  readonly from: number | bigint;
  readonly to: number | bigint;
  readonly who?: string;
}[] = [
  {
    name: 'range-of-more-than-a-batch',
    clause: 'XFER-D14',
    title: 'for more than batchSize + 1 blocks',
    from: 1,
    to: 2 + BATCH,
  },
  {
    name: 'range-that-ends-before-it-begins',
    clause: 'XFER-D13',
    title: 'that ends before it begins',
    from: 4,
    to: 3,
  },
  {
    name: 'range-of-everything',
    clause: 'XFER-22',
    title: 'for every number that there is',
    from: 0,
    to: UINT64_MAX,
  },
  {
    name: 'request-of-unknown-channel',
    clause: 'XFER-D10',
    title: 'of a channel that it is not in',
    channel: 'elsewhere',
    from: 1,
    to: 2,
  },
  {
    name: 'request-without-channel',
    clause: 'XFER-D10',
    title: 'that names no channel',
    channel: '',
    from: 1,
    to: 2,
  },
  {
    name: 'request-from-outside-the-channel',
    clause: 'XFER-D11',
    title: 'of a member whose organisation is not in the channel',
    from: 1,
    to: 2,
    who: 'g1',
  },
];

const refused = REFUSED.map(({ name, clause, title, channel = 'ch1', from, to, who = 'o2' }) =>
  defineCase({
    id: `transfer/${name}-ignored`,
    clauses: [clause, 'XFER-20', 'XFER-21'],
    level: 'MUST',
    title: `a peer does not answer a RemoteStateRequest ${title}`,
    needs: ['channels'],
    twin: 'transfer/range-answered-with-both-ends',
    async run(scene) {
      const { o1 } = await serving(scene);
      const asking = await scene.member(who);
      const since = scene.mark();
      const nonce = scene.nonce();
      asking.connection.send(stateRequest(channel, from, to, { nonce }));
      await scene.expect.never([asking.connection], 'stateResponse', { since, witness: o1 });
    },
  }),
);

const noReader = defineCase({
  id: 'transfer/request-of-no-reader-ignored',
  clauses: ['XFER-20', 'XFER-D11'],
  level: 'MUST',
  title: 'a peer does not answer a RemoteStateRequest of a peer that is no reader of the channel',
  needs: ['channels'],
  twin: 'transfer/range-answered-with-both-ends',
  async run(scene) {
    const channel = scene.channel('ch1', { readers: 'PEER' });
    await scene.start({ channels: [channel] });
    const at = inChannel(scene, channel);
    const o1 = await at.joined('o1');
    await at.served(o1, 0, 0);
    const credentials = await scene.organisations.O.mintPeer('o3', { units: ['client'] });
    const o3 = await scene.member('o3', { credentials });
    const since = scene.mark();
    o3.connection.send(stateRequest('ch1', 0, 0, { nonce: scene.nonce() }));
    await scene.expect.never([o3.connection], 'stateResponse', { since, witness: o1 });
  },
});

const anybody = defineCase({
  id: 'transfer/request-of-reader-that-is-no-member-answered',
  clauses: ['XFER-D12', 'XFER-24'],
  level: 'MUST',
  title:
    'a peer answers a reader of the channel of any organisation, be it alive and joined or not',
  needs: ['channels'],
  async run(scene) {
    const { at } = await serving(scene);
    const f1 = await scene.probe('f1');
    const { content } = await at.served({ probe: f1, connection: await f1.connect() }, 1, 1);
    scene.expect.that(
      content.payloads.length === 1,
      'block 1',
      `${content.payloads.length} blocks`,
    );
  },
});

const wrapping = defineCase({
  id: 'transfer/range-at-the-end-of-numbers-harmless',
  clauses: ['XFER-22', 'XFER-21'],
  level: 'MUST',
  title: 'a peer serves on after a RemoteStateRequest for the highest numbers that there are',
  needs: ['channels'],
  twin: 'self',
  async run(scene) {
    const { at, o1 } = await serving(scene);
    const o2 = await scene.member('o2');
    const extremes: [bigint, bigint][] = [
      [UINT64_MAX - BigInt(BATCH), UINT64_MAX],
      [UINT64_MAX, UINT64_MAX],
    ];
    for (const [from, to] of extremes) {
      o2.connection.send(stateRequest('ch1', from, to, { nonce: scene.nonce() }));
    }
    await scene.quiet();
    const served = scene.evidence.entries.filter(
      ({ type, probe, decoded }) =>
        type === 'received' &&
        probe === 'o2' &&
        decoded?.message?.content.case === 'stateResponse' &&
        decoded.message.content.value.payloads.length > 0,
    );
    scene.expect.that(served.length === 0, 'no block', `${served.length} answers with blocks`);
    const { content } = await at.served(o1, 1, 2);
    scene.expect.that(content.payloads.length === 2, 'two blocks', `${content.payloads.length}`);
  },
});

const many = defineCase({
  id: 'transfer/many-requests-leave-others-served',
  clauses: ['XFER-21', 'XFER-23', 'XFER-D15', 'XFER-R42'],
  level: 'MUST',
  title: 'a peer serves other members while one sends it two hundred requests at once',
  needs: ['channels', 'timings'],
  async run(scene) {
    const { at, o1 } = await serving(scene);
    const o2 = await scene.member('o2');
    for (let i = 0; i < 200; i += 1) {
      o2.connection.send(stateRequest('ch1', 1, 1, { nonce: scene.nonce() }));
    }
    await scene.expect.membership(o1);
    await hasRead(scene, o2);
    await at.served(o1, 1, 1);
  },
});

export const transferServerCases: readonly Case[] = [
  ...ranges,
  ...refused,
  noReader,
  anybody,
  wrapping,
  many,
];
