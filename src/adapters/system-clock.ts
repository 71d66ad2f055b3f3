/**
 * Real time. It starts at the wall clock and then never goes back: a corrected wall clock must not
 * let members expire or timers repeat.
 */
import type { Clock } from '../ports.js';

/** The longest delay that setTimeout takes; above it, it would fire at once. */
const TIMEOUT_MS_MAX = 2 ** 31 - 1;

export interface SystemClockOptions {
  /** Whether an armed timer keeps the process alive. Default true. */
  readonly keepsAlive?: boolean;
}

export function createSystemClock({ keepsAlive = true }: SystemClockOptions = {}): Clock {
  const start = (ms: number, callback: () => void): NodeJS.Timeout => {
    const timeout = setTimeout(callback, ms);
    if (!keepsAlive) timeout.unref();
    return timeout;
  };
  return {
    now: () => Math.floor(performance.timeOrigin + performance.now()),
    after(ms, callback) {
      if (!(ms >= 0 && Number.isFinite(ms)))
        throw new RangeError(`ms: expected a finite number from 0, got ${ms}`);
      let leftMs = ms;
      const wait = (): NodeJS.Timeout => {
        const stepMs = Math.min(leftMs, TIMEOUT_MS_MAX);
        leftMs -= stepMs;
        return start(stepMs, () => {
          if (leftMs > 0) timeout = wait();
          else callback();
        });
      };
      let timeout = wait();
      return () => clearTimeout(timeout);
    },
  };
}
