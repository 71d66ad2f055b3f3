/**
 * How long a delivery waits before it tries again.
 *
 * Implements spec/12-delivery.md, clause DELV-4.
 */

/** By how much each further failure lengthens the wait. */
const GROWTH = 1.2;

/**
 * The wait after so many failures in a row, whole milliseconds. None after no failure.
 * DELV-4: `initialMs` × 1.2^(failures − 1), rounded down, at most `maxMs`.
 */
export function backoffOf(failureCount: number, initialMs: number, maxMs: number): number {
  if (failureCount === 0) return 0;
  return Math.min(Math.floor(initialMs * GROWTH ** (failureCount - 1)), maxMs);
}
