/**
 * An exploration that several threads share: this one begins, the others join it when they are ready. Carries orders
 * and reports, and asks for links at last.
 */
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { setImmediate } from 'node:timers/promises';
import { pathToFileURL } from 'node:url';
import { Worker } from 'node:worker_threads';
import { packageFolder } from '../../adapters/package-files.js';
import type { Explored, Summary } from '../../checker/explore.js';
import { createFingerprints } from '../../checker/fingerprint.js';
import type { LinkChunks } from '../../checker/links.js';
import type { Model } from '../../checker/model.js';
import { createConductor, type SharedBounds } from '../../checker/parallel/conductor.js';
import { keptOf } from '../../checker/parallel/kept.js';
import { createMemory, type Memory, STOP, tallyOf } from '../../checker/parallel/memory.js';
import type { Order, Report } from '../../checker/parallel/orders.js';
import { createShare } from '../../checker/parallel/share.js';
import { wayTo } from '../../checker/parallel/way.js';
import type { Saved } from '../../checker/saved.js';
import type { Keeper } from './keeping.js';
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
  /** States after which other threads are started. Default: those of about a tenth of a second. */
  readonly few?: number;
  /** CHEK-54: where it goes on from, and where it is kept: when it is due, and unfinished at its end. */
  readonly saved?: Saved | undefined;
  readonly keep?: Keeper | undefined;
  /** What a thread runs; default: thread.ts, beside this file or where the package was built. */
  readonly script?: URL;
}

/** What a thread says before anything else. */
export const READY = 'ready';
/** Asks a thread for its links; it then ends. */
export const LINKS = 'links';
/** Asks it for a copy of them; it goes on. */
export const LINKS_KEPT = 'links kept';

const TELL_MS = 1_000;

/** For fewer states, a tenth of a second, it is not worth while that a thread starts and compiles what it runs. */
const FEW = 50_000;
/** States that this thread expands between two looks at what others have to say. */
const PORTION = 500;

/**
 * @param choice makes a model equal to `model`
 * @throws Error if a thread breaks: a defect of the model or the explorer
 */
export async function exploreInThreads(
  { choice, model }: { readonly choice: ModelChoice; readonly model: Model },
  threadCount: number,
  bounds: SharedBounds,
  { stop, tell, few = FEW, saved, keep, script = threadScript() }: ThreadHost,
): Promise<Explored> {
  const memory = createMemory(model.width, threadCount);
  const tally = tallyOf(memory);
  const own = createShare(model, memory, 0, saved);
  let isWorking = false;
  let wake = (): void => {};
  let broken: Error | undefined;
  let fail: (error: Error) => void = () => {};
  const failure = new Promise<never>((_, reject) => {
    fail = reject;
  });
  failure.catch(() => {});
  const threads: Worker[] = [];
  const ready = new Set<Worker>();
  /** Whoever has asked a thread for a copy of its links. */
  const asking = new Map<Worker, (links: LinkChunks) => void>();
  const give = (share: number, order: Order): void => {
    if (share > 0) return threads[share - 1]!.postMessage(order);
    own.take(order);
    isWorking = true;
  };
  const conductor = createConductor(model, memory, bounds, give, {
    ...(keep && { isDue: keep.isDue }),
    ...(saved && { goesOn: { saved, own } }),
  });

  function startOthers(): void {
    for (let share = 1; share < threadCount; share += 1) {
      const thread = start(script, { choice, memory, share });
      threads.push(thread);
      thread.on('message', (said: Report | LinkChunks | typeof READY) => {
        if (said === READY) {
          ready.add(thread);
          conductor.join(share);
        } else if ('parents' in said) asking.get(thread)!(said);
        else conductor.hear(said);
        wake();
      });
      const breakOff = (error: Error): void => {
        broken ??= error;
        fail(error);
        wake();
      };
      thread.once('error', breakOff);
      thread.once('exit', (code) => breakOff(endedEarly(code)));
    }
  }

  /** In the order of the shares; `linksOf`: how a thread gives its own. */
  const allLinks = (linksOf: (thread: Worker) => Promise<LinkChunks>): Promise<LinkChunks[]> =>
    Promise.all(
      Array.from({ length: threadCount }, (_, share) => {
        const thread = threads[share - 1];
        if (share === 0) return own.links;
        return thread !== undefined && ready.has(thread) ? linksOf(thread) : NO_LINKS;
      }),
    );
  const copied = (thread: Worker): Promise<LinkChunks> => {
    const links = new Promise<LinkChunks>((resolve) => asking.set(thread, resolve));
    thread.postMessage(LINKS_KEPT);
    return Promise.race([links, failure]);
  };
  const save = (links: readonly LinkChunks[]): void =>
    keep?.save(keptOf({ memory, own }, conductor.halt, links));

  const end = (): void => {
    Atomics.store(new Int32Array(memory.control), STOP, 1);
  };
  const news = setInterval(() => tell(withTally(conductor.summary, tally)), TELL_MS);
  stop.addEventListener('abort', end, { once: true });
  try {
    conductor.begin();
    if (stop.aborted) end();
    while (!conductor.hasEnded) {
      if (broken !== undefined) throw broken;
      if (threads.length === 0 && threadCount > 1 && tally[1]! >= few) startOthers();
      if (conductor.isPaused) {
        save(await allLinks(copied));
        conductor.goOn();
      } else if (isWorking) {
        const report = own.work(PORTION);
        isWorking = report === undefined;
        if (report !== undefined) conductor.hear(report);
        await setImmediate();
      } else
        await new Promise<void>((resolve) => {
          wake = resolve;
        });
    }
    if (broken !== undefined) throw broken;
    const links = await allLinks(linksOf);
    const { ended } = conductor.summary;
    if (ended === undefined || ended === 'states' || ended === 'memory') save(links);
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

const endedEarly = (code: number): Error => new Error(`a thread has ended with status ${code}`);

/** Of a thread that has not come so far as to take part. */
const NO_LINKS: LinkChunks = { parents: [], steps: [] };

function linksOf(thread: Worker): Promise<LinkChunks> {
  return new Promise((resolve, reject) => {
    thread.removeAllListeners();
    thread.once('error', reject);
    thread.once('exit', (code) => reject(endedEarly(code)));
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
