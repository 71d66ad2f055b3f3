/** 11 State transfer: requests that bring nothing, and are made again. */
import { type Case, defineCase } from '../../harness/case.js';
import type { InChannel } from '../../harness/in-channel.js';
import { blockBytes, signAgain } from '../../harness/minting/channel/block.js';
import type { Member, Scene } from '../../harness/scene.js';
import { stateResponse } from '../../harness/wire/channel-messages.js';
import { answer, blocks, type Request, rangeOf, requested, started } from './requester-scene.js';

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

/** Repeated, and not asked anew in a later pass. */
function expectSameRequest(scene: Scene, first: Request, again: Request): void {
  const [asked, repeated] = [first, again].map(
    (request) => `${rangeOf(request)}, nonce ${request.decoded.message!.nonce}`,
  );
  scene.expect.that(asked === repeated, `the same request again: ${asked}`, repeated!);
}

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
    clause: 'XFER-1',
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
    clause: 'XFER-1',
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
      expectSameRequest(scene, request, again);
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

const flawed = defineCase({
  id: 'transfer/blocks-before-a-forged-one-taken',
  clauses: ['XFER-37', 'XFER-35', 'XFER-R28'],
  level: 'MUST',
  title: 'a peer takes the blocks of a response that come before a forged one, and asks again',
  needs: ['channels', 'timings'],
  twin: 'self',
  async run(scene) {
    const at = await started(scene);
    const o1 = await at.joined('o1', { height: 4n });
    const request = await requested(scene, o1);
    const forged = blockBytes(signAgain(at.channel.copy(2), []));
    const payloads = [...blocks(at, 1, 1), { number: 2, block: forged }, ...blocks(at, 3, 3)];
    answer(o1, request, payloads, 'a block that nobody signed');
    const again = await requested(scene, o1, { since: request.entry.n + 1 });
    expectSameRequest(scene, request, again);
    await at.committed(o1, 1);
    await at.notCommitted(o1, 2);
  },
});

export const transferRetryCases: readonly Case[] = [silence, ...useless, flawed];
