/**
 * Cases that were inconclusive play again, one by one: whoever was too slow in a crowd, suite or
 * target, may not be so alone. An inconclusive case says nothing of the target, so nothing is lost; what
 * failed stays failed.
 */
import type { Case } from '../../../conformance/harness/case.js';
import type { Verdict } from '../../../conformance/harness/verdict.js';
import { type RunReport, slowestOf } from '../../../conformance/reports/run-json.js';

/** Which of the cases of a run are worth it. */
export function unclear(cases: readonly Case[], report: RunReport): readonly Case[] {
  const ids = new Set(
    report.cases.filter(({ verdict }) => verdict === 'inconclusive').map(({ id }) => id),
  );
  return cases.filter(({ id }) => ids.has(id));
}

/** The record of both: each case with what it came to when it played last, by its number of round. */
export function withAgain(report: RunReport, again: RunReport): RunReport {
  const last = new Map(again.cases.map((one) => [one.id, one]));
  const cases = report.cases.map((one) => last.get(one.id) ?? one);
  const byVerdict: Partial<Record<Verdict, number>> = {};
  for (const { verdict } of cases) byVerdict[verdict] = (byVerdict[verdict] ?? 0) + 1;
  const notRun = (byVerdict['not-run'] ?? 0) + (byVerdict.unsupported ?? 0);
  return {
    ...report,
    cases,
    totals: { planned: cases.length, executed: cases.length - notRun, notRun, byVerdict },
    slowest: slowestOf(cases),
    durationMs: report.durationMs + again.durationMs,
    interrupted: report.interrupted || again.interrupted,
  };
}
