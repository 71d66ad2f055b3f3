/** A decision table of the specification as HTML, the rows that decide what a case judges marked. */
import { escapeXml } from './escape.js';
import type { DecisionTable } from './spec/tables.js';

export function decisionHtml(table: DecisionTable, marked: readonly string[]): string {
  const heads = ['Row', ...table.conditions, 'Verdict'];
  const rows = table.rows.map(({ id, cells, verdict }) => {
    const isMarked = marked.includes(id);
    const words = [...cells, verdict].map((cell) => `<td>${escapeXml(cell)}</td>`).join('');
    return `<tr${isMarked ? ' class="offending"' : ''}><th scope="row">${isMarked ? '<span aria-label="decides">▸ </span>' : ''}${id}</th>${words}</tr>`;
  });
  return [
    '<table class="decision"><thead><tr>',
    ...heads.map((head) => `<th scope="col">${escapeXml(head)}</th>`),
    `</tr></thead><tbody>${rows.join('')}</tbody></table>`,
  ].join('');
}
