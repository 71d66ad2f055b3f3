/**
 * The suite for other programs: judges a target by cases and answers with the record of the run. The
 * command line and the tests of a user's own (vitest.ts) do nothing else.
 */
import { mkdtempSync, rmSync } from 'node:fs';
import { arch, platform, release, tmpdir } from 'node:os';
import { join } from 'node:path';
import { packageVersion, specificationRevision } from '../src/adapters/package-files.js';
import type { Baseline } from './baseline.js';
import type { Case, Profile } from './harness/case.js';
import type { CaseResult, Run } from './harness/result.js';
import { type RunOptions, runCases } from './harness/run.js';
import { packCase } from './judge/trace-file.js';
import { type RunReport, runReport, type Versions } from './reports/run-json.js';
import { targetNamed } from './targets/named.js';
import type { Target } from './targets/target.js';
import { playInThreads, type ThreadedRun, threadScript } from './threads/pool.js';

export interface JudgeOptions {
  /** For nonces and for implementations that take one. Default `fabric-gossip`. */
  readonly seed?: string;
  /** How many cases play at the same time: they wait more than they work. Default 8. */
  readonly parallel?: number;
  /** How often each case plays. Default 1. */
  readonly repeat?: number;
  /** Multiplies every wait of the suite. Default 1. */
  readonly timeScale?: number;
  readonly baseline?: Baseline;
  /** Default the one that the target declares. */
  readonly profile?: Profile;
  /** A missed SHOULD fails. Default false. */
  readonly strict?: boolean;
  readonly stage?: RunOptions['stage'];
  readonly progress?: RunOptions['progress'];
  readonly keep?: RunOptions['keep'];
  /** Gets each case's share of the trace, as it is stored. */
  readonly keepPacked?: (packed: Uint8Array) => void;
  /** Threads that share the cases, if the target is named and lives in process. Default 1. */
  readonly threads?: number;
  readonly epoch?: RunOptions['epoch'];
  readonly peers?: RunOptions['peers'];
  readonly firstRound?: RunOptions['firstRound'];
  /** Aborted: running cases finish, the others do not begin. */
  readonly stop?: AbortSignal;
  /** For the record: what asked for the run. Default a word for programs. */
  readonly command?: string;
  /** How to ask for a target that a program made, on a command line. Default its name. */
  readonly targetArgument?: string;
}

export const DEFAULT_PARALLEL = 8;
export const DEFAULT_SEED = 'fabric-gossip';

/**
 * Judges a target by cases; the target as on the command line, or one made by a program.
 * @throws UserMistake if the name means no target. @throws TargetError if nothing could be started.
 */
export async function judge(
  target: string | Target,
  cases: readonly Case[],
  options: JudgeOptions = {},
): Promise<RunReport> {
  const script = threadScript();
  const threads = Math.min(options.threads ?? 1, cases.length);
  const isNamed = typeof target === 'string' && /^inproc(:|$)/.test(target);
  const run =
    script !== undefined && threads > 1 && isNamed && !options.stage && !options.keep
      ? await playInThreads(script, threaded(target, cases, threads, options))
      : await playCases(target, cases, options);
  return runReport(run, versions());
}

function threaded(
  target: string,
  cases: readonly Case[],
  threads: number,
  options: JudgeOptions,
): ThreadedRun {
  return {
    target,
    threads,
    cases,
    timeScale: options.timeScale ?? 1,
    seed: options.seed ?? DEFAULT_SEED,
    repeat: options.repeat ?? 1,
    firstRound: options.firstRound ?? 1,
    parallel: options.parallel ?? DEFAULT_PARALLEL,
    epochMs: (options.epoch ?? new Date()).getTime(),
    peers: options.peers ?? 'of all cases',
    expectedFailures: options.baseline ?? new Map(),
    profile: options.profile,
    strict: options.strict === true,
    command: options.command ?? 'judge()',
    progress: options.progress ?? ((_: CaseResult) => {}),
    keepPacked: options.keepPacked,
    stop: options.stop ?? new AbortController().signal,
  };
}

/** The same before it becomes a record. */
export async function playCases(
  target: string | Target,
  cases: readonly Case[],
  options: JudgeOptions = {},
): Promise<Run> {
  const { keepPacked, keep = keepPacked && ((stored) => keepPacked(packCase(stored))) } = options;
  const judged = typeof target === 'string' ? targetNamed(target, options.timeScale ?? 1) : target;
  const workdir = mkdtempSync(join(tmpdir(), 'fabric-gossip-'));
  try {
    return await runCases({
      target: judged,
      targetArgument: options.targetArgument ?? (typeof target === 'string' ? target : target.name),
      cases,
      seed: options.seed ?? DEFAULT_SEED,
      parallel: options.parallel ?? DEFAULT_PARALLEL,
      repeat: options.repeat ?? 1,
      workdir,
      command: options.command ?? 'judge()',
      expectedFailures: options.baseline ?? new Map(),
      progress: options.progress ?? ((_: CaseResult) => {}),
      stop: options.stop ?? new AbortController().signal,
      ...(options.profile && { profile: options.profile }),
      ...(options.strict && { strict: true }),
      ...(options.stage && { stage: options.stage }),
      ...(keep && { keep }),
      ...(options.epoch && { epoch: options.epoch }),
      ...(options.peers && { peers: options.peers }),
      ...(options.firstRound && { firstRound: options.firstRound }),
    });
  } finally {
    await judged.close();
    rmSync(workdir, { recursive: true, force: true, maxRetries: 3 });
  }
}

/** Of suite, specification and machine, for the record. */
export const versions = (): Versions => ({
  suite: packageVersion(),
  specification: specificationRevision(),
  platform: `${platform()} ${release()} ${arch()}, Node ${process.version}`,
});
