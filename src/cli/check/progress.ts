/** News of a long exploration on standard error, about once a second. */
import type { Summary } from '../../checker/explore.js';
import { estimatedStates } from '../../checker/levels.js';

const EVERY_MS = 1_000;

export function createProgress() {
  let toldMs = performance.now();
  let toldGenerated = 0;
  return {
    tell({ generated, distinct, waiting, depth, levels }: Summary): void {
      const nowMs = performance.now();
      if (nowMs - toldMs < EVERY_MS) return;
      const rate = Math.round((1000 * (generated - toldGenerated)) / (nowMs - toldMs));
      const states = estimatedStates(levels);
      const estimate = states === undefined ? '' : ` of about ${states.toPrecision(2)}`;
      const megabytes = Math.round(process.memoryUsage.rss() / 1e6);
      console.error(
        `${distinct}${estimate} states, ${waiting} waiting, depth ${depth}, ${rate} steps a second, ${megabytes} MB`,
      );
      toldMs = nowMs;
      toldGenerated = generated;
    },
  };
}
