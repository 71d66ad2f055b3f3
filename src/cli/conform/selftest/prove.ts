/** Plays the parts of the self-test, writes its report, and says how it went. */
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fitsPattern } from '../../../../conformance/pattern.js';
import { selftestHtml } from '../../../../conformance/reports/selftest-html.js';
import type { Job, JobReport } from '../../../../conformance/selftest/child.js';
import { mutantCoverage } from '../../../../conformance/selftest/coverage.js';
import { degenerateTargets } from '../../../../conformance/selftest/degenerate.js';
import { EXEMPT } from '../../../../conformance/selftest/exempt.js';
import { runJobs } from '../../../../conformance/selftest/pool.js';
import { provenAdapters } from '../../../../conformance/selftest/proven-adapters.js';
import { MUTANTS } from '../../../../conformance/selftest/registry.js';
import {
  type AdapterReport,
  type SelftestReport,
  type SweepReport,
  score,
  troubles,
} from '../../../../conformance/selftest/report.js';
import { VARIANTS } from '../../../../conformance/selftest/variants.js';
import { packageVersion } from '../../../adapters/package-files.js';
import { UserMistake } from '../../../adapters/user-mistake.js';
import { stoppedBySignals } from '../stopping.js';
import { progressLine, seconds } from './progress.js';

export interface SelftestOptions {
  readonly mutant?: readonly string[];
  readonly as: 'inproc' | 'process';
  readonly allCases?: boolean;
  readonly runs: number;
  readonly seed: string;
  readonly out: string;
  readonly list?: boolean;
  readonly json?: boolean;
}

const DEFAULT_PARTS = ['mutants', 'degenerate', 'benign', 'adapters'];

/** Sets the exit status of the process. @throws UserMistake for what the user can mend. */
export async function prove(asked: readonly string[], options: SelftestOptions): Promise<void> {
  const chosen = chosenMutants(options.mutant ?? []);
  if (options.list) return list(chosen, options.json === true);
  const parts = asked.length > 0 ? asked : options.mutant ? ['mutants'] : DEFAULT_PARTS;
  mkdirSync(options.out, { recursive: true });
  const report = await played(parts, chosen, options);
  if (!report) return;
  writeFileSync(join(options.out, 'selftest.json'), `${JSON.stringify(report, null, 2)}\n`);
  writeFileSync(join(options.out, 'selftest.html'), selftestHtml(report));
  if (options.json) console.log(JSON.stringify(report, null, 2));
  else console.log(summary(report, options.out));
  process.exitCode = troubles(report).length > 0 ? 1 : 0;
}

function chosenMutants(patterns: readonly string[]): typeof MUTANTS {
  for (const pattern of patterns) {
    if (!MUTANTS.some(({ id }) => fitsPattern(id, pattern))) {
      throw new UserMistake(`--mutant ${pattern}: no mutant fits; see conform selftest --list`);
    }
  }
  return patterns.length === 0
    ? MUTANTS
    : MUTANTS.filter(({ id }) => patterns.some((pattern) => fitsPattern(id, pattern)));
}

function list(mutants: typeof MUTANTS, asJson: boolean): void {
  if (asJson) {
    const rows = mutants.map(({ id, fault, breaks, killedBy }) => ({
      id,
      fault,
      breaks,
      killedBy,
    }));
    console.log(JSON.stringify(rows, null, 2));
  } else
    for (const { id, fault, breaks, killedBy } of mutants)
      console.log(
        `${id}  ${breaks.join(' ')}\n    the reference that ${fault}\n    killed by ${killedBy.map((k) => k.case).join(', ')}`,
      );
}

async function played(
  parts: readonly string[],
  mutants: typeof MUTANTS,
  options: SelftestOptions,
): Promise<SelftestReport | undefined> {
  const { seed, as, allCases = false } = options;
  const startedAt = new Date();
  const has = (part: string): boolean => parts.includes(part);
  const names = await Promise.all(degenerateTargets.map(async (t) => (await t.identify()).name));
  // Whole sweeps first: they take longest.
  const jobs: Job[] = [
    ...(has('benign') ? VARIANTS.map(({ id }): Job => ({ kind: 'benign', name: id, seed })) : []),
    ...(has('degenerate') ? names.map((name): Job => ({ kind: 'degenerate', name, seed })) : []),
    ...(has('seeds') ? runs('seed', options) : []),
    ...(has('load') ? runs('load', options) : []),
    ...(has('mutants')
      ? mutants.map(
          ({ id, only }): Job => ({ kind: 'mutant', name: id, seed, as: only ?? as, allCases }),
        )
      : []),
  ];
  const reports = await reportsOf(jobs, options);
  if (!reports) return undefined;
  const partial = !has('mutants') || options.mutant !== undefined;
  const { judged, uncovered } = mutantCoverage();
  const sweeps = (kind: JobReport['kind']): SweepReport[] =>
    reports.flatMap((r) => (r.kind === kind ? [r.report as SweepReport] : []));
  const adapters: readonly AdapterReport[] = has('adapters')
    ? await provenAdapters(undefined, ({ name, right }) => {
        if (!options.json)
          console.log(`adapter that is broken: ${name}: ${right ? 'right' : 'WRONG'}`);
      })
    : [];
  return {
    schema: 1,
    suite: { name: 'fabric-gossip', version: packageVersion() },
    startedAt: startedAt.toISOString(),
    durationMs: Date.now() - startedAt.getTime(),
    seed,
    as,
    partial,
    mutants: reports.flatMap((r) => (r.kind === 'mutant' ? [r.report] : [])),
    clauses: {
      judged,
      unbroken: !partial
        ? uncovered.map(({ clause }) => {
            const reason = EXEMPT[clause];
            return { clause, ...(reason !== undefined && { reason }) };
          })
        : [],
    },
    degenerate: sweeps('degenerate'),
    benign: sweeps('benign'),
    seeds: sweeps('seed'),
    load: sweeps('load'),
    adapters,
  };
}

const runs = (kind: 'seed' | 'load', { runs: count, seed }: SelftestOptions): Job[] =>
  Array.from({ length: count }, (_, i) => {
    const own = `${seed}-${i + 1}`;
    return {
      kind,
      name: `reference, ${kind === 'load' ? 'under load, ' : ''}seed ${own}`,
      seed: own,
    };
  });

/** Undefined if somebody stopped it. In the order of the jobs. */
async function reportsOf(
  jobs: readonly Job[],
  options: SelftestOptions,
): Promise<readonly JobReport[] | undefined> {
  const stop = stoppedBySignals('what is being played ends first');
  const reports: JobReport[] = [];
  try {
    const reported = (report: JobReport): void => {
      reports.push(report);
      if (!options.json) console.log(`${reports.length}/${jobs.length} ${progressLine(report)}`);
    };
    const virtual = jobs.filter((job) => !isInRealTime(job));
    const real = jobs.filter(isInRealTime);
    if (virtual.length > 0) await runJobs({ jobs: virtual, stop: stop.signal, reported });
    // Real time: what shares the machine is late.
    if (real.length > 0 && !stop.signal.aborted)
      await runJobs({ jobs: real, stop: stop.signal, reported, parallel: 1 });
  } finally {
    stop.release();
  }
  if (stop.signal.aborted) {
    console.error(
      `stopped: ${reports.length} of ${jobs.length} jobs were done, no report is written`,
    );
    process.exitCode = 130;
    return undefined;
  }
  const nameOf = (r: JobReport): string => (r.kind === 'mutant' ? r.report.id : r.report.name);
  const place = new Map(jobs.map(({ kind, name }, i) => [`${kind} ${name}`, i]));
  const at = (r: JobReport): number => place.get(`${r.kind} ${nameOf(r)}`)!;
  return reports.sort((a, b) => at(a) - at(b));
}

const isInRealTime = (job: Job): boolean =>
  job.kind === 'load' || (job.kind === 'mutant' && job.as === 'process');

function summary(report: SelftestReport, out: string): string {
  const { killed, total, percent } = score(report);
  const { judged, unbroken } = report.clauses;
  const sum = (what: string, sweeps: readonly SweepReport[], must: string): string[] =>
    sweeps.length === 0
      ? []
      : [
          `${what}: ${sweeps.filter((s) => s.wrong.length === 0).length} of ${sweeps.length} ${must}`,
        ];
  const wrong = troubles(report);
  return [
    '',
    ...wrong.map((line) => `✗ ${line}`),
    ...(total > 0
      ? [`mutants: ${killed} of ${total} killed for the expected reason (${percent})`]
      : []),
    ...(!report.partial
      ? [
          `MUST clauses judged by a case: ${judged}, broken by a mutant: ${judged - unbroken.length}`,
        ]
      : []),
    ...sum('degenerate targets', report.degenerate, 'pass nothing'),
    ...sum('benign variants', report.benign, 'pass everything'),
    ...sum('further seeds', report.seeds, 'pass everything'),
    ...sum('runs under load', report.load, 'pass everything'),
    ...(report.adapters.length > 0
      ? [
          `broken adapters: ${report.adapters.filter(({ right }) => right).length} of ${report.adapters.length} get their message and exit status`,
        ]
      : []),
    `${seconds(report.durationMs)}; report: ${join(out, 'selftest.json')}`,
    wrong.length === 0 ? 'the suite is sound' : `the suite is not sound: ${wrong.length} troubles`,
  ].join('\n');
}
