/**
 * A uniform sample without repetition, from any source of uniform integers: the arithmetic that every
 * implementation of `Choose` shares.
 */

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
  const sample: T[] = [];
  const swaps: Swap<T>[] = [];
  for (let index = 0; index < candidates.length && sample.length < count; index += 1) {
    if (swaps.length > SWAPS_MAX)
      return sampleOn(swappedIn(candidates, swaps), index, sample, count, below, takesPart);
    const other = index + below(candidates.length - index);
    const swapped = swapAt(swaps, other);
    const drawn = swapped === undefined ? candidates[other]! : swapped.holds;
    if (other !== index) {
      const first = swapAt(swaps, index);
      const holds = first === undefined ? candidates[index]! : first.holds;
      if (swapped === undefined) swaps.push({ at: other, holds });
      else swapped.holds = holds;
    }
    if (takesPart === undefined || takesPart(drawn)) sample.push(drawn);
  }
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

/** A position whose candidate was drawn, and who stands there now. */
interface Swap<T> {
  readonly at: number;
  holds: T;
}

/** More than these are looked through for longer than it takes to write all candidates down. */
const SWAPS_MAX = 12;

function swapAt<T>(swaps: readonly Swap<T>[], at: number): Swap<T> | undefined {
  for (const swap of swaps) if (swap.at === at) return swap;
  return undefined;
}

function swappedIn<T>(candidates: readonly T[], swaps: readonly Swap<T>[]): T[] {
  const standing = candidates.slice();
  for (const { at, holds } of swaps) standing[at] = holds;
  return standing;
}
