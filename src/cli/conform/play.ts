/** Chooses cases and target, runs them, writes the reports, and says how it went. */
import { readFileSync } from 'node:fs';
import { availableParallelism } from 'node:os';
import { join } from 'node:path';
import { type Baseline, parseBaseline } from '../../../conformance/baseline.js';
import { inSet, type SetName } from '../../../conformance/core-set.js';
import { isInProcess } from '../../../conformance/harness/bench.js';
import type { Case, Profile } from '../../../conformance/harness/case.js';
import { exitStatus } from '../../../conformance/harness/verdict.js';
import { TRACE_FILE, writeTrace } from '../../../conformance/judge/trace-file.js';
import { listing } from '../../../conformance/listing.js';
import { pausingAt } from '../../../conformance/pause.js';
import { CASES } from '../../../conformance/registry.js';
import { readRun } from '../../../conformance/reports/read-run.js';
import type { RunReport } from '../../../conformance/reports/run-json.js';
import { progressLine, summary } from '../../../conformance/reports/terminal.js';
import { choose } from '../../../conformance/selection.js';
import { parseShard, shardOf } from '../../../conformance/shards.js';
import { judge } from '../../../conformance/suite.js';
import { targetNamed } from '../../../conformance/targets/named.js';
import { type Target, TargetError } from '../../../conformance/targets/target.js';
import { UserMistake } from '../../adapters/user-mistake.js';
import { closingLines, rateLines } from './closing.js';
import type { ChoiceOptions } from './options.js';
import { stoppedBySignals } from './stopping.js';
import { makeFolder, writeReports } from './write-reports.js';

export interface ConformOptions extends ChoiceOptions {
  readonly target: string;
  readonly set?: SetName;
  readonly profile?: Profile;
  readonly strict?: boolean;
  readonly seed: string;
  readonly repeat: number;
  readonly parallel: number;
  readonly shard?: string;
  readonly durations?: string;
  readonly timeScale: number;
  readonly out: string;
  readonly expectedFailures?: string;
  readonly pauseBefore?: string;
  readonly json?: boolean;
  readonly list?: boolean;
}

/** Sets the exit status of the process. @throws UserMistake for what the user can mend. */
export async function conform(patterns: readonly string[], options: ConformOptions): Promise<void> {
  const { clause, skip, level, set } = options;
  const chosen = choose(inSet(CASES, set), { patterns, skip, clauses: clause, level });
  if (options.list) return console.log(listing(chosen, options.json === true));
  const shard = options.shard === undefined ? undefined : parseShard(options.shard);
  const cases = shard ? shardOf(chosen, shard, durationsFrom(options.durations)) : chosen;
  if (cases.length === 0) throw new UserMistake(`--shard ${options.shard}: nothing is left for it`);
  const stage = options.pauseBefore === undefined ? undefined : pauseFor(cases, options);
  const baseline = baselineFrom(options.expectedFailures);
  const target = targetNamed(options.target, options.timeScale);
  makeFolder(options.out);
  const trace = writeTrace(join(options.out, TRACE_FILE));
  // By its name, a target in process can be had on every thread.
  const named = isInProcess(target) ? options.target : target;
  const judged = await run(named, cases, options, {
    ...(baseline && { baseline }),
    ...stage,
    keepPacked: trace.add,
  });
  if (!judged) return;
  const report = {
    ...judged,
    trace: TRACE_FILE,
    ...(set && { set }),
    ...(shard && { shard: { ...shard, cases: chosen.length } }),
  };
  writeReports(options.out, report);
  if (options.json) console.log(JSON.stringify(report, null, 2));
  else {
    const index = `report: ${join(options.out, 'index.html')}`;
    console.log(
      [...rateLines(report), summary(report) + index, ...closingLines(report, CASES)].join('\n'),
    );
  }
  process.exitCode = exitStatus(report.cases.map(({ verdict }) => verdict));
}

async function run(
  target: Target | string,
  cases: readonly Case[],
  options: ConformOptions,
  more: Partial<Parameters<typeof judge>[2]>,
): Promise<RunReport | undefined> {
  const stop = stoppedBySignals('running cases finish first');
  try {
    return await judge(target, cases, {
      targetArgument: options.target,
      seed: options.seed,
      parallel: options.parallel,
      repeat: options.repeat,
      timeScale: options.timeScale,
      threads: Math.min(availableParallelism(), options.parallel),
      command: ['fabric-gossip', ...process.argv.slice(2)].join(' '),
      progress: (one, done, planned) => {
        if (!options.json) console.log(progressLine(one, done, planned));
      },
      stop: stop.signal,
      ...(options.profile && { profile: options.profile }),
      ...(options.strict && { strict: true }),
      ...more,
    });
  } catch (error) {
    if (!(error instanceof TargetError)) throw error;
    console.error(`error: ${error.message}`);
    process.exitCode = 3;
    return undefined;
  } finally {
    stop.release();
  }
}

function pauseFor(cases: readonly Case[], { pauseBefore, parallel, target }: ConformOptions) {
  const id = pauseBefore!;
  if (!cases.some((one) => one.id === id)) {
    throw new UserMistake(`--pause-before ${id}: expected the id of a case that is chosen to run`);
  }
  if (/^inproc\b/.test(target)) {
    throw new UserMistake(
      '--pause-before: with inproc nodes are parts of this process, on virtual time: play the case under node --inspect-brk',
    );
  }
  if (!process.stdin.isTTY) {
    throw new UserMistake(
      '--pause-before: waits for Enter, and standard input is no terminal here: start it in one, or attach to a node that you have started (docs/targets.md)',
    );
  }
  if (parallel > 1) console.log('--pause-before: cases play one after the other');
  return { stage: pausingAt(id), parallel: 1 };
}

const baselineFrom = (path: string | undefined): Baseline | undefined =>
  path === undefined
    ? undefined
    : parseBaseline(readText(path), {
        path,
        caseIds: new Set(CASES.map(({ id }) => id)),
        today: new Date().toISOString().slice(0, 10),
      });

/** How long each case took, by the record of a run. */
function durationsFrom(path: string | undefined): ReadonlyMap<string, number> {
  if (path === undefined) return new Map();
  const played = readRun(path).cases.filter(({ durationMs }) => durationMs > 0);
  return new Map(played.map(({ id, durationMs }) => [id, durationMs]));
}

function readText(path: string): string {
  try {
    return readFileSync(path, 'utf8');
  } catch (error) {
    throw new UserMistake(`${path}: ${(error as Error).message}`);
  }
}
