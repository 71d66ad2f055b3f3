/**
 * 6 Push: how many hear of a message at once, and that chance decides who. A share is judged by the
 * exact tail of the binomial distribution (harness/statistics.ts): each message is one draw of its
 * own, so the number of messages that a member got is binomial with the chance of one draw.
 */
import { type Case, defineCase } from '../../harness/case.js';
import type { InChannel } from '../../harness/in-channel.js';
import type { Member, Scene } from '../../harness/scene.js';
import { FALSE_ALARM } from '../../harness/statistics.js';
import { contentOf } from '../../harness/wire/decode.js';
import { hex } from '../../harness/wire/sign.js';
import { started } from './block-scene.js';

/** 90 Parameters: propagatePeerNum × propagateIterations, which nothing in a case changes. */
const RECEIVERS_MAX = 3;
/** With its sender six candidates, of whom three are drawn: every other message reaches a member. */
const RECEIVERS = ['o2', 'o3', 'o4', 'o5', 'o6'] as const;
/** Enough that a member which is never drawn is no chance. */
const DRAWS = 48;

/** Where this probe got a message that fits, without doubles. */
const receiversOf = (
  scene: Scene,
  since: number,
  fits: (entry: Scene['evidence']['entries'][number]) => boolean,
): string[] => [
  ...new Set(
    scene.evidence.entries
      .slice(since)
      .filter((e) => e.type === 'received' && fits(e))
      .map(({ probe }) => probe),
  ),
];

/** Every member gets the share of one that has an equal chance, up to a false alarm for all together. */
function judgeShares(scene: Scene, what: string, draws: readonly string[][], chance: number): void {
  for (const name of RECEIVERS) {
    scene.sampled({
      what: `${what} to ${name}`,
      size: draws.length,
      observed: draws.filter((receivers) => receivers.includes(name)).length,
      chance,
      falseAlarm: FALSE_ALARM / RECEIVERS.length,
    });
  }
}

function judgeCount(scene: Scene, what: string, draws: readonly string[][]): void {
  const most = draws.reduce((a, b) => (b.length > a.length ? b : a));
  scene.expect.that(
    most.length <= RECEIVERS_MAX,
    `at most ${RECEIVERS_MAX} receivers of ${what}`,
    `${most.length}: ${most.join(', ')}`,
  );
}

/** Pushes blocks 1 to `count`, each after the one before was passed on; who got each. */
async function pushBlocks(
  scene: Scene,
  at: InChannel,
  from: Member,
  count: number,
): Promise<string[][]> {
  const draws: string[][] = [];
  for (let number = 1; number <= count; number++) {
    const since = scene.mark();
    const isIt = at.isBlock(number);
    const got = (): string[] =>
      receiversOf(scene, since, ({ decoded }) => {
        const content = contentOf(decoded, 'dataMsg');
        return content !== undefined && isIt(content);
      });
    from.connection.send(at.block(number));
    await scene.expect.eventually(() => got().length > 0, `block ${number} relayed`, 'reaction');
    // A flush is over at once; what else of it is on its way arrives meanwhile.
    await scene.pass(2 * FLUSH_MS);
    draws.push(got());
  }
  return draws;
}

/** 90 Parameters: maxPropagationBurstLatency. */
const FLUSH_MS = 10;

const blocks = defineCase({
  id: 'push/blocks-relayed-to-few-drawn-at-random',
  clauses: ['PUSH-4', 'PUSH-29', 'PUSH-2'],
  level: 'MUST',
  title: 'a peer relays each block to at most propagatePeerNum members, whom chance draws',
  needs: ['channels'],
  async run(scene) {
    const at = await started(scene);
    const o1 = await at.joined('o1');
    for (const name of RECEIVERS) await at.joined(name);
    const draws = await pushBlocks(scene, at, o1, DRAWS);
    judgeCount(scene, 'a block', draws);
    // The sender takes part in the draw, and gets nothing.
    judgeShares(scene, 'blocks relayed', draws, RECEIVERS_MAX / (RECEIVERS.length + 1));
  },
});

const alives = defineCase({
  id: 'push/alive-relayed-to-few-drawn-at-random',
  clauses: ['PUSH-4', 'PUSH-7', 'PUSH-2'],
  level: 'MUST',
  title: 'a peer relays each alive message to at most propagatePeerNum members, whom chance draws',
  async run(scene) {
    await scene.start();
    const o1 = await scene.member('o1');
    for (const name of RECEIVERS) await scene.member(name);
    const since = scene.mark();
    const sent: bigint[] = [];
    for (let i = 0; i < DRAWS; i++) {
      const alive = o1.probe.alive();
      o1.connection.send(alive);
      sent.push(seqNumOf(scene));
      await scene.pass(2 * FLUSH_MS);
    }
    await scene.quiet();
    const author = hex(o1.probe.credentials.pkiId);
    const draws = sent.map((seqNum) =>
      receiversOf(scene, since, ({ decoded }) => {
        const content = contentOf(decoded, 'aliveMsg');
        const of = content?.membership?.pkiId;
        return of !== undefined && hex(of) === author && content?.timestamp?.seqNum === seqNum;
      }),
    );
    judgeCount(scene, 'an alive message', draws);
    judgeShares(scene, 'alive messages of o1', draws, RECEIVERS_MAX / RECEIVERS.length);
  },
});

/** Of the alive message that was sent last. */
function seqNumOf({ evidence }: Scene): bigint {
  const last = evidence.entries.findLast(
    (e) => e.type === 'sent' && e.decoded?.kind === 'aliveMsg',
  );
  return contentOf(last?.decoded, 'aliveMsg')?.timestamp?.seqNum ?? 0n;
}

export const fanoutCases: readonly Case[] = [blocks, alives];
