/** Puts the parts of a run together that were played with `--shard`. */
import { readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { UserMistake } from '../src/adapters/user-mistake.js';
import type { Verdict } from './harness/verdict.js';
import { TRACE_FILE } from './judge/trace-file.js';
import { type CaseReport, type RunReport, slowestOf } from './reports/run-json.js';

/** One part, and the file that it comes from. */
export interface Part {
  readonly path: string;
  readonly report: RunReport;
}

/** What must be the same in all parts, by the words for it. */
const SAME: Readonly<Record<string, (report: RunReport) => unknown>> = {
  'version of the suite': ({ suite }) => suite.version,
  'revision of the specification': ({ specification }) => specification.revision,
  target: ({ target }) => target,
  implementation: ({ implementation }) => implementation,
  profile: ({ profile }) => profile,
  features: ({ features }) => features,
  seed: ({ seed }) => seed,
  'time scale': ({ timeScale }) => timeScale,
  set: ({ set }) => set ?? 'all',
  'number of parts': ({ shard }) => shard?.count,
  'number of cases': ({ shard }) => shard?.cases,
};

const CHOSEN = 'were they chosen by the same patterns and durations?';

/**
 * The whole run. @throws UserMistake if the parts are not of one run, or one is missing, twice there or
 * no part.
 */
export function merged(parts: readonly Part[]): RunReport {
  const ordered = judged(parts).toSorted(
    (a, b) => (a.report.shard?.index ?? 0) - (b.report.shard?.index ?? 0),
  );
  const reports = ordered.map(({ report }) => report);
  const { shard: _shard, trace: _trace, epoch, ...first } = reports[0]!;
  const isTraced = reports.every((report) => report.trace !== undefined);
  // Each part began at an instant of its own: the identities of the whole follow from none.
  const isOfOneEpoch = reports.every((report) => report.epoch === epoch);
  const cases = reports.flatMap((report) => report.cases);
  const sum = (of: (report: RunReport) => number): number =>
    reports.reduce((total, report) => total + of(report), 0);
  const byVerdict: Partial<Record<Verdict, number>> = {};
  for (const { verdict } of cases) byVerdict[verdict] = (byVerdict[verdict] ?? 0) + 1;
  return {
    ...first,
    ...(isTraced && { trace: TRACE_FILE }),
    ...(isOfOneEpoch && epoch !== undefined && { epoch }),
    command: reports.map(({ command }) => command).join(' && '),
    startedAt: reports.map(({ startedAt }) => startedAt).toSorted()[0]!,
    durationMs: sum(({ durationMs }) => durationMs),
    interrupted: reports.some(({ interrupted }) => interrupted),
    totals: {
      planned: sum(({ totals }) => totals.planned),
      executed: sum(({ totals }) => totals.executed),
      notRun: sum(({ totals }) => totals.notRun),
      byVerdict,
    },
    withheld: sum(({ withheld }) => withheld),
    falseAlarm: sum(({ falseAlarm }) => falseAlarm),
    slowest: slowestOf(cases),
    excerpt: {
      sections: uniqueBy(
        reports.flatMap(({ excerpt }) => excerpt.sections),
        ({ file, anchor }) => `${file}#${anchor}`,
      ),
      tables: uniqueBy(
        reports.flatMap(({ excerpt }) => excerpt.tables),
        ({ name }) => name,
      ),
    },
    cases,
  };
}

/**
 * The traces of the parts, one after the other, as they lie beside the records; undefined if a part has
 * none. @throws UserMistake if one cannot be read.
 */
export function mergedTrace(parts: readonly Part[]): Uint8Array | undefined {
  if (parts.some(({ report }) => report.trace === undefined)) return undefined;
  const packed = parts.map(({ path, report }) => {
    const trace = join(dirname(path), report.trace!);
    try {
      return readFileSync(trace);
    } catch (error) {
      throw new UserMistake(`${trace}: expected the trace of ${path}: ${(error as Error).message}`);
    }
  });
  return Buffer.concat(packed);
}

function judged(parts: readonly Part[]): readonly Part[] {
  const [first] = parts;
  if (!first) throw new UserMistake('nothing to merge: expected the run.json of each part');
  for (const { path, report } of parts) {
    if (!report.shard) throw new UserMistake(`${path}: no part of a run: it has no shard`);
    for (const [what, of] of Object.entries(SAME)) {
      const [one, other] = [of(first.report), of(report)].map((value) => JSON.stringify(value));
      if (one !== other) {
        throw new UserMistake(
          `${path}: another ${what} than ${first.path}: ${other} and ${one}: parts of one run have the same`,
        );
      }
    }
  }
  const { count } = first.report.shard!;
  const indexes = Array.from({ length: count }, (_, i) => i + 1);
  const of = (index: number): readonly Part[] =>
    parts.filter(({ report }) => report.shard?.index === index);
  const missing = indexes.filter((index) => of(index).length === 0);
  if (missing.length > 0) {
    const list = missing.map((index) => `${index}/${count}`).join(', ');
    throw new UserMistake(`missing: ${list}: play it with --shard and give its run.json as well`);
  }
  const twice = indexes.find((index) => of(index).length > 1);
  if (twice !== undefined) {
    const paths = of(twice).map(({ path }) => path);
    throw new UserMistake(`${paths.join(' and ')}: both are part ${twice}/${count}`);
  }
  const shared = overlap(parts.flatMap(({ report }) => report.cases));
  if (shared) {
    throw new UserMistake(`${shared} is in several parts: ${CHOSEN}`);
  }
  const { cases } = first.report.shard!;
  const found = new Set(parts.flatMap(({ report }) => report.cases.map(({ id }) => id))).size;
  if (found !== cases) {
    throw new UserMistake(`the parts have ${found} of ${cases} cases: ${CHOSEN}`);
  }
  return parts;
}

function overlap(cases: readonly CaseReport[]): string | undefined {
  const seen = new Set<string>();
  for (const { id, round } of cases) {
    const key = `${id} ${round}`;
    if (seen.has(key)) return id;
    seen.add(key);
  }
  return undefined;
}

function uniqueBy<T>(items: readonly T[], keyOf: (item: T) => string): readonly T[] {
  return [...new Map(items.map((item) => [keyOf(item), item])).values()];
}
