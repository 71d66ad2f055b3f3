/** Implementations by cases on one page; it loads nothing, and links to the reports beside it. */
import { byChapter, chapterTitle, colourOf } from './chapters.js';
import { escapeXml } from './escape.js';
import { page } from './html.js';
import type { Matrix, MatrixRow, MatrixRun } from './matrix.js';

export function matrixHtml(matrix: Matrix): string {
  const title = 'Conformance of implementations of Fabric gossip';
  const differing = matrix.cases.filter(({ differs }) => differs);
  return page(title, [
    `<h1>${title}</h1>`,
    totals(matrix),
    `<h2 id="differ">Where they differ</h2>`,
    differing.length === 0
      ? '<p>All that judged a case agree on it.</p>'
      : table(matrix.runs, differing),
    ...byChapter(matrix.cases).flatMap(([chapter, rows]) => [
      `<h2 id="${chapter}">${escapeXml(chapterTitle(chapter))}</h2>`,
      table(matrix.runs, rows),
    ]),
  ]);
}

function totals({ runs, cases }: Matrix): string {
  const verdicts = [...new Set(cases.flatMap((c) => c.verdicts))].filter((v) => v !== null);
  const heads = verdicts.map((v) => `<th scope="col" class="n ${colourOf(v)}">${v}</th>`).join('');
  const rows = runs.map((run, i) => {
    const counts = verdicts.map((v) => `<td class="n">${run.byVerdict[v] ?? 0}</td>`).join('');
    const network = run.network === 'wire' ? 'over the wire' : 'in memory';
    return `<tr><th scope="row">${i + 1}. ${named(run)}</th><td>${run.profile}, ${network}, seed ${escapeXml(run.seed)}, ${run.startedAt}</td><td>${run.verdict}</td>${counts}</tr>`;
  });
  return `<div class="wide" tabindex="0"><table><thead><tr><th scope="col">Implementation</th><th scope="col">Run</th><th scope="col">Verdict</th>${heads}</tr></thead><tbody>${rows.join('')}</tbody></table></div>`;
}

const named = ({ implementation, link }: MatrixRun): string =>
  link === undefined
    ? escapeXml(implementation)
    : `<a href="${escapeXml(link)}">${escapeXml(implementation)}</a>`;

function table(runs: readonly MatrixRun[], rows: readonly MatrixRow[]): string {
  const heads = runs.map((run, i) => `<th scope="col">${i + 1}. ${named(run)}</th>`).join('');
  const body = rows.map((row) => {
    const cells = row.verdicts.map((verdict, i) => {
      if (verdict === null) return '<td class="dim" aria-label="not planned">–</td>';
      const said = row.said[i];
      const link = runs[i]?.link;
      const anchor = `case-${row.id.replaceAll('/', '-')}`;
      const word =
        link === undefined ? verdict : `<a href="${escapeXml(`${link}#${anchor}`)}">${verdict}</a>`;
      return `<td class="${colourOf(verdict)}"${said ? ` title="${escapeXml(said)}"` : ''}>${word}</td>`;
    });
    return `<tr><th scope="row"><span class="id">${escapeXml(row.id)}</span><span class="said">${escapeXml(row.title)}</span></th><td>${row.clauses.join(' ')}</td>${cells.join('')}</tr>`;
  });
  return `<div class="wide" tabindex="0"><table class="matrix"><thead><tr><th scope="col">Case</th><th scope="col">Clauses</th>${heads}</tr></thead><tbody>${body.join('')}</tbody></table></div>`;
}
