/**
 * Catch-up: how many blocks a second a fresh peer takes over by state transfer, from a peer of its own
 * side or of the other.
 */
import { join } from 'node:path';
import { type Sample, sampleOf } from './metrics-text.js';
import { cpuMs } from './process-usage.js';
import { type BenchPeer, knows, type Side } from './side.js';
import { onStage, type Stage } from './stage.js';
import { until } from './waiting.js';
import { CHANNEL } from './world.js';

export interface CatchUpOptions {
  readonly blocks: number;
  readonly blockBytes: number;
  readonly batchSize: number;
  readonly rounds: number;
  /** Whether fresh peers also catch up from the other side. */
  readonly mixed: boolean;
}

export interface CatchUp {
  readonly fresh: string;
  readonly source: string;
  /** From the first commit to the last, seconds. */
  readonly seconds: number;
  readonly blocksASecond: number;
  /** What commits took by the fresh peer's own metric: from handing a block to the ledger to its word, seconds. */
  readonly commitSeconds: number;
  /** The part of it that Fabric's ledger tells of, seconds; undefined of the reference, which has no such metrics. */
  readonly ledgerSeconds: number | undefined;
  /** Processor time of the fresh peer and of the source for one block, milliseconds. */
  readonly freshCpuMs: number;
  readonly sourceCpuMs: number;
}

/** Of a peer, either side. */
const COMMIT_METRIC = 'gossip_state_commit_duration';
/** Of Fabric's ledger: what follows the validation of transactions. */
const LEDGER_METRICS = [
  'ledger_block_processing_time',
  'ledger_blockstorage_and_pvtdata_commit_time',
  'ledger_statedb_commit_time',
];

/** Longest catch-up, ms. */
const CATCH_UP_MS_MAX = 300_000;

/**
 * Timings of peer.gossip: a fresh peer asks soon, and one that has ended is soon forgotten. What follows
 * the first request waits for responses alone.
 */
const timings = {
  aliveTimeIntervalMs: 1_000,
  aliveExpirationTimeoutMs: 5_000,
  reconnectIntervalMs: 5_000,
  publishStateInfoIntervalMs: 1_000,
  requestStateInfoIntervalMs: 1_000,
};
const CHECK_INTERVAL_MS = 2_000;

/** Sides take turns. Each result is told as it comes. */
export async function measureCatchUp(
  sides: readonly Side[],
  folder: string,
  options: CatchUpOptions,
  signal: AbortSignal,
  told: (result: CatchUp) => void,
): Promise<readonly CatchUp[]> {
  const { blocks, blockBytes, batchSize, rounds, mixed } = options;
  const pairs = sides
    .flatMap((fresh, i) => sides.map((source, j) => ({ fresh, source, of: j, isOwn: i === j })))
    .filter(({ isOwn }) => isOwn || mixed);
  const plays = Array.from({ length: rounds }, () => pairs).flat();
  const roles = [
    ...sides.map((_, i) => ({ name: `source${i}`, leads: true })),
    ...plays.map(({ of }, i) => ({
      name: `fresh${i}`,
      leads: false,
      bootstrap: [`source${of}`],
    })),
  ];
  const settings = { timings, channel: { checkIntervalMs: CHECK_INTERVAL_MS, batchSize } };
  return onStage(join(folder, 'catch-up'), roles, settings, signal, async (stage) => {
    const { world } = stage;
    await world.orderAll(world.envelopes(blocks, blockBytes), signal);
    const sources: BenchPeer[] = [];
    for (const [i, side] of sides.entries()) {
      const source = await stage.start(side, `source${i}`);
      sources.push(source);
      await until(`${source.name} to have all blocks`, CATCH_UP_MS_MAX, signal, () =>
        source.commits.read().has(blocks),
      );
    }
    const results: CatchUp[] = [];
    for (const [i, { fresh, source, of }] of plays.entries()) {
      const played = await caughtUp(stage, fresh, `fresh${i}`, sources[of]!, blocks, signal);
      const result = { fresh: fresh.name, source: source.name, ...played };
      results.push(result);
      told(result);
    }
    return results;
  });
}

async function caughtUp(
  stage: Stage,
  side: Side,
  name: string,
  source: BenchPeer,
  blocks: number,
  signal: AbortSignal,
): Promise<Omit<CatchUp, 'fresh' | 'source'>> {
  // The one before has been forgotten, so that it is not asked.
  await knows(source, 0, signal);
  const sourceBefore = cpuMs(source.pid);
  const fresh = await stage.start(side, name);
  const freshBefore = cpuMs(fresh.pid);
  await until(`${name} to have all blocks`, CATCH_UP_MS_MAX, signal, () =>
    fresh.commits.read().has(blocks),
  );
  const freshCpuMs = (cpuMs(fresh.pid) - freshBefore) / blocks;
  const sourceCpuMs = (cpuMs(source.pid) - sourceBefore) / blocks;
  const commits = fresh.commits.read();
  const seconds = (commits.get(blocks)! - commits.get(1)!) / 1_000;
  const metrics = await fresh.metrics();
  const commitSeconds = sumOf(metrics, COMMIT_METRIC);
  if (commitSeconds === undefined) throw new Error(`${name} has no metric ${COMMIT_METRIC}`);
  const ledger = LEDGER_METRICS.map((metric) => sumOf(metrics, metric));
  const ledgerSeconds = ledger.every((sum) => sum !== undefined)
    ? ledger.reduce((all, sum) => all + sum, 0)
    : undefined;
  await stage.stop(fresh);
  const blocksASecond = (blocks - 1) / seconds;
  return { seconds, blocksASecond, commitSeconds, ledgerSeconds, freshCpuMs, sourceCpuMs };
}

/** Of a histogram. */
const sumOf = (metrics: readonly Sample[], name: string): number | undefined =>
  sampleOf(metrics, `${name}_sum`, { channel: CHANNEL });

/** Blocks a second if commits took no time; undefined if they took all of it, but for a twentieth. */
export function rateWithoutCommits(
  { seconds, blocksASecond }: Pick<CatchUp, 'seconds' | 'blocksASecond'>,
  commitSeconds: number,
): number | undefined {
  const rest = seconds - commitSeconds;
  return rest < seconds / 20 ? undefined : (blocksASecond * seconds) / rest;
}
