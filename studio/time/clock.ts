/** Lets simulated time run with the reader's while the page plays. */
import type { Studio } from '../page/studio.js';

/** A frame that comes later is a page that was hidden. */
const FRAME_MS_MAX = 200;

/** Live peers are shown no later than that. */
const LIVE_LAG_MS = 1_000;

export function runClock({ store, seek }: Studio): void {
  let lastMs = 0;
  /** Where live peers were shown last. */
  let followedMs = 0;
  const onFrame = (atMs: number) => {
    const { isPlaying, speed, nowMs, untilMs, shown, status } = store.get();
    if (isPlaying && status === 'live' && nowMs < followedMs) {
      // Somebody has gone back to look at something.
      store.set({ isPlaying: false });
    } else if (isPlaying && status === 'live') {
      // Follows what happens now: as fast as it does, and not far behind.
      const next = Math.min(untilMs, Math.max(nowMs + atMs - lastMs, untilMs - LIVE_LAG_MS));
      if (next > nowMs) seek(next);
      followedMs = store.get().nowMs;
    } else if (isPlaying && shown !== undefined) {
      const passedMs = Math.min(FRAME_MS_MAX, atMs - lastMs) * speed;
      const next = Math.min(nowMs + passedMs, untilMs);
      if (next > nowMs) seek(next);
      if (next >= shown.durationMs) store.set({ isPlaying: false });
    }
    if (!isPlaying || status !== 'live') followedMs = 0;
    lastMs = atMs;
    requestAnimationFrame(onFrame);
  };
  requestAnimationFrame(onFrame);
}
