/** The report for people: one file, nothing loaded from elsewhere, made from run.json alone. */
import { verdictOf } from '../harness/verdict.js';
import { escapeXml } from './escape.js';
import { SCRIPT } from './html-script.js';
import { STYLE } from './html-style.js';
import type { CaseReport, ExchangeLine, RunReport } from './run-json.js';
import { sequenceDiagram } from './sequence-diagram.js';

const GOOD: readonly string[] = ['pass', 'xfail'];
const BAD: readonly string[] = ['fail', 'xpass', 'target-error', 'harness-error'];

/** Titles of the specification's chapters, by the first part of case ids. */
const CHAPTERS: Readonly<Record<string, string>> = {
  wire: '2 Wire',
  identity: '3 Identity',
  link: '4 Link',
  membership: '5 Membership',
  push: '6 Push',
  pull: '7 Pull',
  channel: '9 Channel',
  election: '10 Election',
  transfer: '11 State transfer',
  delivery: '12 Delivery',
};

export function reportHtml(report: RunReport): string {
  const { name, version } = report.implementation;
  const title = `Conformance of ${name} ${version}`;
  return [
    '<!doctype html>',
    '<html lang="en">',
    '<head>',
    '<meta charset="utf-8">',
    '<meta name="viewport" content="width=device-width, initial-scale=1">',
    `<title>${escapeXml(title)}</title>`,
    `<style>${STYLE}</style>`,
    '</head>',
    '<body>',
    `<h1>${escapeXml(title)}</h1>`,
    overall(report),
    identity(report),
    '<h2 id="totals">Totals</h2>',
    totals(report),
    filter(report),
    ...chaptersOf(report).map(([chapter, cases]) => section(chapter, cases)),
    `<script>${SCRIPT}</script>`,
    '</body>',
    '</html>',
    '',
  ].join('\n');
}

function overall(report: RunReport): string {
  const { conforms, sentence } = verdictOf(report.cases.map(({ verdict }) => verdict));
  const colour = conforms === 'yes' ? 'good' : conforms === 'no' ? 'bad' : 'unsure';
  const partial = report.interrupted ? ' Partial run: it was stopped early.' : '';
  return `<p class="verdict ${colour}">${escapeXml(sentence)}${partial}</p>`;
}

function identity(report: RunReport): string {
  const timings = Object.entries(report.timings)
    .map(([name, value]) => `${name} ${value}`)
    .join(', ');
  const rows: readonly [string, string][] = [
    [
      'Implementation',
      `${report.implementation.name} ${report.implementation.version} (${report.implementation.language})`,
    ],
    ['Profile', report.profile],
    ['Features declared', report.features.join(', ') || 'none'],
    ['Specification', `revision ${report.specification.revision}`],
    ['Suite', `${report.suite.name} ${report.suite.version}`],
    [
      'Network',
      report.network === 'wire' ? 'gRPC over mutual TLS, real time' : 'in memory, virtual time',
    ],
    ['Timings, unless a case sets its own', `${timings}; scale ${report.timeScale}`],
    ['Platform', report.platform],
    ['Started', `${report.startedAt}, ${(report.durationMs / 1_000).toFixed(1)} s`],
    ['Seed', report.seed],
    ['Command', report.command],
  ];
  return `<dl>${rows.map(([k, v]) => `<dt>${k}</dt><dd>${escapeXml(v)}</dd>`).join('')}</dl>`;
}

function totals(report: RunReport): string {
  const { planned, executed, notRun } = report.totals;
  const verdicts = [...new Set(report.cases.map(({ verdict }) => verdict))];
  const rows = chaptersOf(report).map(([chapter, cases]) => {
    const counts = verdicts.map((v) => cases.filter(({ verdict }) => verdict === v).length);
    const cells = counts.map((n) => `<td class="n">${n}</td>`).join('');
    return `<tr><th scope="row"><a href="#${chapter}">${CHAPTERS[chapter] ?? chapter}</a></th><td class="n">${cases.length}</td>${cells}</tr>`;
  });
  const heads = verdicts.map((v) => `<th scope="col" class="n ${colourOf(v)}">${v}</th>`).join('');
  return [
    `<p>${planned} planned = ${executed} executed + ${notRun} not run.</p>`,
    `<table><thead><tr><th scope="col">Chapter</th><th scope="col" class="n">cases</th>${heads}</tr></thead>`,
    `<tbody>${rows.join('')}</tbody></table>`,
  ].join('\n');
}

function filter(report: RunReport): string {
  const verdicts = [...new Set(report.cases.map(({ verdict }) => verdict))];
  const buttons = ['all', ...verdicts]
    .map(
      (v) =>
        `<button type="button" data-verdict="${v}" aria-pressed="${v === 'all'}">${v}</button>`,
    )
    .join('');
  return `<div class="filter" role="search"><input type="search" aria-label="Filter cases by id, clause or words" placeholder="Filter: id, clause, words">${buttons}<span class="dim" aria-live="polite"></span></div>`;
}

function chaptersOf({ cases }: RunReport): [string, CaseReport[]][] {
  const chapters = new Map<string, CaseReport[]>();
  for (const c of cases) {
    const [chapter] = c.id.split('/');
    chapters.set(chapter!, [...(chapters.get(chapter!) ?? []), c]);
  }
  const order = Object.keys(CHAPTERS);
  return [...chapters].sort(([a], [b]) => order.indexOf(a) - order.indexOf(b));
}

const section = (chapter: string, cases: readonly CaseReport[]): string =>
  [
    `<section aria-labelledby="${chapter}">`,
    `<h2 id="${chapter}">${CHAPTERS[chapter] ?? chapter}</h2>`,
    ...cases.map(caseHtml),
    '</section>',
  ].join('\n');

const colourOf = (verdict: string): string =>
  GOOD.includes(verdict)
    ? 'good'
    : BAD.includes(verdict)
      ? 'bad'
      : verdict === 'unsupported'
        ? 'dim'
        : 'unsure';

function caseHtml(c: CaseReport): string {
  const isOpen = BAD.includes(c.verdict) ? ' open' : '';
  const clauses = c.clauses.map(
    ({ id, text }) =>
      `<dt><code>${escapeXml(id)}</code></dt><dd>${withCode(text) || '(not in the specification)'}</dd>`,
  );
  const name = c.round > 1 ? `${c.id} (round ${c.round})` : c.id;
  return [
    `<details class="case" data-verdict="${c.verdict}"${isOpen}>`,
    `<summary><span class="word ${colourOf(c.verdict)}">${c.verdict}</span><span><span class="id">${escapeXml(name)}</span><span class="said">${escapeXml(c.title)}</span></span><span class="dim">${c.level}, ${c.durationMs} ms</span></summary>`,
    '<div>',
    outcome(c),
    `<h3>Clauses</h3><dl>${clauses.join('')}</dl>`,
    `<h3>Again</h3><pre>${escapeXml(c.replay)}</pre>`,
    exchange(c),
    c.logTail.length > 0
      ? `<h3>Log of the target, last lines</h3><pre>${escapeXml(c.logTail.join('\n'))}</pre>`
      : '',
    '</div>',
    '</details>',
  ].join('\n');
}

/** Markdown's code spans, the only markup that clauses have. */
const withCode = (text: string): string =>
  escapeXml(text).replaceAll(/`([^`]+)`/g, '<code>$1</code>');

function outcome({ expected, observed, message, reason }: CaseReport): string {
  const rows: readonly [string, string | undefined][] = [
    ['Expected', expected],
    ['Observed', observed],
    ['Reason', reason],
    ['Because', message],
  ];
  const said = rows.filter(([, text]) => text !== undefined);
  if (said.length === 0) return '';
  return `<dl>${said.map(([k, v]) => `<dt>${k}</dt><dd>${escapeXml(v!)}</dd>`).join('')}</dl>`;
}

function exchange(c: CaseReport): string {
  if (c.exchange.length === 0) return '';
  return [
    '<h3>Exchange</h3>',
    `<div class="diagram" tabindex="0">${sequenceDiagram(c.exchange, `Sequence diagram of ${c.id}`)}</div>`,
    c.verdict === 'pass' ? '' : decodedTable(c.exchange),
  ].join('\n');
}

const decodedTable = (lines: readonly ExchangeLine[]): string =>
  [
    `<details><summary>Decoded, ${lines.length} entries</summary>`,
    '<table class="exchange"><thead><tr><th class="n" scope="col">ms</th><th scope="col">stream</th><th scope="col">direction</th><th scope="col">what</th></tr></thead><tbody>',
    ...lines.map(
      (l) =>
        `<tr${l.background ? ' class="background"' : ''}><td class="n">${l.atMs}</td><td>${escapeXml(l.stream || l.probe)}</td><td>${l.type}</td><td>${escapeXml(l.text)}${l.illegal ? ` <span class="bad">illegal: ${escapeXml(l.illegal)}</span>` : ''}${l.message ? `<details><summary>fields</summary><pre>${escapeXml(JSON.stringify(l.message, null, 2))}</pre></details>` : ''}</td></tr>`,
    ),
    '</tbody></table></details>',
  ].join('\n');
