/** Figures of a sample, and how far apart two samples are. */

export interface Figures {
  readonly n: number;
  readonly min: number;
  readonly median: number;
  readonly p90: number;
  readonly max: number;
  readonly mean: number;
}

/** Undefined for an empty sample. Quantiles by nearest rank. */
export function figuresOf(sample: readonly number[]): Figures | undefined {
  if (sample.length === 0) return undefined;
  const sorted = sortedOf(sample);
  const rank = (share: number) => sorted[Math.max(0, Math.ceil(share * sorted.length) - 1)]!;
  return {
    n: sorted.length,
    min: sorted[0]!,
    median: rank(0.5),
    p90: rank(0.9),
    max: sorted.at(-1)!,
    mean: sorted.reduce((sum, value) => sum + value, 0) / sorted.length,
  };
}

const sortedOf = (sample: readonly number[]): number[] => [...sample].sort((a, b) => a - b);

/** A value, and to which of the two samples it belongs. */
interface Marked {
  readonly value: number;
  readonly isFirst: boolean;
}

/**
 * The largest distance between the empirical distributions of two samples (Kolmogorov and Smirnov), from
 * 0 to 1. @throws RangeError if one is empty
 */
export function distanceOf(first: readonly number[], second: readonly number[]): number {
  if (first.length === 0 || second.length === 0)
    throw new RangeError('samples: expected at least one value in each');
  const marked = [
    ...first.map((value) => ({ value, isFirst: true })),
    ...second.map((value) => ({ value, isFirst: false })),
  ].sort((a, b) => a.value - b.value);
  return distanceOfSorted(marked, first.length, second.length);
}

/** Equal values count together. */
function distanceOfSorted(marked: readonly Marked[], n: number, m: number): number {
  let inFirst = 0;
  let inSecond = 0;
  let distance = 0;
  for (let i = 0; i < marked.length; i += 1) {
    if (marked[i]!.isFirst) inFirst += 1;
    else inSecond += 1;
    if (marked[i]!.value !== marked[i + 1]?.value)
      distance = Math.max(distance, Math.abs(inFirst / n - inSecond / m));
  }
  return distance;
}

/** Distance that two samples of one distribution exceed in a share `alpha` of cases, for many independent values. */
export const criticalDistance = (n: number, m: number, alpha: number): number =>
  Math.sqrt(-Math.log(alpha / 2) / 2) * Math.sqrt((n + m) / (n * m));

/** Values that came about together, and may depend on one another. */
export type Group = readonly number[];

/**
 * The same for values that depend on one another within their group: the groups are dealt anew to both
 * sides `rounds` times, and the distance that a share `alpha` of the deals exceeds is returned.
 * `below(n)` draws from 0 to n - 1. Undefined if a side has no groups.
 */
export function criticalDistanceOfGroups(
  first: readonly Group[],
  second: readonly Group[],
  alpha: number,
  rounds: number,
  below: (bound: number) => number,
): number | undefined {
  if (first.length === 0 || second.length === 0) return undefined;
  const groups = [...first, ...second];
  const sorted = groups
    .flatMap((group, of) => group.map((value) => ({ value, of })))
    .sort((a, b) => a.value - b.value);
  const order = groups.map((_, i) => i);
  const distances: number[] = [];
  for (let round = 0; round < rounds; round += 1) {
    for (let i = order.length - 1; i > 0; i -= 1) {
      const j = below(i + 1);
      [order[i], order[j]] = [order[j]!, order[i]!];
    }
    const isFirst = new Array<boolean>(groups.length).fill(false);
    for (const of of order.slice(0, first.length)) isFirst[of] = true;
    const marked = sorted.map(({ value, of }) => ({ value, isFirst: isFirst[of]! }));
    const n = marked.filter((value) => value.isFirst).length;
    if (n > 0 && n < marked.length) distances.push(distanceOfSorted(marked, n, marked.length - n));
  }
  distances.sort((a, b) => a - b);
  return distances[Math.min(distances.length - 1, Math.ceil((1 - alpha) * distances.length) - 1)];
}
