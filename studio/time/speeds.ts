/** Simulated time to the reader's: what can be chosen, and what suits a recording. */

export const SPEEDS = [0.001, 0.01, 0.05, 0.1, 0.25, 0.5, 1, 2, 5, 10, 30] as const;

/** Of a scenario, until another one is chosen. */
export const USUAL_SPEED = 2;
/** So long a recording should last for the reader. */
const WATCHED_MS = 10_000;

/** The speed at which so many milliseconds last about ten seconds. */
export function fittingSpeed(durationMs: number): number {
  const wished = Math.log(Math.max(1, durationMs) / WATCHED_MS);
  const farFrom = (speed: number) => Math.abs(Math.log(speed) - wished);
  return SPEEDS.reduce<number>((best, one) => (farFrom(one) < farFrom(best) ? one : best), 1);
}
