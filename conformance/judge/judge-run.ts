/** Judges a stored run again, from its trace alone, and compares with what the run said. */
import { dirname, join } from 'node:path';
import { UserMistake } from '../../src/adapters/user-mistake.js';
import type { Verdict } from '../harness/verdict.js';
import { readRun } from '../reports/read-run.js';
import { judgeCase } from './judge-case.js';
import type { Breach, Finding } from './rule.js';
import { suiteDefects } from './suite.js';
import { readTraceFile } from './trace-file.js';
import type { StoredCase } from './trace-lines.js';

/** How what the trace shows fits what the run said. */
export type Agreement =
  /** Nothing found, and the run had nothing of the judge's either. */
  | 'agrees'
  /** The run let it pass, or failed it for something else alone. */
  | 'judge only'
  /** The run had a finding that the stored trace does not show. */
  | 'run only';

export interface JudgedCase {
  readonly case: string;
  readonly round: number;
  /** What the run said. */
  readonly stored: Verdict;
  readonly judged: 'pass' | 'fail' | 'harness-error';
  readonly agreement: Agreement;
  readonly findings: readonly Finding[];
  /** What the suite itself sent against a clause without saying so. */
  readonly defects: readonly Breach[];
}

export interface JudgedRun {
  readonly run: string;
  readonly trace: string;
  readonly cases: readonly JudgedCase[];
  /** Played, and in the record, but not in the trace. */
  readonly missing: readonly string[];
}

/** Verdicts of cases that were never played. */
const NOT_PLAYED: readonly Verdict[] = ['unsupported', 'not-run'];

/** @throws UserMistake if record or trace cannot be read, or the record names no trace. */
export function judgeRun(path: string): JudgedRun {
  const run = readRun(path);
  if (run.trace === undefined) {
    throw new UserMistake(`${path}: its run has left no trace, so there is nothing to judge`);
  }
  const trace = join(dirname(path), run.trace);
  const stored = readTraceFile(trace);
  const before = new Map(run.cases.map((c) => [keyOf(c.id, c.round), c.findings ?? []]));
  const cases = stored.map((one) =>
    judgeStored(one, before.get(keyOf(one.record.case, one.record.round)) ?? []),
  );
  const judged = new Set(cases.map((c) => keyOf(c.case, c.round)));
  const missing = run.cases
    .filter(({ verdict }) => !NOT_PLAYED.includes(verdict))
    .map(({ id, round }) => keyOf(id, round))
    .filter((key) => !judged.has(key));
  return { run: path, trace, cases, missing };
}

/** `before`: what the run itself found by these rules. */
export function judgeStored(
  { record, verdict }: StoredCase,
  before: readonly Pick<Finding, 'rule'>[],
): JudgedCase {
  const findings = judgeCase(record);
  const defects = suiteDefects(record);
  const isIn = (list: readonly Pick<Finding, 'rule'>[]) => (of: Pick<Finding, 'rule'>) =>
    list.some(({ rule }) => rule === of.rule);
  return {
    case: record.case,
    round: record.round,
    stored: verdict,
    judged: defects.length > 0 ? 'harness-error' : findings.length > 0 ? 'fail' : 'pass',
    agreement: !findings.every(isIn(before))
      ? 'judge only'
      : before.every(isIn(findings))
        ? 'agrees'
        : 'run only',
    findings,
    defects,
  };
}

const keyOf = (id: string, round: number): string => (round === 1 ? id : `${id} (round ${round})`);
