/** Runs TLC on a module, in a folder of its own, and says what came of it. */
import { spawn } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import {
  COMPLETE,
  COUNTS,
  countsIn,
  createMessageReader,
  DEPTH,
  failureIn,
  type Message,
  PROGRESS,
  STATE,
  VERSION,
  violationIn,
} from './messages.js';
import type { TlaTools } from './tools.js';

export interface TlcRun {
  /** The module to check; it stands in `files` under its name with `.tla`. */
  readonly module: string;
  /** Modules by file name. */
  readonly files: Readonly<Record<string, string>>;
  /** Text of the configuration. */
  readonly config: string;
  /** Threads. Default 1. */
  readonly workers?: number;
  /** Heap, MB. Default 2048. */
  readonly heapMb?: number;
  /** Whether `states` is wanted: every distinct state, in TLC's words. Default false. */
  readonly dumpsStates?: boolean;
  readonly onProgress?: (generated: number, distinct: number) => void;
  readonly signal?: AbortSignal | undefined;
}

export interface TlcResult {
  /** Whether every state was met, and nothing is violated. */
  readonly isComplete: boolean;
  /** Steps taken, initial states included. */
  readonly generated: number;
  readonly distinct: number;
  /** Level of the deepest state; the initial ones are of level 1. */
  readonly depth: number;
  /** Name of the invariant that is violated. */
  readonly violated: string | undefined;
  /** The way to the violation: a line for the action, then one for each variable. */
  readonly trace: readonly string[];
  readonly version: string;
  readonly seconds: number;
  /** Processor time of the whole Java process, start included. */
  readonly cpuSeconds: number;
  readonly states: readonly string[] | undefined;
}

/** @throws Error with TLC's own words if it cannot check the module; the signal's reason if it is aborted. */
export async function runTlc({ java, jar }: TlaTools, run: TlcRun): Promise<TlcResult> {
  const folder = mkdtempSync(join(tmpdir(), 'tlc-'));
  try {
    for (const [name, text] of Object.entries(run.files)) writeFileSync(join(folder, name), text);
    writeFileSync(join(folder, 'run.cfg'), run.config);
    const startedMs = performance.now();
    const seen = collect(run);
    const cpuSeconds = await play(javaArguments(java, jar, run), folder, seen.read, run.signal);
    const seconds = (performance.now() - startedMs) / 1000;
    const { failures, ...result } = seen.result;
    if (!result.isComplete && result.violated === undefined)
      throw new Error(`TLC could not check ${run.module}: ${failures.join('\n') || 'no answer'}`);
    const states = run.dumpsStates ? dumpedStates(folder) : undefined;
    return { ...result, seconds, cpuSeconds, states };
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

function javaArguments(java: string, jar: string, run: TlcRun): string[] {
  const { module, workers = 1, heapMb = 2048, dumpsStates = false } = run;
  return [
    ...[java, '-XX:+UseParallelGC', `-XX:ParallelGCThreads=${workers}`, `-Xmx${heapMb}m`],
    // TLC unpacks the standard modules here, under names that other runs use too.
    ...['-Djava.io.tmpdir=.', '-cp', jar, 'tlc2.TLC'],
    ...['-tool', '-deadlock', '-workers', String(workers), '-fp', '1'],
    ...['-metadir', 'states', '-config', 'run.cfg'],
    ...(dumpsStates ? ['-dump', 'states.dump'] : []),
    module,
  ];
}

function collect({ onProgress }: TlcRun) {
  const failures: string[] = [];
  const trace: string[] = [];
  let isComplete = false;
  let violated: string | undefined;
  let version = '';
  let generated = 0;
  let distinct = 0;
  let depth = 0;
  const take = (message: Message): void => {
    const { code, text } = message;
    const failure = failureIn(message);
    if (failure !== undefined) failures.push(failure);
    violated ??= violationIn(message);
    if (code === VERSION) version = text;
    else if (code === COMPLETE) isComplete = true;
    else if (code === STATE) trace.push(...text.split('\n'));
    else if (code === DEPTH) depth = Number(/\d+/.exec(text)?.[0] ?? 0);
    else if (code === PROGRESS || code === COUNTS) {
      const counts = countsIn(text);
      if (counts === undefined) return;
      ({ generated, distinct } = counts);
      if (code === PROGRESS) onProgress?.(generated, distinct);
    }
  };
  return {
    read: createMessageReader(take),
    get result() {
      return { isComplete, generated, distinct, depth, violated, trace, version, failures };
    },
  };
}

/** Processor seconds that it took. The shell is there to say them: Node does not know those of a child. */
function play(
  command: readonly string[],
  cwd: string,
  read: (line: string) => void,
  signal: AbortSignal | undefined,
): Promise<number> {
  const script = '"$@"; times >&2';
  const child = spawn('sh', ['-c', script, 'sh', ...command], {
    cwd,
    // A group of its own, so that it ends as a whole.
    detached: true,
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  const abort = () => {
    try {
      if (child.pid !== undefined) process.kill(-child.pid, 'SIGKILL');
    } catch {
      // It has ended by itself.
    }
  };
  let errors = '';
  child.stderr.on('data', (text: Buffer) => {
    errors += text;
  });
  createInterface({ input: child.stdout }).on('line', read);
  signal?.addEventListener('abort', abort, { once: true });
  process.once('exit', abort);
  if (signal?.aborted) abort();
  return new Promise((resolve, reject) => {
    child.once('error', reject);
    child.once('close', () => {
      signal?.removeEventListener('abort', abort);
      process.off('exit', abort);
      if (signal?.aborted) reject(signal.reason);
      else resolve(childSeconds(errors));
    });
  });
}

/** The second line of `times`: user and system time of the children, such as `0m10.52s 0m0.71s`. */
function childSeconds(text: string): number {
  const line = text.trimEnd().split('\n').at(-1) ?? '';
  return [...line.matchAll(/(\d+)m([\d.]+)s/g)].reduce(
    (sum, [, minutes, seconds]) => sum + 60 * Number(minutes) + Number(seconds),
    0,
  );
}

const dumpedStates = (folder: string): string[] =>
  readFileSync(join(folder, 'states.dump'), 'utf8')
    .split(/^State \d+:\n/m)
    .slice(1)
    .map((state) => state.trim());
