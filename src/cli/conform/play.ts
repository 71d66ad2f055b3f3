/** Chooses cases and target, runs them, writes the reports, and says how it went. */
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { arch, platform, release, tmpdir } from 'node:os';
import { join } from 'node:path';
import { parse } from 'yaml';
import type { Case, Level } from '../../../conformance/harness/case.js';
import { runCases } from '../../../conformance/harness/run.js';
import type { KnownFailure } from '../../../conformance/harness/settle.js';
import { exitStatus } from '../../../conformance/harness/verdict.js';
import { CASES } from '../../../conformance/registry.js';
import { reportHtml } from '../../../conformance/reports/html.js';
import { junitXml } from '../../../conformance/reports/junit.js';
import { type RunReport, runReport } from '../../../conformance/reports/run-json.js';
import { progressLine, summary } from '../../../conformance/reports/terminal.js';
import { choose } from '../../../conformance/selection.js';
import { targetNamed } from '../../../conformance/targets/named.js';
import { type Target, TargetError } from '../../../conformance/targets/target.js';
import { readPackageFile } from '../../adapters/package-files.js';
import { UserMistake } from '../../adapters/user-mistake.js';

export interface ConformOptions {
  readonly target: string;
  readonly level?: Level;
  readonly seed: string;
  readonly repeat: number;
  readonly parallel: number;
  readonly timeScale: number;
  readonly out: string;
  readonly expectedFailures?: string;
  readonly json?: boolean;
  readonly list?: boolean;
}

/** Sets the exit status of the process. @throws UserMistake for what the user can mend. */
export async function conform(patterns: readonly string[], options: ConformOptions): Promise<void> {
  const cases = choose(CASES, { patterns, level: options.level });
  if (options.list) return list(cases, options.json === true);
  const known = expectedFailures(options.expectedFailures);
  const target = targetNamed(options.target, options.timeScale);
  makeFolder(options.out);
  const report = await run(target, cases, known, options);
  if (!report) return;
  writeReports(options.out, report);
  if (options.json) console.log(JSON.stringify(report, null, 2));
  else console.log(`${summary(report)}report: ${join(options.out, 'index.html')}`);
  process.exitCode = exitStatus(report.cases.map(({ verdict }) => verdict));
}

function list(cases: readonly Case[], asJson: boolean): void {
  const rows = cases.map(({ id, level, clauses, title, needs }) => ({
    id,
    level,
    clauses,
    title,
    needs: needs ?? [],
  }));
  if (asJson) console.log(JSON.stringify(rows, null, 2));
  else
    for (const { id, clauses, title } of rows)
      console.log(`${id}  ${clauses.join(' ')}\n    ${title}`);
}

async function run(
  target: Target,
  cases: readonly Case[],
  expected: ReadonlyMap<string, readonly KnownFailure[]>,
  options: ConformOptions,
): Promise<RunReport | undefined> {
  const workdir = mkdtempSync(join(tmpdir(), 'fabric-gossip-'));
  const stop = new AbortController();
  const interrupt = (): void => {
    if (stop.signal.aborted) process.exit(130);
    console.error('stopping: running cases finish first; once more to stop at once');
    stop.abort();
  };
  process.on('SIGINT', interrupt);
  try {
    const result = await runCases({
      target,
      targetArgument: options.target,
      cases,
      seed: options.seed,
      parallel: options.parallel,
      repeat: options.repeat,
      workdir,
      command: ['fabric-gossip', ...process.argv.slice(2)].join(' '),
      expectedFailures: expected,
      progress: (one, done, planned) => {
        if (!options.json) console.log(progressLine(one, done, planned));
      },
      stop: stop.signal,
    });
    return runReport(result, {
      suite: (JSON.parse(readPackageFile('package.json')) as { version: string }).version,
      specification: specificationRevision(),
      platform: `${platform()} ${release()} ${arch()}, Node ${process.version}`,
    });
  } catch (error) {
    if (!(error instanceof TargetError)) throw error;
    console.error(`error: ${error.message}`);
    process.exitCode = 3;
    return undefined;
  } finally {
    process.off('SIGINT', interrupt);
    await target.close();
    rmSync(workdir, { recursive: true, force: true, maxRetries: 3 });
  }
}

/** Before the run: whoever waited for it wants to keep what it found. */
function makeFolder(path: string): void {
  try {
    mkdirSync(path, { recursive: true });
  } catch (error) {
    throw new UserMistake(`--out ${path}: expected a folder: ${(error as Error).message}`);
  }
}

function writeReports(folder: string, report: RunReport): void {
  writeFileSync(join(folder, 'run.json'), `${JSON.stringify(report, null, 2)}\n`);
  writeFileSync(join(folder, 'junit.xml'), junitXml(report));
  writeFileSync(join(folder, 'index.html'), reportHtml(report));
}

/** `case id: why it fails`, one a line. */
function expectedFailures(path: string | undefined): ReadonlyMap<string, readonly KnownFailure[]> {
  if (path === undefined) return new Map();
  const entries = Object.entries((parse(readFile(path)) ?? {}) as Record<string, unknown>);
  for (const [id, reason] of entries) {
    if (!CASES.some((c) => c.id === id)) throw new UserMistake(`${path}: there is no case ${id}`);
    if (typeof reason !== 'string') {
      throw new UserMistake(`${path}: ${id}: expected the reason as text, got ${typeof reason}`);
    }
  }
  return new Map((entries as [string, string][]).map(([id, reason]) => [id, [{ reason }]]));
}

function readFile(path: string): string {
  try {
    return readFileSync(path, 'utf8');
  } catch (error) {
    throw new UserMistake(`${path}: ${(error as Error).message}`);
  }
}

const specificationRevision = (): number =>
  Number(/Specification revision \| (\d+)/.exec(readPackageFile('spec/00-conventions.md'))?.[1]);
