/** The steps of a script: each says what it has seen, or why it has failed; nothing follows a failure. */
import { monitorEventLoopDelay } from 'node:perf_hooks';
import { setTimeout as pause } from 'node:timers/promises';

export interface Step {
  readonly title: string;
  readonly passed: boolean;
  readonly tookMs: number;
  /** What was seen; where it has failed, what went wrong and what everybody had at the end. */
  readonly seen: readonly string[];
}

/** What a step does and asserts. Resolves to what was seen. @throws Error if what it waits for does not come */
export type Play = () => Promise<readonly string[]>;

/** A step that somebody has planned; `isLong`: left out of the short form. */
export interface Planned {
  readonly title: string;
  readonly play: Play;
  readonly isLong?: boolean;
}

export interface StepsOptions {
  /** Told of each step as it ends. */
  readonly told: (step: Step) => void;
  /** What everybody has, for a step that has failed. */
  readonly views: () => Promise<readonly string[]>;
  /** Breaks off the step that plays, as a failure. */
  readonly stop: AbortSignal;
}

/** What passes through fronts waits so long, too: worth telling. */
const STALL_MS = 1_000;

/** One after the other, up to the first that fails. */
export async function playSteps(
  planned: readonly Planned[],
  { told, views, stop }: StepsOptions,
): Promise<readonly Step[]> {
  const steps: Step[] = [];
  const stopped = new Promise<never>((_, reject) => {
    stop.addEventListener('abort', () => reject(new Error('stopped')), { once: true });
  });
  stopped.catch(() => {});
  const delays = monitorEventLoopDelay({ resolution: 20 });
  delays.enable();
  for (const { title, play } of planned) {
    if (stop.aborted) break;
    const beginMs = performance.now();
    delays.reset();
    const outcome = await Promise.race([play(), stopped]).then(
      (seen) => ({ passed: true, seen }),
      async ({ message }: Error) => ({ passed: false, seen: [message, ...(await views())] }),
    );
    const stallMs = Math.round(delays.max / 1e6);
    const seen = stallMs < STALL_MS ? [] : [`this process stood still for ${stallMs} ms`];
    const tookMs = Math.round(performance.now() - beginMs);
    const step = { title, passed: outcome.passed, seen: [...outcome.seen, ...seen], tookMs };
    steps.push(step);
    told(step);
    if (!step.passed) break;
  }
  delays.disable();
  return steps;
}

/** Longest wait in a step: a Fabric peer takes seconds to start, and polls at its own pace. */
const WAIT_MS_MAX = 60_000;
const POLL_MS = 250;

/**
 * Asks again and again until there is an answer; what fails while it is asked has none yet.
 * @throws Error naming what it waited for, and the last thing that was in the way
 */
export async function until<T>(
  what: string,
  ask: () => Promise<T | undefined>,
  forMs = WAIT_MS_MAX,
): Promise<T> {
  const endMs = performance.now() + forMs;
  let obstacle = '';
  for (;;) {
    const answer = await ask().catch((error: Error) => {
      obstacle = `: ${error.message}`;
      return undefined;
    });
    if (answer !== undefined) return answer;
    if (performance.now() > endMs) throw new Error(`waited in vain for ${what}${obstacle}`);
    await pause(POLL_MS);
  }
}
