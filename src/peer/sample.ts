/**
 * A uniform sample without repetition, from any source of uniform integers: the arithmetic that every
 * implementation of `Choose` shares.
 */

import { shortList } from './short-list.js';

/** A uniform integer from 0 to `bound` - 1. */
export type Below = (bound: number) => number;

/**
 * `count` of `candidates` in uniformly random order; all of them if there are fewer. Takes one draw an
 * element that it returns, whatever the number of candidates.
 */
export function sampleOf<T>(
  candidates: readonly T[],
  count: number,
  below: Below,
  takesPart?: (candidate: T) => boolean,
): readonly T[] {
  // Fisher-Yates from the front; only positions that were swapped are remembered. Who takes no part is
  // passed over, which leaves the others equally likely.
  const sample = shortList<T>();
  let swaps = 0;
  for (let index = 0; index < candidates.length && sample.length < count; index += 1) {
    if (swaps > SWAPS_MAX) {
      const standing = swappedIn(candidates, swaps);
      return sampleOn(standing, index, sample, count, below, takesPart);
    }
    const other = index + below(candidates.length - index);
    const swap = swapAt(other, swaps);
    const drawn = swap < 0 ? candidates[other]! : (swapped[swap] as T);
    if (other !== index) {
      const first = swapAt(index, swaps);
      const holds = first < 0 ? candidates[index]! : swapped[first];
      if (swap < 0) {
        swappedAt[swaps] = other;
        swapped[swaps] = holds;
        swaps += 1;
      } else swapped[swap] = holds;
    }
    if (takesPart === undefined || takesPart(drawn)) sample.push(drawn);
  }
  swapped.fill(undefined, 0, swaps);
  return sample;
}

/** Goes on at `from` where the candidates may be put in another order. */
function sampleOn<T>(
  standing: T[],
  from: number,
  sample: T[],
  count: number,
  below: Below,
  takesPart?: (candidate: T) => boolean,
): readonly T[] {
  for (let index = from; index < standing.length && sample.length < count; index += 1) {
    const other = index + below(standing.length - index);
    const drawn = standing[other]!;
    standing[other] = standing[index]!;
    if (takesPart === undefined || takesPart(drawn)) sample.push(drawn);
  }
  return sample;
}

/** More than these are looked through for longer than it takes to write all candidates down. */
const SWAPS_MAX = 12;

/** Positions whose candidates were drawn, and who stands there now: used again by each draw. */
const swappedAt = new Int32Array(SWAPS_MAX + 1);
const swapped: unknown[] = new Array(SWAPS_MAX + 1).fill(undefined);

function swapAt(position: number, count: number): number {
  for (let i = 0; i < count; i++) if (swappedAt[i] === position) return i;
  return -1;
}

function swappedIn<T>(candidates: readonly T[], count: number): T[] {
  const standing = candidates.slice();
  for (let i = 0; i < count; i++) standing[swappedAt[i]!] = swapped[i] as T;
  swapped.fill(undefined, 0, count);
  return standing;
}
