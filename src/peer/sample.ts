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
  const movedTo: number[] = [];
  const moved: T[] = [];
  const at = (index: number): T => {
    const found = movedTo.indexOf(index);
    return found === -1 ? candidates[index]! : moved[found]!;
  };
  const sample: T[] = [];
  for (let index = 0; index < candidates.length && sample.length < count; index += 1) {
    const other = index + below(candidates.length - index);
    const drawn = at(other);
    if (other !== index) {
      const found = movedTo.indexOf(other);
      if (found === -1) movedTo.push(other);
      moved[found === -1 ? movedTo.length - 1 : found] = at(index);
    }
    if (takesPart === undefined || takesPart(drawn)) sample.push(drawn);
  }
  return sample;
}
