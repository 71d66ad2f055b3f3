/** Measuring on a machine that others use too: contestants take turns, and the best turn of each counts. */
import { performance } from 'node:perf_hooks';

export interface BenchRow {
  readonly name: string;
  /** How many times as fast as what it is compared with, for example `2.8×`. */
  readonly ratio?: string;
  readonly detail: string;
}

export const ratioOf = (ratio: number): string => `${ratio.toFixed(ratio < 10 ? 1 : 0)}×`;

const WARM_UP_TURNS = 5;
const TURNS = 15;

/** Milliseconds of the best turn of each, in their order. */
export function bestOf(contestants: readonly (() => void)[]): number[] {
  const best = contestants.map(() => Number.POSITIVE_INFINITY);
  for (let turn = -WARM_UP_TURNS; turn < TURNS; turn++) {
    contestants.forEach((work, i) => {
      const start = performance.now();
      work();
      if (turn >= 0) best[i] = Math.min(best[i]!, performance.now() - start);
    });
  }
  return best;
}
