/** 11 State transfer: asking others for the blocks that are missing. */
import { GossipMessage_Tag as Tag } from '../../../src/wire/gen/gossip/message_pb.js';
import { type Case, defineCase } from '../../harness/case.js';
import type { Seen } from '../../harness/expect.js';
import { type InChannel, inChannel } from '../../harness/in-channel.js';
import { blockBytes, signAgain } from '../../harness/minting/channel/block.js';
import type { Member, Scene } from '../../harness/scene.js';
import {
  pullHello,
  type StatePayload,
  stateResponse,
} from '../../harness/wire/channel-messages.js';

type Request = Seen<'stateRequest'>;

/** batchSize of these cases: a full request is for so many blocks and one. */
const BATCH = 4;

async function started(scene: Scene): Promise<InChannel> {
  const channel = scene.channel('ch1');
  await scene.start({
    channels: [channel],
    settings: { stateEnabled: true, batchSize: BATCH },
  });
  return inChannel(scene, channel);
}

/** The next RemoteStateRequest of the target to this member. */
const requested = (
  scene: Scene,
  { connection }: Member,
  { since = 0, from }: { readonly since?: number; readonly from?: number } = {},
): Promise<Request> =>
  scene.expect.message(connection, 'stateRequest', {
    since,
    within: 'antiEntropy',
    ...(from !== undefined && {
      where: ({ startSeqNum }) => startSeqNum === BigInt(from),
      that: `from block ${from} on`,
    }),
  });

const blocks = (at: InChannel, from: number, to: number): StatePayload[] =>
  Array.from({ length: to - from + 1 }, (_, i) => ({
    number: from + i,
    block: at.channel.block(from + i),
  }));

/** Answers a request with these blocks. */
const answer = (
  { connection }: Member,
  { decoded }: Request,
  payloads: readonly StatePayload[],
  wrong?: string,
): void => {
  const envelope = stateResponse('ch1', payloads, { nonce: decoded.message!.nonce });
  if (wrong) connection.sendIllegal(envelope, wrong);
  else connection.send(envelope);
};

const rangeOf = ({ content: { startSeqNum, endSeqNum } }: Request): string =>
  `${startSeqNum} to ${endSeqNum}`;

/** How often the target asked for blocks, on all streams of the case. */
const requestsSince = (scene: Scene, since: number): number =>
  scene.evidence.entries
    .slice(since)
    .filter(({ type, decoded }) => type === 'received' && decoded?.kind === 'stateRequest').length;

const asks = defineCase({
  id: 'transfer/target-behind-asks-for-a-batch',
  clauses: ['XFER-30', 'XFER-31', 'XFER-41', 'XFER-R22'],
  level: 'MUST',
  title: 'a peer that is behind asks a member for batchSize + 1 blocks from its height on',
  needs: ['channels', 'timings'],
  async run(scene) {
    const at = await started(scene);
    const o1 = await at.joined('o1', { height: 9n });
    const request = await requested(scene, o1);
    scene.expect.that(
      rangeOf(request) === `1 to ${1 + BATCH}`,
      `1 to ${1 + BATCH}`,
      rangeOf(request),
    );
    const { nonce, tag, channel } = request.decoded.message!;
    scene.expect.that(
      nonce !== 0n && tag === Tag.CHAN_OR_ORG && Buffer.from(channel).toString() === 'ch1',
      'a nonce, tag CHAN_OR_ORG and channel ch1',
      `nonce ${nonce}, tag ${tag}`,
    );
  },
});

const catchesUp = defineCase({
  id: 'transfer/target-behind-catches-up',
  clauses: ['XFER-31', 'XFER-38', 'XFER-D36', 'XFER-R31', 'XFER-I5'],
  level: 'MUST',
  title: 'a peer that is behind asks for batch after batch and commits what it gets',
  needs: ['channels', 'timings'],
  async run(scene) {
    const at = await started(scene);
    const o1 = await at.joined('o1', { height: 9n });
    const first = await requested(scene, o1, { from: 1 });
    answer(o1, first, blocks(at, 1, 5));
    const second = await requested(scene, o1, { from: 6 });
    scene.expect.that(rangeOf(second) === '6 to 8', 'a request for 6 to 8', rangeOf(second));
    answer(o1, second, blocks(at, 6, 8));
    await at.committed(o1, 8);
  },
});

const fromForeign = defineCase({
  id: 'transfer/target-asks-members-of-other-organisations',
  clauses: ['XFER-32', 'XFER-D22'],
  level: 'MUST',
  title: 'a peer asks a member of another organisation of the channel where only that one is ahead',
  needs: ['channels', 'timings'],
  async run(scene) {
    const at = await started(scene);
    const [o1, f1] = [await at.joined('o1'), await at.joined('f1', { height: 3n })];
    const request = await requested(scene, f1);
    answer(f1, request, blocks(at, 1, 2));
    await at.committed(o1, 2);
  },
});

const upToDate = defineCase({
  id: 'transfer/target-up-to-date-asks-nobody',
  clauses: ['XFER-30', 'XFER-R23'],
  level: 'MUST',
  title: 'a peer that is not behind any member asks for nothing',
  needs: ['channels', 'timings'],
  twin: 'transfer/target-behind-asks-for-a-batch',
  async run(scene) {
    const at = await started(scene);
    const o1 = await at.joined('o1', { height: 1n });
    const forMs = 2.5 * scene.settings.checkIntervalMs;
    await scene.expect.never([o1.connection], 'stateRequest', { since: 0, forMs, witness: o1 });
  },
});

/** Who says that there are blocks, and is not to be believed or asked. */
const UNHEARD: readonly {
  readonly name: string;
  readonly title: string;
  readonly claim: (scene: Scene, at: InChannel) => Promise<Member>;
}[] = [
  {
    name: 'member-that-left',
    title: 'that has left the channel',
    claim: (_, at) => at.joined('o2', { height: 9n, left: true }),
  },
  {
    name: 'stranger',
    title: 'that is no live member',
    async claim(scene, at) {
      const o2 = await scene.probe('o2');
      const connection = await o2.connect();
      connection.send(at.stateInfo(o2, { height: 9n }));
      return { probe: o2, connection, fallSilent: () => {} };
    },
  },
];

const unheard = UNHEARD.map(({ name, title, claim }) =>
  defineCase({
    id: `transfer/height-of-${name}-disregarded`,
    clauses: ['CHAN-60', 'XFER-30'],
    level: 'MUST',
    title: `a peer asks for no blocks that only a peer advertises ${title}`,
    needs: ['channels', 'timings'],
    twin: 'transfer/target-behind-asks-for-a-batch',
    async run(scene) {
      const at = await started(scene);
      const o1 = await at.joined('o1');
      const since = scene.mark();
      const other = await claim(scene, at);
      await scene.expect.never([o1.connection, other.connection], 'stateRequest', {
        since,
        forMs: 2.5 * scene.settings.checkIntervalMs,
        witness: o1,
      });
    },
  }),
);

const dead = defineCase({
  id: 'transfer/height-of-dead-member-disregarded',
  clauses: ['CHAN-60', 'XFER-30'],
  level: 'MUST',
  title: 'a peer asks for no blocks that only a dead member advertises',
  needs: ['channels', 'timings'],
  twin: 'transfer/target-behind-asks-for-a-batch',
  async run(scene) {
    const at = await started(scene);
    const o1 = await at.joined('o1');
    const o2 = await at.joined('o2', { height: 1n });
    o2.fallSilent();
    await scene.assume.membershipHas(o1, 'o2', 'dead', 'death');
    const since = scene.mark();
    o1.connection.send(at.stateInfo(o2.probe, { height: 9n }));
    await at.snapshotHas(o1, o2.probe, (info) => info.properties?.ledgerHeight === 9n);
    await scene.expect.never([o1.connection], 'stateRequest', {
      since,
      forMs: 2.5 * scene.settings.checkIntervalMs,
      witness: o1,
    });
  },
});

const silence = defineCase({
  id: 'transfer/unanswered-request-repeated-boundedly',
  clauses: ['XFER-35', 'XFER-R33', 'XFER-R34'],
  level: 'MUST',
  title: 'a peer repeats an unanswered request after responseTimeout, maxRetries + 1 times in all',
  needs: ['channels', 'timings'],
  twin: 'self',
  async run(scene) {
    const at = await started(scene);
    const o1 = await at.joined('o1', { height: 3n });
    const { responseTimeoutMs, maxRetries, checkIntervalMs } = scene.settings;
    const first = await requested(scene, o1);
    const sends = 1 + maxRetries;
    const of = () =>
      scene.evidence.entries.filter(
        ({ type, decoded }) =>
          type === 'received' &&
          decoded?.kind === 'stateRequest' &&
          decoded.message?.nonce === first.decoded.message?.nonce,
      );
    await scene.expect.eventually(() => of().length >= sends, `${sends} requests`, 'antiEntropy');
    await scene.pass(responseTimeoutMs + 1.5 * checkIntervalMs);
    scene.expect.that(of().length === sends, `${sends} requests in all`, `${of().length}`);
    // One that arrives late makes the next pause short: judged is the time that all of them took.
    const instants = of().map(({ atMs }) => atMs);
    const tookMs = instants.at(-1)! - instants[0]!;
    const leastMs = 0.8 * maxRetries * responseTimeoutMs;
    scene.expect.that(
      tookMs > leastMs,
      `${sends} requests in no less than ${leastMs} ms`,
      `in ${Math.round(tookMs)} ms`,
    );
  },
});

/** Answers that bring nothing; then the true one is taken. */
const USELESS: readonly {
  readonly name: string;
  readonly title: string;
  /** What decides. */
  readonly clause: string;
  readonly reply: (at: InChannel, scene: Scene, member: Member, request: Request) => void;
}[] = [
  {
    name: 'with-another-nonce',
    clause: 'XFER-D33',
    title: 'with another nonce',
    reply(at, scene, { connection }) {
      connection.sendIllegal(
        stateResponse('ch1', blocks(at, 1, 2), { nonce: scene.nonce() }),
        'a nonce that was not asked with',
      );
    },
  },
  {
    name: 'with-a-forged-block',
    clause: 'XFER-37',
    title: 'with a block that nobody signed',
    reply(at, _, member, request) {
      const forged = blockBytes(signAgain(at.channel.copy(1), []));
      answer(member, request, [{ number: 1, block: forged }], 'a block that nobody signed');
    },
  },
  {
    name: 'without-blocks',
    clause: 'XFER-D34',
    title: 'without blocks',
    reply: (_, __, member, request) => answer(member, request, []),
  },
  {
    name: 'with-undecodable-block',
    clause: 'XFER-37',
    title: 'with a block that does not decode',
    reply: (_, __, member, request) =>
      answer(
        member,
        request,
        [{ number: 1, block: Uint8Array.of(0x0a, 0x7f, 0x01) }],
        'a block that does not decode',
      ),
  },
];

const useless = USELESS.map(({ name, clause, title, reply }) =>
  defineCase({
    id: `transfer/response-${name}-not-taken`,
    clauses: [clause, 'XFER-34', 'XFER-35', 'XFER-R28'],
    level: 'MUST',
    title: `a peer takes nothing of a response ${title}, and asks again`,
    needs: ['channels', 'timings'],
    twin: 'self',
    async run(scene) {
      const at = await started(scene);
      const o1 = await at.joined('o1', { height: 3n });
      const request = await requested(scene, o1);
      reply(at, scene, o1, request);
      const again = await requested(scene, o1, { since: request.entry.n + 1 });
      await at.notCommitted(o1, 1);
      // The pass that was under way may have ended meanwhile: whatever is asked now is answered.
      let seen = again;
      for (let answered = 0; answered < 4; answered += 1) {
        answer(o1, seen, blocks(at, 1, 2));
        const { content } = await at.served(o1, 2, 2);
        if (content.payloads.length > 0) break;
        seen = await requested(scene, o1, { since: seen.entry.n + 1 }).catch(() => seen);
      }
      await at.committed(o1, 2);
    },
  }),
);

const notOffered = defineCase({
  id: 'transfer/transferred-block-neither-pushed-nor-offered',
  clauses: ['PUSH-32'],
  level: 'MUST',
  title: 'a peer neither pushes a block that came by state transfer nor offers it for pull',
  needs: ['channels', 'timings'],
  twin: 'pull/digest-lists-blocks-held',
  async run(scene) {
    const at = await started(scene);
    const [o1, o2] = [await at.joined('o1', { height: 3n }), await at.joined('o2')];
    const since = scene.mark();
    answer(o1, await requested(scene, o1), blocks(at, 1, 2));
    await at.committed(o1, 2);
    o2.connection.send(pullHello({ channel: 'ch1' }, scene.nonce()));
    await scene.expect.never([o2.connection], 'dataDig', { since, witness: o2 });
    await scene.expect.never([o2.connection], 'dataMsg', { since, witness: o2 });
  },
});

const unasked = defineCase({
  id: 'transfer/unsolicited-response-ignored',
  clauses: ['XFER-34', 'XFER-D30'],
  level: 'MUST',
  title: 'a peer ignores a RemoteStateResponse that it did not ask for',
  needs: ['channels', 'timings'],
  twin: 'transfer/target-behind-catches-up',
  async run(scene) {
    const at = await started(scene);
    const o1 = await at.joined('o1');
    o1.connection.send(stateResponse('ch1', blocks(at, 1, 2), { nonce: scene.nonce() }));
    await at.notCommitted(o1, 1);
  },
});

const partial = defineCase({
  id: 'transfer/partial-response-taken',
  clauses: ['XFER-38', 'XFER-D36'],
  level: 'MUST',
  title: 'a peer that got fewer blocks than it asked for goes on after the last of them',
  needs: ['channels', 'timings'],
  async run(scene) {
    const at = await started(scene);
    const o1 = await at.joined('o1', { height: 6n });
    const first = await requested(scene, o1, { from: 1 });
    answer(o1, first, blocks(at, 1, 2));
    const second = await requested(scene, o1, { from: 3 });
    answer(o1, second, blocks(at, 3, 5));
    await at.committed(o1, 5);
  },
});

/** The last block of two full requests: of a part of one, a peer would ask the liar alone. */
const LAST = 2 * (BATCH + 1);

const liar = defineCase({
  id: 'transfer/liar-about-height-starves-nobody',
  clauses: ['XFER-32', 'XFER-35', 'XFER-I5'],
  level: 'MUST',
  title:
    'a peer gets the blocks that there are by full requests although a member advertises many more',
  needs: ['channels', 'timings'],
  async run(scene) {
    const at = await started(scene);
    const [o1, o2] = [await at.joined('o1', { height: 11n }), await scene.member('o2')];
    const since = scene.mark();
    o2.connection.send(at.stateInfo(o2.probe, { height: 1_000_000n }));
    const end = scene.clock.now() + 2 * scene.deadlineMs('antiEntropy');
    let from = since;
    // Each request goes to either: o1 answers truly, o2 says nothing.
    for (;;) {
      const entry = scene.evidence.entries
        .slice(from)
        .find(({ type, decoded }) => type === 'received' && decoded?.kind === 'stateRequest');
      const content = entry?.decoded?.message?.content;
      if (entry) from = entry.n + 1;
      if (entry?.probe === 'o1' && content?.case === 'stateRequest') {
        const [first, last] = [Number(content.value.startSeqNum), Number(content.value.endSeqNum)];
        const seen = { content: content.value, decoded: entry.decoded!, entry };
        answer(o1, seen, blocks(at, first, Math.min(last, LAST)));
      }
      const { content: held } = await at.served(o1, LAST, LAST);
      if (held.payloads.length > 0) break;
      scene.expect.that(
        scene.clock.now() < end,
        `block ${LAST} in the ledger`,
        'it does not get there',
      );
      if (!entry) await scene.pass(100);
    }
    await at.committed(o1, LAST);
    scene.expect.that(requestsSince(scene, since) > 0, 'requests', 'none');
  },
});

export const transferRequesterCases: readonly Case[] = [
  asks,
  catchesUp,
  fromForeign,
  upToDate,
  ...unheard,
  dead,
  silence,
  ...useless,
  notOffered,
  unasked,
  partial,
  liar,
];
