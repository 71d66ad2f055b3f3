/** Plays cases in process on several threads, for a clock that is virtual waits for nobody. */
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { Worker } from 'node:worker_threads';
import { packageFolder } from '../../src/adapters/package-files.js';
import type { Case } from '../harness/case.js';
import type { CaseResult, Run, RunInfo } from '../harness/result.js';
import { type FromThread, STOP, type ThreadTask } from './task.js';

/** Messages live as long as their case: with the usual 48 a sixth of the time goes into moving them. */
const YOUNG_MB = 192;

export interface ThreadedRun extends Omit<ThreadTask, 'taken' | 'caseIds' | 'parallel'> {
  readonly threads: number;
  readonly cases: readonly Case[];
  /** Over all threads. */
  readonly parallel: number;
  readonly progress: (result: CaseResult, done: number, planned: number) => void;
  /** Gets each case's share of the trace. */
  readonly keepPacked: ((packed: Uint8Array) => void) | undefined;
  readonly stop: AbortSignal;
}

/** The script of a thread; undefined where the package was not built, and threads are not to be had. */
export function threadScript(): string | undefined {
  if (!import.meta.url.includes('/dist/')) return undefined;
  const built = ['bundle/conformance-thread.js', 'conformance/threads/worker.js'];
  return built.map((path) => join(packageFolder(), 'dist', path)).find((path) => existsSync(path));
}

/** @throws Error if a thread breaks: a defect of the suite. */
export async function playInThreads(script: string, run: ThreadedRun): Promise<Run> {
  const { threads, cases, progress, keepPacked, stop, ...rest } = run;
  const startedAt = new Date();
  const byId = new Map(cases.map((one) => [one.id, one]));
  const placeOf = (id: string, round: number): number =>
    cases.findIndex((one) => one.id === id) * rest.repeat + round - rest.firstRound;
  const planned = cases.length * rest.repeat;
  const results: CaseResult[] = [];
  let info: RunInfo | undefined;
  let done = 0;
  const task: ThreadTask = {
    ...rest,
    caseIds: cases.map(({ id }) => id),
    parallel: Math.ceil(rest.parallel / threads),
    taken: new SharedArrayBuffer(4),
  };
  const hear = (message: FromThread): void => {
    if ('info' in message) {
      info = message.info;
      return;
    }
    const { result: told, packed } = message;
    const result: CaseResult = { ...told, case: byId.get(told.report.id)! };
    results[placeOf(result.case.id, result.round)] = result;
    if (packed) keepPacked?.(packed);
    done += 1;
    progress(result, done, planned);
  };
  await Promise.all(
    Array.from({ length: threads }, () => {
      const resourceLimits = { maxYoungGenerationSizeMb: YOUNG_MB };
      const thread = new Worker(script, { workerData: task, resourceLimits });
      const end = (): void => thread.postMessage(STOP);
      stop.addEventListener('abort', end, { once: true });
      return new Promise<void>((resolve, reject) => {
        thread.on('message', hear);
        thread.once('error', reject);
        thread.once('exit', () => {
          stop.removeEventListener('abort', end);
          resolve();
        });
      });
    }),
  );
  return {
    info: { ...info!, startedAt },
    planned,
    results,
    durationMs: Date.now() - startedAt.getTime(),
    interrupted: stop.aborted,
  };
}
