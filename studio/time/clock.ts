/** Lets simulated time run with the reader's while the page plays. */
import type { Studio } from '../page/studio.js';

/** A frame that comes later is a page that was hidden. */
const FRAME_MS_MAX = 200;

export function runClock({ store, seek }: Studio): void {
  let lastMs = 0;
  const onFrame = (atMs: number) => {
    const { isPlaying, speed, nowMs, untilMs, shown } = store.get();
    if (isPlaying && shown !== undefined) {
      const passedMs = Math.min(FRAME_MS_MAX, atMs - lastMs) * speed;
      const next = Math.min(nowMs + passedMs, untilMs);
      if (next > nowMs) seek(next);
      if (next >= shown.durationMs) store.set({ isPlaying: false });
    }
    lastMs = atMs;
    requestAnimationFrame(onFrame);
  };
  requestAnimationFrame(onFrame);
}
