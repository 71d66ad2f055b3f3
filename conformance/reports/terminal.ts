/** What a person sees while the suite runs, and what is wrong at the end. */
import type { CaseResult } from '../harness/result.js';
import type { CaseReport, RunReport } from './run-json.js';

const MARKS: Readonly<Record<string, string>> = {
  pass: '✓',
  fail: '✗',
  warn: '!',
  inconclusive: '?',
  unsupported: '–',
  xfail: 'x',
  xpass: '✗',
  'target-error': '✗',
  'not-run': '·',
  'harness-error': '✗',
};

export function progressLine(
  { case: { id }, verdict, durationMs }: CaseResult,
  done: number,
  planned: number,
): string {
  const count = `${String(done).padStart(String(planned).length)}/${planned}`;
  const said = verdict === 'pass' ? '' : `  ${verdict}`;
  return `${count} ${MARKS[verdict]} ${id}  ${durationMs} ms${said}`;
}

/** Everything that was played and did not pass, then the totals. */
export function summary(report: RunReport): string {
  const { totals, implementation, cases } = report;
  const quiet = ['pass', 'unsupported', 'xfail', 'not-run'];
  const wrong = cases.filter(({ verdict }) => !quiet.includes(verdict));
  const byVerdict = Object.entries(totals.byVerdict)
    .map(([verdict, count]) => `${count} ${verdict}`)
    .join(', ');
  const plan = `${totals.planned} planned = ${totals.executed} executed + ${totals.notRun} not run`;
  return [
    ...wrong.flatMap(trouble),
    '',
    `${implementation.name} ${implementation.version}, profile ${report.profile}, seed ${report.seed}`,
    `${plan}: ${byVerdict}; ${(report.durationMs / 1_000).toFixed(1)} s`,
    ...(report.falseAlarm > 0
      ? [
          `chance alone accuses a conforming target with a probability of ${report.falseAlarm.toExponential(1)}`,
        ]
      : []),
    ...(report.interrupted ? ['partial run: it was stopped before all planned cases ran'] : []),
    '',
  ].join('\n');
}

function trouble(c: CaseReport): string[] {
  const [main] = c.clauses;
  return [
    '',
    `${MARKS[c.verdict]} ${c.id} (${c.verdict}${c.reason ? `, ${c.reason}` : ''})`,
    ...(main ? [`  clause    ${main.id}: ${main.text}`] : []),
    ...(c.expected ? [`  expected  ${c.expected}`, `  observed  ${c.observed}`] : []),
    ...(c.message ? [`  because   ${c.message.replaceAll('\n', '\n            ')}`] : []),
    `  again     ${c.replay}`,
  ];
}
