/** The report for people: one file, nothing loaded from elsewhere, made from run.json alone. */
import { verdictOf } from '../harness/verdict.js';
import { byChapter, chapterTitle, colourOf, isBad } from './chapters.js';
import { escapeXml } from './escape.js';
import { anchorOf, caseAnchor, caseHtml } from './html-case.js';
import { inline, markdownHtml } from './html-markdown.js';
import { SCRIPT } from './html-script.js';
import { STYLE } from './html-style.js';
import type { CaseReport, RunReport } from './run-json.js';

/** More trouble than this is listed by chapter alone. */
const TROUBLE_MAX = 60;
const UNPLAYED: readonly string[] = ['unsupported', 'not-run'];
/** Up to so many cases that went wrong lie open from the beginning. */
const OPEN_MAX = 10;

export function reportHtml(report: RunReport): string {
  const { name, version } = report.implementation;
  const title = `Conformance of ${name} ${version}`;
  return page(title, [
    `<h1>${escapeXml(title)}</h1>`,
    overall(report),
    identity(report),
    trouble(report),
    '<h2 id="totals">Totals</h2>',
    totals(report),
    filter(report),
    ...byChapter(report.cases).map(([chapter, cases]) => section(chapter, cases, report)),
    repeated(report),
    statistics(report),
    slowest(report),
    reproduce(report),
    excerpt(report),
    `<script>${SCRIPT}</script>`,
  ]);
}

/** A page of the suite's looks. `body` is HTML. */
export const page = (title: string, body: readonly string[]): string =>
  [
    '<!doctype html>',
    '<html lang="en">',
    '<head>',
    '<meta charset="utf-8">',
    '<meta name="viewport" content="width=device-width, initial-scale=1">',
    `<title>${escapeXml(title)}</title>`,
    `<style>${STYLE}</style>`,
    '</head>',
    '<body>',
    ...body.filter((part) => part !== ''),
    '</body>',
    '</html>',
    '',
  ].join('\n');

function overall(report: RunReport): string {
  const { conforms, sentence } = verdictOf(report.cases.map(({ verdict }) => verdict));
  const colour = conforms === 'yes' ? 'good' : conforms === 'no' ? 'bad' : 'unsure';
  const partial = report.interrupted ? ' Partial run: it was stopped early.' : '';
  return `<p class="verdict ${colour}">${escapeXml(sentence)}${partial}</p>`;
}

function identity(report: RunReport): string {
  const { implementation, shard } = report;
  const timings = Object.entries(report.timings).map(([name, value]) => `${name} ${value}`);
  const rows: readonly (readonly [string, string | undefined])[] = [
    [
      'Implementation',
      `${implementation.name} ${implementation.version} (${implementation.language})`,
    ],
    ['Revision', implementation.commit],
    ['Adapter', implementation.adapter && Object.values(implementation.adapter).join(' ')],
    ['Profile', report.profile],
    ['Features declared', report.features.join(', ') || 'none'],
    ['Specification', `revision ${report.specification.revision}`],
    ['Suite', `${report.suite.name} ${report.suite.version}`],
    ['Cases', report.set && `set ${report.set}`],
    ['Part', shard && `${shard.index} of ${shard.count}`],
    [
      'Network',
      report.network === 'wire' ? 'gRPC over mutual TLS, real time' : 'in memory, virtual time',
    ],
    ['Timings, unless a case sets its own', `${timings.join(', ')}; scale ${report.timeScale}`],
    ['Platform', report.platform],
    ['Started', `${report.startedAt}, ${(report.durationMs / 1_000).toFixed(1)} s`],
    ['Seed', report.seed],
    ['Command', report.command],
    ['Recorded beside', [report.trace, report.identities].filter(Boolean).join(', ')],
  ];
  const told = rows.filter(([, v]) => v !== undefined && v !== '');
  return `<details class="identity"><summary>${escapeXml(`${report.profile}, ${report.network === 'wire' ? 'over the wire' : 'in memory'}, seed ${report.seed}, ${report.platform}`)}</summary><dl>${told.map(([k, v]) => `<dt>${k}</dt><dd>${escapeXml(v!)}</dd>`).join('')}</dl></details>`;
}

/** What a reader came for, at the top. */
function trouble({ cases }: RunReport): string {
  const wrong = cases.filter((c) => !['pass', 'unsupported', 'not-run'].includes(c.verdict));
  if (wrong.length === 0 || wrong.length > TROUBLE_MAX) return '';
  const items = wrong.map(
    (c) =>
      `<li><span class="word ${colourOf(c.verdict)}">${c.verdict}</span> <a href="#${caseAnchor(c)}">${escapeXml(c.id)}</a> <code>${c.clauses[0]?.id ?? ''}</code> <span class="said">${escapeXml(c.title)}</span></li>`,
  );
  return `<h2 id="trouble">Did not pass</h2><ul class="trouble">${items.join('')}</ul>`;
}

function totals(report: RunReport): string {
  const { planned, executed, notRun } = report.totals;
  const verdicts = [...new Set(report.cases.map(({ verdict }) => verdict))];
  const rows = byChapter(report.cases).map(([chapter, cases]) => {
    const counts = verdicts.map((v) => cases.filter(({ verdict }) => verdict === v).length);
    const cells = counts.map((n) => `<td class="n">${n}</td>`).join('');
    return `<tr><th scope="row"><a href="#${chapter}">${escapeXml(chapterTitle(chapter))}</a></th><td class="n">${cases.length}</td>${cells}</tr>`;
  });
  const heads = verdicts.map((v) => `<th scope="col" class="n ${colourOf(v)}">${v}</th>`).join('');
  const withheld = report.withheld > 0 ? ` ${report.withheld} failures are not yet published.` : '';
  return [
    `<p>${planned} planned = ${executed} executed + ${notRun} not run.${withheld}</p>`,
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

function section(chapter: string, cases: readonly CaseReport[], report: RunReport): string {
  const opens = report.cases.filter(({ verdict }) => isBad(verdict)).length <= OPEN_MAX;
  return [
    `<section aria-labelledby="${chapter}">`,
    `<h2 id="${chapter}">${escapeXml(chapterTitle(chapter))}</h2>`,
    ...cases.map((c) => caseHtml(c, report, opens)),
    '</section>',
  ].join('\n');
}

/** How often a case passed that was played more than once, and not always. */
function repeated({ cases }: RunReport): string {
  if (!cases.some(({ round }) => round > 1)) return '';
  const ids = [...new Set(cases.map(({ id }) => id))];
  const rows = ids.flatMap((id) => {
    const own = cases.filter((c) => c.id === id && !UNPLAYED.includes(c.verdict));
    const passed = own.filter(({ verdict }) => verdict === 'pass').length;
    if (passed === own.length || passed === 0) return [];
    return [
      `<tr><td><a href="#${caseAnchor(own[0]!)}">${escapeXml(id)}</a></td><td class="n">${passed} of ${own.length}</td></tr>`,
    ];
  });
  const told =
    rows.length === 0
      ? '<p>Every case came out the same in each of its rounds.</p>'
      : `<table><thead><tr><th scope="col">Case</th><th scope="col" class="n">passed</th></tr></thead><tbody>${rows.join('')}</tbody></table>`;
  return `<h2 id="repeated">Unsteady</h2>${told}`;
}

function statistics({ cases, falseAlarm }: RunReport): string {
  const rows = cases.flatMap((c) =>
    (c.statistics ?? []).map(
      ({ what, size, observed, threshold, falseAlarm: own }) =>
        `<tr><td><a href="#${caseAnchor(c)}">${escapeXml(c.id)}</a></td><td>${escapeXml(what)}</td><td class="n">${size}</td><td class="n">${observed}</td><td class="n">${threshold}</td><td class="n">${own.toExponential(1)}</td></tr>`,
    ),
  );
  if (rows.length === 0) return '';
  return `<h2 id="statistics">Statistics</h2><p>Chance alone accuses a conforming target in this run with a probability of ${falseAlarm.toExponential(1)}.</p><div class="wide" tabindex="0"><table><thead><tr><th scope="col">Case</th><th scope="col">counted</th><th scope="col" class="n">sample</th><th scope="col" class="n">observed</th><th scope="col" class="n">at least</th><th scope="col" class="n">false alarm</th></tr></thead><tbody>${rows.join('')}</tbody></table></div>`;
}

function slowest({ slowest: cases }: RunReport): string {
  if (cases.length === 0) return '';
  const rows = cases.map(
    (c) =>
      `<tr><td><a href="#${caseAnchor(c)}">${escapeXml(c.id)}</a></td><td class="n">${c.durationMs} ms</td></tr>`,
  );
  return `<h2 id="slowest">Slowest</h2><table><thead><tr><th scope="col">Case</th><th scope="col" class="n">took</th></tr></thead><tbody>${rows.join('')}</tbody></table>`;
}

/** What somebody else needs to come to the same result. */
function reproduce({ command, suite, specification, implementation, seed }: RunReport): string {
  const needs = `${suite.name} ${suite.version} (specification revision ${specification.revision}), ${implementation.name} ${implementation.version}, seed ${seed}`;
  return `<h2 id="reproduce">Reproduce</h2><p>${escapeXml(needs)}:</p><pre tabindex="0">${escapeXml(command)}</pre>`;
}

function excerpt({ excerpt: { sections }, specification }: RunReport): string {
  if (sections.length === 0) return '';
  const items = sections.map(
    ({ anchor, chapter, heading, file, markdown }) =>
      `<details class="spec" id="${anchor}"><summary>${escapeXml(chapter)}, ${inline(heading)} <span class="dim">${escapeXml(file)}</span></summary><div>${markdownHtml(markdown, anchorOf)}</div></details>`,
  );
  return `<h2 id="specification">From the specification, revision ${specification.revision}</h2>${items.join('\n')}`;
}
