/**
 * Cases whose failure may not be published yet, because it could be used against networks that run: their
 * maintainers are told first. Reports count them and say nothing else.
 */

import type { Verdict } from '../../../conformance/harness/verdict.js';
import type { RunReport } from '../../../conformance/reports/run-json.js';

/** Ids of cases. */
export const WITHHELD: ReadonlySet<string> = new Set();

/** A verdict that tells nothing of a weakness. */
const HARMLESS: readonly Verdict[] = ['pass', 'unsupported', 'not-run'];

/** Whether a case with this verdict is left out. */
export const isWithheld = (
  { id, verdict }: { readonly id: string; readonly verdict: Verdict },
  withheld = WITHHELD,
): boolean => withheld.has(id) && !HARMLESS.includes(verdict);

/** The record without the cases that are left out, and with their number. */
export function withhold(report: RunReport, withheld = WITHHELD): RunReport {
  const gone = report.cases.filter((one) => isWithheld(one, withheld));
  if (gone.length === 0) return report;
  const cases = report.cases.filter((one) => !gone.includes(one));
  const byVerdict: Partial<Record<Verdict, number>> = { ...report.totals.byVerdict };
  for (const { verdict } of gone) {
    const left = byVerdict[verdict]! - 1;
    if (left === 0) delete byVerdict[verdict];
    else byVerdict[verdict] = left;
  }
  const { planned, executed } = report.totals;
  return {
    ...report,
    cases,
    slowest: report.slowest.filter(({ id }) => !gone.some((one) => one.id === id)),
    totals: {
      ...report.totals,
      planned: planned - gone.length,
      executed: executed - gone.length,
      byVerdict,
    },
    withheld: report.withheld + gone.length,
  };
}
