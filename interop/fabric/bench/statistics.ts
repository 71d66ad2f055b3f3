/** Medians and quantiles of what was measured: few samples, on a machine that others use too. */

/** @throws RangeError of no values */
export const median = (values: readonly number[]): number => quantile(values, 0.5);

/** Between two values in proportion; `share` from 0 to 1. @throws RangeError of no values */
export function quantile(values: readonly number[], share: number): number {
  if (values.length === 0) throw new RangeError('a quantile of no values');
  const sorted = [...values].sort((a, b) => a - b);
  const place = (sorted.length - 1) * share;
  const below = Math.floor(place);
  const low = sorted[below]!;
  return low + (sorted[Math.ceil(place)]! - low) * (place - below);
}

export interface Summary {
  readonly median: number;
  readonly min: number;
  readonly max: number;
  readonly count: number;
}

export const summaryOf = (values: readonly number[]): Summary => ({
  median: median(values),
  min: Math.min(...values),
  max: Math.max(...values),
  count: values.length,
});
