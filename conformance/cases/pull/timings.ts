/** Phases of a pull, long enough that a probe on a loaded machine answers within them. */
import type { Timings } from '../../targets/target.js';

export const PULL_TIMINGS: Timings = {
  pullIntervalMs: 2_400,
  digestWaitTimeMs: 700,
  requestWaitTimeMs: 1_000,
  responseWaitTimeMs: 1_400,
};
