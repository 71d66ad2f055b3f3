/** An idle peer with three neighbours: what it takes of the processor and of memory. */
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { meet, neighbourRoles } from './neighbours.js';
import { type Usage, usageOver } from './process-usage.js';
import type { BenchPeer, Side } from './side.js';
import { onStage } from './stage.js';
import { median } from './statistics.js';

export interface IdleOptions {
  readonly windowMs: number;
  readonly rounds: number;
  /** What peers get to come to rest before they are watched. */
  readonly settleMs: number;
}

export interface Idle extends Usage {
  readonly side: string;
}

/**
 * Both sides run at the same time, and are watched at the same time: the processor time of a process
 * is its own. One result for each side and round, the median of its four peers.
 */
export async function measureIdle(
  sides: readonly Side[],
  folder: string,
  { windowMs, rounds, settleMs }: IdleOptions,
  signal: AbortSignal,
  told: (result: Idle) => void,
): Promise<readonly Idle[]> {
  const prefixOf = (i: number): string => `side${i}peer`;
  const roles = sides.flatMap((_, i) => neighbourRoles(prefixOf(i)));
  return onStage(join(folder, 'idle'), roles, {}, signal, async (stage) => {
    const groups: (readonly BenchPeer[])[] = [];
    for (const [i, side] of sides.entries())
      groups.push(await meet(stage, side, prefixOf(i), signal));
    await pause(settleMs, undefined, { signal });
    const results: Idle[] = [];
    for (let round = 0; round < rounds; round += 1) {
      const pids = groups.flatMap((peers) => peers.map(({ pid }) => pid));
      const usages = await usageOver(pids, windowMs, signal);
      for (const [i, side] of sides.entries()) {
        const own = usages.splice(0, groups[i]!.length);
        const result = { side: side.name, ...medianUsage(own) };
        results.push(result);
        told(result);
      }
    }
    return results;
  });
}

export const medianUsage = (usages: readonly Usage[]): Usage => ({
  cpuPercent: median(usages.map(({ cpuPercent }) => cpuPercent)),
  residentBytes: median(usages.map(({ residentBytes }) => residentBytes)),
});
