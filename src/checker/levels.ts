/** How many states each level has, and a fingerprint of them that does not depend on their order. */

export interface Level {
  readonly count: number;
  readonly low: number;
  readonly high: number;
}

export interface Levels {
  /** @param level from 1 */
  add(level: number, low: number, high: number): void;
  readonly all: readonly Level[];
}

export function createLevels(before: readonly Level[] = []): Levels {
  const counts = before.map(({ count }) => count);
  const lows = before.map(({ low }) => low);
  const highs = before.map(({ high }) => high);
  return {
    add(level, low, high) {
      const at = level - 1;
      if (at >= counts.length) {
        counts.push(0);
        lows.push(0);
        highs.push(0);
      }
      counts[at]! += 1;
      lows[at] = (lows[at]! + low) | 0;
      highs[at] = (highs[at]! + high) | 0;
    },
    get all() {
      return counts.map((count, at) => ({ count, low: lows[at]!, high: highs[at]! }));
    },
  };
}

/** Levels that are looked at: the shape changes. */
const FIT = 6;
const LEVELS_MAX = 10_000;

/**
 * About how many states there will be in all, or undefined where nothing can be said. Breadth first, sizes of levels
 * mostly rise and fall like a bell: their logarithms like a parabola, which is laid through the last full levels.
 */
export function estimatedStates(levels: readonly Level[]): number | undefined {
  // The last one is not full yet.
  const full = levels.slice(0, -1).map(({ count }) => count);
  if (full.length < FIT) return undefined;
  const logs = full.slice(-FIT).map(Math.log);
  const slopes = logs.slice(1).map((log, i) => log - logs[i]!);
  const bend = (slopes.at(-1)! - slopes[0]!) / (slopes.length - 1);
  if (bend >= 0) return undefined;
  let slope = slopes.at(-1)!;
  let log = logs.at(-1)!;
  let states = full.reduce((sum, count) => sum + count, 0);
  for (let level = 0; level < LEVELS_MAX; level += 1) {
    slope += bend;
    log += slope;
    if (log < 0) break;
    states += Math.exp(log);
  }
  return states;
}
