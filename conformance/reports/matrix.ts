/** Several runs beside each other: which implementation does what, case by case. */
import type { Verdict } from '../harness/verdict.js';
import { badge } from './badge.js';
import { worstRounds } from './compare.js';
import type { RunReport } from './run-json.js';

export interface MatrixRun {
  readonly implementation: string;
  readonly profile: string;
  readonly network: RunReport['network'];
  readonly seed: string;
  readonly startedAt: string;
  /** Verdict of the run in words. */
  readonly verdict: string;
  readonly byVerdict: RunReport['totals']['byVerdict'];
  /** Path of the HTML report of the run, relative to the page; absent where there is none. */
  readonly link?: string;
}

export interface MatrixRow {
  readonly id: string;
  readonly title: string;
  readonly level: string;
  readonly clauses: readonly string[];
  /** One for each run, in their order; null where the run did not plan the case. */
  readonly verdicts: readonly (Verdict | null)[];
  /** What the runs say of it, where they do; null else. */
  readonly said: readonly (string | null)[];
  /** Whether the runs that judged it disagree. */
  readonly differs: boolean;
}

export interface Matrix {
  readonly schema: 1;
  readonly runs: readonly MatrixRun[];
  readonly cases: readonly MatrixRow[];
}

export interface MatrixInput {
  readonly report: RunReport;
  readonly link?: string;
}

const UNJUDGED: readonly (Verdict | null)[] = [null, 'not-run', 'unsupported'];

export function matrixOf(inputs: readonly MatrixInput[]): Matrix {
  const runs = inputs.map(({ report }) => worstRounds(report));
  const ids = [...new Set(runs.flatMap((run) => [...run.keys()]))];
  return {
    schema: 1,
    runs: inputs.map(({ report, link }) => ({
      implementation: `${report.implementation.name} ${report.implementation.version}`,
      profile: report.profile,
      network: report.network,
      seed: report.seed,
      startedAt: report.startedAt,
      verdict: badge(report).message,
      byVerdict: report.totals.byVerdict,
      ...(link !== undefined && { link }),
    })),
    cases: ids.map((id) => {
      const own = runs.map((run) => run.get(id));
      const some = own.find((c) => c !== undefined)!;
      const verdicts = own.map((c) => c?.verdict ?? null);
      const judged = verdicts.filter((v) => !UNJUDGED.includes(v));
      return {
        id,
        title: some.title,
        level: some.level,
        clauses: some.clauses.map((clause) => clause.id),
        verdicts,
        said: own.map((c) =>
          c?.expected ? `expected ${c.expected}; observed ${c.observed}` : (c?.message ?? null),
        ),
        differs: new Set(judged).size > 1,
      };
    }),
  };
}

/** A table for each kind of reader: totals, then every case on which runs disagree or fail. */
export function matrixMarkdown({ runs, cases }: Matrix): string {
  const verdicts = [...new Set(cases.flatMap((c) => c.verdicts))].filter((v) => v !== null);
  const head = (first: string, rest: readonly string[]): string[] => [
    `| ${[first, ...rest].join(' | ')} |`,
    `| ${[first, ...rest].map(() => '---').join(' | ')} |`,
  ];
  const names = runs.map(({ implementation, profile }, i) =>
    cell(`${i + 1}. ${implementation}, ${profile}`),
  );
  const notable = cases.filter(
    (c) => c.differs || c.verdicts.some((v) => v !== 'pass' && !UNJUDGED.includes(v)),
  );
  return [
    '## Implementations and cases',
    '',
    ...head('Verdict', names),
    `| of the run | ${runs.map(({ verdict }) => cell(verdict)).join(' | ')} |`,
    ...verdicts.map(
      (v) => `| ${v} | ${runs.map(({ byVerdict }) => byVerdict[v] ?? 0).join(' | ')} |`,
    ),
    '',
    `${cases.length} cases; ${notable.length} that differ, or that somebody does not pass:`,
    '',
    ...head('Case', ['Clauses', ...names]),
    ...notable.map(
      (c) =>
        `| ${c.id} | ${c.clauses.join(' ')} | ${c.verdicts.map((v) => v ?? '–').join(' | ')} |`,
    ),
    '',
  ].join('\n');
}

const cell = (text: string): string => text.replaceAll(/[\\`*_[\]|<>]/g, '\\$&');
