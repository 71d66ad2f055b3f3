/**
 * Blocks on their way: a leader fetches them from the ordering service and three others relay them. What
 * a relaying peer takes, and how long a block is on its way to the last ledger.
 */
import { join } from 'node:path';
import { setTimeout as pause, setImmediate as turn } from 'node:timers/promises';
import { medianUsage } from './idle.js';
import { meet, neighbourRoles } from './neighbours.js';
import { type Usage, usageOver } from './process-usage.js';
import type { BenchPeer, Side } from './side.js';
import { onStage } from './stage.js';
import { median, quantile } from './statistics.js';
import { until } from './waiting.js';
import type { World } from './world.js';

export interface RelayOptions {
  /** Blocks a second, one figure after the other. */
  readonly rates: readonly number[];
  readonly windowMs: number;
  readonly rounds: number;
  readonly blockBytes: number;
  readonly settleMs: number;
}

export interface Relay {
  readonly side: string;
  /** Blocks a second, as asked for. */
  readonly rate: number;
  readonly blocks: number;
  /** The median of the three that relay, and the leader. */
  readonly relaying: Usage;
  readonly leading: Usage;
  /** From handing a block to the ordering service to its last commit, ms. */
  readonly medianMs: number;
  readonly p99Ms: number;
}

/** Until the last block has come by pull or state transfer to those that no push reached. */
const LAST_MS_MAX = 60_000;

/** Sides take turns: each round has peers of its own, with empty ledgers. */
export async function measureRelay(
  sides: readonly Side[],
  folder: string,
  options: RelayOptions,
  signal: AbortSignal,
  told: (result: Relay) => void,
): Promise<readonly Relay[]> {
  const results: Relay[] = [];
  for (let round = 0; round < options.rounds; round += 1)
    for (const [i, side] of sides.entries()) {
      const own = join(folder, `relay-${round}-${i}`);
      await onStage(own, neighbourRoles('peer'), {}, signal, async ({ world, ...stage }) => {
        const peers = await meet({ world, ...stage }, side, 'peer', signal);
        await pause(options.settleMs, undefined, { signal });
        for (const rate of options.rates) {
          const relayed = await relay(world, peers, rate, options, signal);
          const result = { side: side.name, rate, ...relayed };
          results.push(result);
          told(result);
        }
      });
    }
  return results;
}

async function relay(
  world: World,
  peers: readonly BenchPeer[],
  rate: number,
  { windowMs, blockBytes }: RelayOptions,
  signal: AbortSignal,
): Promise<Omit<Relay, 'side' | 'rate'>> {
  const envelopes = world.envelopes(Math.ceil((rate * windowMs) / 1_000), blockBytes);
  const watching = usageOver(
    peers.map(({ pid }) => pid),
    windowMs,
    signal,
  );
  const [handed, usages] = await Promise.all([paced(world, envelopes, rate, signal), watching]);
  const last = Math.max(...handed.keys());
  for (const { name, commits } of peers)
    await until(`${name} to commit block ${last}`, LAST_MS_MAX, signal, () =>
      commits.read().has(last),
    );
  const logs = peers.map(({ commits }) => commits.read());
  const waits = [...handed].map(
    ([number, atMs]) => Math.max(...logs.map((log) => log.get(number)!)) - atMs,
  );
  const [leading, ...relaying] = usages;
  return {
    blocks: handed.size,
    leading: leading!,
    relaying: medianUsage(relaying),
    medianMs: median(waits),
    p99Ms: quantile(waits, 0.99),
  };
}

/** Hands them in at an even pace; when it did so by block number, milliseconds since 1970. */
async function paced(
  world: World,
  envelopes: readonly Uint8Array[],
  rate: number,
  signal: AbortSignal,
): Promise<ReadonlyMap<number, number>> {
  const handed = new Map<number, number>();
  const startMs = performance.now();
  for (const [i, envelope] of envelopes.entries()) {
    const early = startMs + (i * 1_000) / rate - performance.now();
    if (early > 0) await pause(early, undefined, { signal });
    // Whoever is late lets the ordering service do its part first.
    else await turn();
    handed.set(world.next(), performance.timeOrigin + performance.now());
    world.order(envelope);
  }
  return handed;
}
