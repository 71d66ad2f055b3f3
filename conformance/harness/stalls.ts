/**
 * Notices when this process stood still: then probes fell silent that should have spoken, and what
 * the target made of that says nothing about it.
 */

/** How often the watch looks. Milliseconds. */
const LOOK_MS = 50;

export interface StallWatch {
  /** The longest time for which nothing in this process ran, so far. Milliseconds. */
  longestMs(): number;
  stop(): void;
}

export function watchStalls(): StallWatch {
  let lookedMs = performance.now();
  let longest = 0;
  const look = (): void => {
    const nowMs = performance.now();
    longest = Math.max(longest, nowMs - lookedMs - LOOK_MS);
    lookedMs = nowMs;
  };
  const timer = setInterval(look, LOOK_MS);
  timer.unref();
  return {
    longestMs() {
      look();
      return Math.round(longest);
    },
    stop: () => clearInterval(timer),
  };
}
