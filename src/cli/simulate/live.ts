/** A scenario lived through in a terminal: progress on standard error, an end by Ctrl-C. */
import { createRun, type RunOptions, type ScenarioRun } from '../../simulator/scenario/run.js';
import type { Scenario } from '../../simulator/scenario/scenario.js';

/** Between two looks at the clock and at Ctrl-C. */
const EVENTS_AT_ONCE = 20_000;
const QUIET_MS = 2_000;
/** Less often where every line stays. */
const PROGRESS_EVERY_MS = process.stderr.isTTY ? 500 : 5_000;

export interface Lived {
  readonly run: ScenarioRun;
  readonly isInterrupted: boolean;
}

export async function live(scenario: Scenario, options: RunOptions): Promise<Lived> {
  const run = createRun(scenario, options);
  const startedMs = performance.now();
  let isInterrupted = false;
  let toldMs = startedMs + QUIET_MS - PROGRESS_EVERY_MS;
  const interrupt = () => {
    isInterrupted = true;
  };
  process.once('SIGINT', interrupt);
  try {
    while (!isInterrupted && run.advance(EVENTS_AT_ONCE)) {
      // Lets a signal through.
      await new Promise<void>((resolve) => setImmediate(resolve));
      const nowMs = performance.now();
      if (nowMs - toldMs < PROGRESS_EVERY_MS) continue;
      toldMs = nowMs;
      tell(progressOf(run, scenario, nowMs - startedMs));
    }
  } finally {
    process.off('SIGINT', interrupt);
    if (toldMs > startedMs + QUIET_MS) tell('', true);
  }
  return { run, isInterrupted };
}

function progressOf({ atMs }: ScenarioRun, { duration }: Scenario, tookMs: number): string {
  const percent = Math.floor((100 * atMs) / duration);
  return `${percent} %: ${(atMs / 1_000).toFixed(1)} s simulated in ${(tookMs / 1_000).toFixed(1)} s`;
}

/** One line that is written over on a terminal; one after the other elsewhere. */
function tell(text: string, isLast = false): void {
  if (process.stderr.isTTY) process.stderr.write(`\r\u001b[K${text}`);
  else if (!isLast) process.stderr.write(`${text}\n`);
}
