/** Plays one case of a stored run again: same seed, identities, nonces and, in process, same instants. */
import { existsSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { UserMistake } from '../src/adapters/user-mistake.js';
import type { Case } from './harness/case.js';
import { readTraceFile } from './judge/trace-file.js';
import { linesOf, type StoredCase } from './judge/trace-lines.js';
import { CASES } from './registry.js';
import { readRun } from './reports/read-run.js';
import { type RunReport, runReport } from './reports/run-json.js';
import { playCases, versions } from './suite.js';

export interface ReplayPlan {
  readonly definition: Case;
  readonly round: number;
  /** The run that is repeated. */
  readonly run: RunReport;
  /** What was recorded of the case; undefined if the run has left no trace. */
  readonly stored: StoredCase | undefined;
}

/** `run.json:CASE`, `round` where the case played several times. @throws UserMistake */
export function planReplay(of: string, round = 1): ReplayPlan {
  const colon = of.lastIndexOf(':');
  const [path, id] = [of.slice(0, colon), of.slice(colon + 1)];
  if (colon < 1 || id === '') {
    throw new UserMistake(
      `${of}: expected run.json:CASE, as in reports/conform/run.json:link/probe`,
    );
  }
  const run = readRun(path);
  const played = run.cases.filter((one) => one.id === id);
  if (played.length === 0) throw new UserMistake(`${path}: its run did not plan the case ${id}`);
  if (!played.some((one) => one.round === round)) {
    throw new UserMistake(
      `${path}: ${id} played ${played.length} times, so there is no round ${round}`,
    );
  }
  const { suite } = versions();
  if (run.suite.version !== suite) {
    throw new UserMistake(
      `${path}: of suite ${run.suite.version}; this is ${suite}, whose cases may play otherwise: replay it with the version that made it`,
    );
  }
  const definition = CASES.find((one) => one.id === id);
  if (!definition) throw new UserMistake(`${path}: this suite has no case ${id} any more`);
  if (run.epoch === undefined || run.peers === undefined) {
    throw new UserMistake(
      `${path}: does not say when its identities were made; nothing to replay by`,
    );
  }
  const trace = run.trace === undefined ? undefined : join(dirname(path), run.trace);
  const stored =
    trace !== undefined && existsSync(trace)
      ? readTraceFile(trace).find(({ record }) => record.case === id && record.round === round)
      : undefined;
  return { definition, round, run, stored };
}

export interface Replayed {
  readonly report: RunReport;
  /**
   * How the exchange compares with the stored one; undefined if nothing was stored or played, or on a
   * wire, where instants are what they are.
   */
  readonly comparison: Comparison | undefined;
}

export interface ReplayOptions {
  /** Default the one of the run. */
  readonly target?: string;
  readonly keep?: (stored: StoredCase) => void;
  readonly stop?: AbortSignal;
  readonly command?: string;
}

/** @throws UserMistake if the name means no target. @throws TargetError if it cannot be started. */
export async function replayCase(plan: ReplayPlan, options: ReplayOptions = {}): Promise<Replayed> {
  const { definition, round, run, stored } = plan;
  let now: StoredCase | undefined;
  const played = await playCases(options.target ?? run.target, [definition], {
    seed: run.seed,
    epoch: new Date(run.epoch!),
    peers: run.peers!,
    firstRound: round,
    parallel: 1,
    timeScale: run.timeScale,
    keep(one) {
      now = one;
      options.keep?.(one);
    },
    ...(options.stop && { stop: options.stop }),
    ...(options.command !== undefined && { command: options.command }),
  });
  const report = runReport(played, versions());
  const isComparable = run.network === 'memory' && report.network === 'memory';
  return { report, comparison: isComparable && stored && now ? compare(stored, now) : undefined };
}

export interface Comparison {
  /** Lines of the trace that are the same, from the first on. */
  readonly same: number;
  readonly stored: number;
  readonly now: number;
}

/** Line by line: who is who, then what happened. What the two came to is not compared. */
export function compare(stored: StoredCase, now: StoredCase): Comparison {
  const text = (of: StoredCase) =>
    [...linesOf({ ...of, verdict: 'pass' })].map((line) => JSON.stringify(line));
  const [a, b] = [text(stored), text(now)];
  const first = a.findIndex((line, i) => line !== b[i]);
  return { same: first < 0 ? a.length : first, stored: a.length, now: b.length };
}
