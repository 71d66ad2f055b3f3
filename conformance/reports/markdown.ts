/** The report as Markdown, for the summary of a job: what a reader decides by, and no exchange. */
import { verdictOf } from '../harness/verdict.js';
import { byChapter, chapterTitle } from './chapters.js';
import type { CaseReport, RunReport } from './run-json.js';

/** More trouble than this is counted, not shown: a summary has a limit of its own (1 MiB on GitHub). */
const TROUBLE_MAX = 50;
const QUIET: readonly string[] = ['pass', 'unsupported', 'not-run'];

export function reportMarkdown(report: RunReport): string {
  const { implementation, profile, seed, suite, specification } = report;
  const wrong = report.cases.filter(({ verdict }) => !QUIET.includes(verdict));
  const rest = wrong.length - TROUBLE_MAX;
  return [
    `## Conformance of ${escaped(implementation.name)} ${escaped(implementation.version)}`,
    '',
    `**${escaped(verdictOf(report.cases.map(({ verdict }) => verdict)).sentence)}**`,
    '',
    `Profile ${profile}, seed \`${plain(seed)}\`, ${escaped(report.platform)}; suite ${suite.version}, specification revision ${specification.revision}.`,
    '',
    ...totals(report),
    ...(wrong.length > 0 ? ['### Did not pass', ''] : []),
    ...wrong.slice(0, TROUBLE_MAX).flatMap(trouble),
    ...(rest > 0 ? [`and ${rest} more, see the HTML report`, ''] : []),
    ...statistics(report),
    closing(report),
    '',
  ].join('\n');
}

function totals({ cases }: RunReport): string[] {
  const verdicts = [...new Set(cases.map(({ verdict }) => verdict))];
  const rows = byChapter(cases).map(([chapter, own]) => {
    const counts = verdicts.map((v) => own.filter(({ verdict }) => verdict === v).length);
    return `| ${chapterTitle(chapter)} | ${[own.length, ...counts].join(' | ')} |`;
  });
  return [
    `| Chapter | cases | ${verdicts.join(' | ')} |`,
    `| --- | ${['cases', ...verdicts].map(() => '---:').join(' | ')} |`,
    ...rows,
    '',
  ];
}

function trouble(c: CaseReport): string[] {
  const [main] = c.clauses;
  const why = c.expected
    ? [`- expected: ${escaped(c.expected)}`, `- observed: ${escaped(c.observed ?? '')}`]
    : [`- because: ${escaped(c.message ?? c.reason ?? '')}`];
  return [
    `<details><summary>${c.verdict}: <code>${c.id}</code> ${c.clauses.map(({ id }) => id).join(' ')}</summary>`,
    '',
    escaped(c.title),
    '',
    ...(main ? [`- ${main.id}, ${c.level}: ${escaped(main.text)}`] : []),
    ...why,
    '',
    '```sh',
    plain(c.replay),
    '```',
    '',
    '</details>',
    '',
  ];
}

function statistics({ cases, falseAlarm }: RunReport): string[] {
  const counted = cases.flatMap(({ statistics = [] }) => statistics);
  if (counted.length === 0) return [];
  const missed = counted.filter(({ observed, threshold }) => observed < threshold).length;
  return [
    `${counted.length} statistics, ${missed} missed; chance alone accuses a conforming target with a probability of ${falseAlarm.toExponential(1)}.`,
    '',
  ];
}

/** Nothing of it is markup, and it stays on its line. */
const escaped = (text: string): string =>
  text
    .replaceAll(/\s+/g, ' ')
    .replaceAll('&', '&amp;')
    .replaceAll('<', '&lt;')
    .replaceAll(/[\\`*_[\]|#]/g, '\\$&');

/** In code, where nothing is markup but the end of it. */
const plain = (text: string): string => text.replaceAll(/\s+/g, ' ').replaceAll('`', "'");

function closing({ totals: { planned, executed, notRun } }: RunReport): string {
  const plan = `${planned} planned = ${executed} executed + ${notRun} not run.`;
  return notRun > 0 ? `${plan} What was not run was not judged.` : plan;
}
