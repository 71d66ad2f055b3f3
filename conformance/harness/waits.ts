/** How much of the time that a case allows a target it took: what is nearly late shows before it fails. */
import type { CaseClock } from './clock.js';

/** The wait that came nearest to its deadline, and was met. Milliseconds. */
export interface Wait {
  readonly usedMs: number;
  readonly allowedMs: number;
}

export interface Waits {
  /** The same clock; its waits are noted. */
  readonly clock: CaseClock;
  /** Undefined if nothing was waited for, or nothing came. */
  tightest(): Wait | undefined;
}

/** A wait that was not met is a failure or a watched silence, and no measure of either. */
export function watchWaits(clock: CaseClock): Waits {
  let tightest: Wait | undefined;
  const share = ({ usedMs, allowedMs }: Wait): number => usedMs / allowedMs;
  return {
    clock: {
      ...clock,
      async until(holds, ms) {
        const sinceMs = clock.now();
        const held = await clock.until(holds, ms);
        const wait = { usedMs: Math.round(clock.now() - sinceMs), allowedMs: ms };
        if (held && ms > 0 && (!tightest || share(wait) > share(tightest))) tightest = wait;
        return held;
      },
    },
    tightest: () => tightest,
  };
}
