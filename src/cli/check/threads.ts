/** An exploration that several threads share: starts them, carries orders and reports, and asks for links at last. */
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { Worker } from 'node:worker_threads';
import { packageFolder } from '../../adapters/package-files.js';
import {
  type Bounds,
  createExploration,
  type Explored,
  type Summary,
} from '../../checker/explore.js';
import { createFingerprints } from '../../checker/fingerprint.js';
import type { LinkChunks } from '../../checker/links.js';
import type { Model } from '../../checker/model.js';
import { createConductor } from '../../checker/parallel/conductor.js';
import { createMemory, type Memory, STOP, tallyOf } from '../../checker/parallel/memory.js';
import type { Report } from '../../checker/parallel/orders.js';
import { wayTo } from '../../checker/parallel/way.js';
import type { ModelChoice } from './model-of.js';

export interface ThreadData {
  readonly choice: ModelChoice;
  readonly memory: Memory;
  readonly share: number;
}

export interface ThreadHost {
  /** Ends it; what there is so far is the result. */
  readonly stop: AbortSignal;
  /** Gets what there is so far, about once a second. */
  readonly tell: (summary: Summary) => void;
  /** States below which one thread explores alone. Default: those of about half a second. */
  readonly few?: number;
  /** What a thread runs; default: thread.ts, beside this file or where the package was built. */
  readonly script?: URL;
}

/** Asks a thread for its links; it then ends. */
export const LINKS = 'links';

const TELL_MS = 1_000;

/** A model of no more states takes about as long as threads take to start and to learn what the first one knows. */
const FEW = 20_000;
/** Share of them after which threads are started, while one explores on. */
const STARTING = 0.2;
/** States between two looks at whether it is to end. */
const PORTION = 500;

/**
 * @param choice makes a model equal to `model`
 * @throws Error if a thread breaks: a defect of the model or the explorer
 */
export async function exploreInThreads(
  { choice, model }: { readonly choice: ModelChoice; readonly model: Model },
  threadCount: number,
  bounds: Pick<Bounds, 'depth' | 'states'>,
  { stop, tell, few = FEW, script = threadScript() }: ThreadHost,
): Promise<Explored> {
  const alone = createExploration(model, bounds);
  const isAll = (states: number): Promise<boolean> => exploreUpTo(states, alone, stop);
  if (await isAll(STARTING * few)) return alone;
  const memory = createMemory(model.width, threadCount);
  const tally = tallyOf(memory);
  const threads = Array.from({ length: threadCount }, (_, share) =>
    start(script, { choice, memory, share }),
  );
  const broken = Promise.race(
    threads.map((thread) => new Promise<never>((_, reject) => thread.once('error', reject))),
  );
  // Whoever is waiting for something else hears of it there.
  broken.catch(() => {});
  const conductor = createConductor(model, memory, bounds, (share, order) =>
    threads[share]!.postMessage(order),
  );
  const end = (): void => {
    Atomics.store(new Int32Array(memory.control), STOP, 1);
  };
  const news = setInterval(() => tell(withTally(conductor.summary, tally)), TELL_MS);
  stop.addEventListener('abort', end, { once: true });
  try {
    if (await isAll(few)) return alone;
    const ended = new Promise<void>((resolve) => {
      for (const thread of threads)
        thread.on('message', (report: Report) => {
          conductor.hear(report);
          if (conductor.hasEnded) resolve();
        });
    });
    conductor.begin();
    await Promise.race([ended, broken]);
    const links = await Promise.race([Promise.all(threads.map(linksOf)), broken]);
    const prints = createFingerprints(model);
    return {
      summary: conductor.summary,
      judgements: conductor.judgements,
      pathTo: (number) =>
        wayTo(
          model,
          prints,
          links,
          [...conductor.found.values()].find((one) => one.number === number)!,
        ),
    };
  } finally {
    clearInterval(news);
    stop.removeEventListener('abort', end);
    await Promise.all(threads.map((thread) => thread.terminate()));
  }
}

/** Whether it has come to its end, or is to end. */
async function exploreUpTo(
  states: number,
  exploration: ReturnType<typeof createExploration>,
  stop: AbortSignal,
): Promise<boolean> {
  while (exploration.summary.distinct < states) {
    if (!exploration.advance(PORTION) || stop.aborted) return true;
    await new Promise(setImmediate);
  }
  return stop.aborted;
}

function linksOf(thread: Worker): Promise<LinkChunks> {
  return new Promise((resolve) => {
    thread.removeAllListeners('message');
    thread.once('message', resolve);
    thread.postMessage(LINKS);
  });
}

/** While a level lasts, the conductor knows only how it was before. */
function withTally(summary: Summary, tally: Float64Array): Summary {
  let generated = 0;
  let distinct = 0;
  for (let i = 0; i < tally.length; i += 2) {
    generated += tally[i]!;
    distinct += tally[i + 1]!;
  }
  return { ...summary, generated, distinct };
}

function threadScript(): URL {
  if (import.meta.url.endsWith('.ts')) return new URL('./thread.ts', import.meta.url);
  const built = ['bundle/check-thread.js', 'src/cli/check/thread.js'];
  const script = built.map((path) => join(packageFolder(), 'dist', path)).find(existsSync);
  if (script === undefined) throw new Error(`${packageFolder()}: not built`);
  return pathToFileURL(script);
}

function start(script: URL, workerData: ThreadData): Worker {
  if (!script.href.endsWith('.ts')) return new Worker(script, { workerData });
  const source = `import('tsx/esm/api').then(({ register }) => (register(), import(${JSON.stringify(script.href)})))`;
  return new Worker(source, { workerData, eval: true });
}
