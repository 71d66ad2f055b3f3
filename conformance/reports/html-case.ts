/** One case in the report. What did not pass says everything that a reader needs to see why. */
import type { CitedClause } from '../harness/clauses.js';
import { chapterTitle, colourOf, isBad } from './chapters.js';
import { decisionHtml } from './decision-table.js';
import { escapeXml } from './escape.js';
import type { ExchangeLine } from './exchange.js';
import { inline } from './html-markdown.js';
import type { CaseReport, RunReport } from './run-json.js';
import { labelOf, sequenceDiagram } from './sequence-diagram.js';
import { pointedBy } from './spec/pointed.js';
import { stateDiagram } from './state-diagram.js';

/** What the case did is told in so many lines; the exchange has the rest. */
const STEPS_MAX = 12;

/** Name of the element in the excerpt that defines this id. */
export const anchorOf = (id: string): string => `spec-${id}`;

export const caseAnchor = ({ id, round }: Pick<CaseReport, 'id' | 'round'>): string =>
  `case-${id.replaceAll('/', '-')}${round > 1 ? `-${round}` : ''}`;

/** `opens`: what went wrong lies open. */
export function caseHtml(c: CaseReport, report: RunReport, opens: boolean): string {
  const isOpen = opens && isBad(c.verdict) ? ' open' : '';
  const name = c.round > 1 ? `${c.id} (round ${c.round})` : c.id;
  const passed = c.verdict === 'pass';
  return [
    `<details class="case" id="${caseAnchor(c)}" data-verdict="${c.verdict}"${isOpen}>`,
    `<summary><span class="word ${colourOf(c.verdict)}">${c.verdict}</span><span><span class="id">${escapeXml(name)}</span><span class="said">${escapeXml(c.title)}</span></span><span class="dim">${c.level}, ${c.durationMs} ms</span></summary>`,
    '<div>',
    outcome(c),
    clauses(c, report),
    ...(c.statistics ? [statistics(c.statistics)] : []),
    ...(passed ? [] : [steps(c.exchange), path(c, report)]),
    exchange(c),
    ...(c.logTail.length > 0
      ? [
          `<h4>Log of the target, last lines</h4><pre class="log" tabindex="0">${escapeXml(c.logTail.join('\n'))}</pre>`,
        ]
      : []),
    again(c),
    '</div>',
    '</details>',
  ]
    .filter((part) => part !== '')
    .join('\n');
}

function outcome({ expected, observed, message, reason, verdict }: CaseReport): string {
  const rows: readonly [string, string | undefined, string][] = [
    ['Expected', expected, 'expected'],
    ['Observed', observed, `observed ${colourOf(verdict)}`],
    ['Reason', reason, ''],
    ['Because', message, ''],
  ];
  const said = rows.filter(([, text]) => text !== undefined);
  if (said.length === 0) return '';
  return `<dl class="outcome">${said.map(([k, v, kind]) => `<dt>${k}</dt><dd class="${kind}">${escapeXml(v!)}</dd>`).join('')}</dl>`;
}

function clauses({ clauses, level }: CaseReport, { profile, excerpt }: RunReport): string {
  const items = clauses.map(({ id, text }) => {
    const section = excerpt.sections.find(({ ids }) => ids.includes(id));
    const where = section
      ? ` <a class="where" href="#${anchorOf(id)}">${escapeXml(section.chapter)}, ${escapeXml(section.heading)}</a>`
      : '';
    return `<dt><code>${escapeXml(id)}</code></dt><dd>${inline(text) || '(not in the specification)'}${where}</dd>`;
  });
  return `<h4>Clauses <span class="dim">${level}, judged by profile ${profile}</span></h4><dl>${items.join('')}</dl>`;
}

const statistics = (all: NonNullable<CaseReport['statistics']>): string =>
  [
    '<h4>Statistics</h4><table><thead><tr><th scope="col">Counted</th><th scope="col" class="n">sample</th><th scope="col" class="n">observed</th><th scope="col" class="n">at least</th><th scope="col" class="n">chance of one</th><th scope="col" class="n">false alarm</th></tr></thead><tbody>',
    ...all.map(
      ({ what, size, observed, threshold, chance, falseAlarm }) =>
        `<tr${observed < threshold ? ' class="offending"' : ''}><td>${escapeXml(what)}</td><td class="n">${size}</td><td class="n">${observed}</td><td class="n">${threshold}</td><td class="n">${chance.toFixed(3)}</td><td class="n">${falseAlarm.toExponential(1)}</td></tr>`,
    ),
    '</tbody></table>',
  ].join('');

const DOINGS: readonly string[] = ['sent', 'opened', 'note'];

/** What the suite did, in order: everything but what only keeps its probes alive, and the clearing up. */
function steps(lines: readonly ExchangeLine[]): string {
  const last = lines.findLastIndex(({ type }) => type !== 'note' && type !== 'ended');
  const done = lines
    .slice(0, last + 1)
    .filter(({ type, background }) => !background && DOINGS.includes(type));
  if (done.length === 0) return '';
  const told = done.slice(0, STEPS_MAX).map((line) => {
    const { probe, type, illegal, atMs } = line;
    const on = illegal ? ` <span class="bad">(on purpose: ${escapeXml(illegal)})</span>` : '';
    const who = type === 'note' ? '' : `${escapeXml(probe)} ${type === 'sent' ? 'sends ' : ''}`;
    return `<li>${who}${escapeXml(labelOf(line))}${on} <span class="dim">at ${atMs} ms</span></li>`;
  });
  const rest = done.length - told.length;
  const more = rest > 0 ? `<p class="dim">and ${rest} more, see the exchange</p>` : '';
  return `<h4>What was done</h4><ol>${told.join('')}</ol>${more}`;
}

function path(c: CaseReport, { excerpt }: RunReport): string {
  const pointed = pointedBy(c.clauses as readonly CitedClause[], excerpt.tables);
  if (!pointed) return '';
  const { table, rows } = pointed;
  const ids = rows.map((id) => `<a href="#${anchorOf(id)}">${id}</a>`).join(', ');
  return table.kind === 'state'
    ? `<h4>State path</h4><p>Machine <code>${table.name}</code>: in blue the way to where the clause decides, in red what had to happen there (${ids}).</p><div class="diagram" tabindex="0">${stateDiagram(table, rows)}</div>`
    : `<h4>Decision</h4><p>Table <code>${table.name}</code>: the first row that fits decides; marked what this case is about (${ids}).</p><div class="diagram" tabindex="0">${decisionHtml(table, rows)}</div>`;
}

function exchange(c: CaseReport): string {
  if (c.exchange.length === 0) return '';
  const omitted = c.omitted
    ? `<p class="dim">${c.omitted} more entries stand in the trace alone.</p>`
    : '';
  if (c.verdict === 'pass') return `<h4>Exchange</h4>${transcript(c.exchange)}${omitted}`;
  const missing = c.divergence?.what === 'unanswered' ? c.expected : undefined;
  const diagram = sequenceDiagram(c.exchange, `Sequence diagram of ${c.id}`, {
    ...(c.divergence && { divergence: c.divergence }),
    ...(missing !== undefined && { missing }),
  });
  return [
    '<h4>Exchange</h4>',
    ...(c.divergence ? [`<p>${divergence(c, c.divergence)}</p>`] : []),
    `<div class="diagram" tabindex="0">${diagram}</div>`,
    omitted,
    decodedTable(c),
  ].join('\n');
}

/** What passed without anything wrong needs no picture. */
function transcript(lines: readonly ExchangeLine[]): string {
  const isNetwork = new Set(lines.flatMap(({ node }) => node ?? [])).size > 1;
  return `<pre class="log" tabindex="0">${lines
    .map((line) => {
      const isOurs = line.type === 'sent' || line.type === 'opened';
      const arrow = `${line.probe} ${isOurs ? '→' : '←'}`;
      const far = isNetwork && line.node !== undefined ? ` ${line.node}` : '';
      const way = line.type === 'note' ? line.probe : `${arrow}${far}`;
      const text = `${String(line.atMs).padStart(6)} ms  ${way.padEnd(isNetwork ? 12 : 7)} ${labelOf(line)}`;
      return escapeXml(line.illegal ? `${text} (on purpose: ${line.illegal})` : text);
    })
    .join('\n')}</pre>`;
}

function divergence({ exchange }: CaseReport, { entry, what }: { entry: number; what: string }) {
  const line = exchange.find(({ n }) => n === entry);
  if (!line) return '';
  const said = `entry ${entry}, ${escapeXml(line.text)}`;
  return what === 'unexpected'
    ? `First message that diverges, in red: ${said}.`
    : `Nothing diverges, something is missing: the last that the suite did was ${said}.`;
}

function decodedTable({ exchange: lines, divergence }: CaseReport): string {
  const at = divergence?.what === 'unexpected' ? divergence.entry : undefined;
  return [
    `<details class="decoded"><summary>Decoded, ${lines.length} entries</summary>`,
    '<div class="wide" tabindex="0"><table class="exchange"><thead><tr><th class="n" scope="col">no.</th><th class="n" scope="col">ms</th><th scope="col">stream</th><th scope="col">direction</th><th scope="col">what</th></tr></thead><tbody>',
    ...lines.map((l) => {
      const kind = l.n === at ? ' class="offending"' : l.background ? ' class="background"' : '';
      const illegal = l.illegal ? ` <span class="bad">illegal: ${escapeXml(l.illegal)}</span>` : '';
      const fields = l.message
        ? `<details><summary>fields</summary><pre>${escapeXml(JSON.stringify(l.message, null, 2))}</pre></details>`
        : '';
      return `<tr${kind}><td class="n">${l.n}</td><td class="n">${l.atMs}</td><td>${escapeXml(l.stream || l.probe)}</td><td>${l.type}</td><td>${escapeXml(l.text)}${illegal}${fields}</td></tr>`;
    }),
    '</tbody></table></div></details>',
  ].join('\n');
}

function again({ replay, wait, durationMs, id }: CaseReport): string {
  const tight = wait
    ? ` The wait nearest to its deadline took ${wait.usedMs} of ${wait.allowedMs} ms.`
    : '';
  return `<h4>Again</h4><pre class="replay" tabindex="0">${escapeXml(replay)}</pre><p class="dim">In the studio, with every message, from the folder of this page: <code>fabric-gossip studio run.json:${escapeXml(id)}</code></p><p class="dim">Chapter ${escapeXml(chapterTitle(id.slice(0, id.indexOf('/'))))}; ${durationMs} ms.${tight}</p>`;
}
