/** A line for each job of the self-test that is done. */
import type { JobReport } from '../../../../conformance/selftest/child.js';
import type { MutantReport } from '../../../../conformance/selftest/judge-mutant.js';
import type { SweepReport } from '../../../../conformance/selftest/report.js';

export const seconds = (ms: number): string => `${(ms / 1_000).toFixed(1)} s`;

/** What became of one job: with the mutant's fate, or the cases that came otherwise than they must. */
export function progressLine({ kind, report }: JobReport): string {
  if (kind === 'mutant') {
    const { id, fate, missed, durationMs } = report as MutantReport;
    const mark = fate === 'killed' ? '✓' : '✗';
    return `${mark} mutant ${id}  ${seconds(durationMs)}${fate === 'killed' ? '' : `  ${fate}: ${missed.join('; ')}`}`;
  }
  const { name, planned, wrong, durationMs } = report as SweepReport;
  const said =
    wrong.length > 0 ? `  ${wrong.length} of ${planned} cases are wrong: ${told(wrong)}` : '';
  return `${wrong.length > 0 ? '✗' : '✓'} ${kind} ${name}  ${seconds(durationMs)}${said}`;
}

/** As many as a line can show. */
const WRONG_SHOWN_MAX = 8;

function told(wrong: SweepReport['wrong']): string {
  const shown = wrong.slice(0, WRONG_SHOWN_MAX).map(({ id, verdict }) => `${id} (${verdict})`);
  const rest = wrong.length - shown.length;
  return [...shown, ...(rest > 0 ? [`and ${rest} more`] : [])].join(', ');
}
