/** What a self-test found, as Markdown for the summary of a job. */
import { type SelftestReport, score, troubles } from '../selftest/report.js';

export function selftestMarkdown(report: SelftestReport): string {
  const { killed, total, percent } = score(report);
  const wrong = troubles(report);
  const sum = (name: string, sweeps: SelftestReport['seeds'], must: string): string[] =>
    sweeps.length === 0
      ? []
      : [
          `| ${name} | ${sweeps.filter((sweep) => sweep.wrong.length === 0).length} of ${sweeps.length} ${must} |`,
        ];
  const right = report.adapters.filter((adapter) => adapter.right).length;
  const { judged, unbroken } = report.clauses;
  return [
    '## Self-test of the conformance suite',
    '',
    `**${wrong.length === 0 ? 'Sound' : 'Not sound'}: ${killed} of ${total} mutants killed (${percent})**${report.partial ? ', not all were played' : ''}`,
    '',
    '| Part | Outcome |',
    '| --- | --- |',
    `| mutants | ${killed} of ${total} killed by the expected check |`,
    `| MUST clauses that cases judge | ${judged - unbroken.length} of ${judged} broken by a mutant |`,
    ...sum('targets that are none', report.degenerate, 'pass nothing'),
    ...sum('benign variants', report.benign, 'pass everything'),
    ...sum('further seeds', report.seeds, 'pass everything'),
    ...sum('under load', report.load, 'pass everything'),
    ...(report.adapters.length > 0
      ? [`| broken adapters | ${right} of ${report.adapters.length} told rightly |`]
      : []),
    '',
    ...wrong.map(
      (line) => `- ${line.replaceAll(/\s+/g, ' ').replaceAll(/[\\`*_[\]|<>]/g, '\\$&')}`,
    ),
    ...(wrong.length > 0 ? [''] : []),
  ].join('\n');
}
