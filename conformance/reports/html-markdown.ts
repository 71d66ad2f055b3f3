/** The little Markdown of the specification's sections as HTML: paragraphs, items, tables, code. */
import { escapeXml } from './escape.js';

/** Code spans and bold; links keep their words alone, for what they point at is not in the file. */
export const inline = (text: string): string =>
  escapeXml(text)
    .replaceAll(/`([^`]+)`/g, '<code>$1</code>')
    .replaceAll(/\*\*([^*]+)\*\*/g, '<b>$1</b>')
    .replaceAll(/\[([^\]]+)\]\([^)]*\)/g, '$1');

/** `anchor` names the element that defines a clause or a row. */
export function markdownHtml(markdown: string, anchor: (id: string) => string): string {
  const blocks = markdown.split(/\n\n+/).flatMap(blocksOf);
  return blocks.map((block) => blockHtml(block, anchor)).join('\n');
}

/** A list may follow a paragraph without an empty line. */
function blocksOf(text: string): string[] {
  const at = text.search(/\n(?=- )/);
  return at < 0 || text.startsWith('- ') ? [text] : [text.slice(0, at), text.slice(at + 1)];
}

function blockHtml(block: string, anchor: (id: string) => string): string {
  if (block.startsWith('|')) return tableHtml(block.split('\n'), anchor);
  if (block.startsWith('- ')) {
    const items = block.split(/\n(?=- )/).map((item) => {
      const text = item.slice(2).replaceAll(/\s+/g, ' ');
      const id = /^\*\*([A-Z]+-I?\d+)\*\*/.exec(text)?.[1];
      return `<li${id ? ` id="${anchor(id)}"` : ''}>${inline(text)}</li>`;
    });
    return `<ul>${items.join('')}</ul>`;
  }
  if (/^( {4}|```)/.test(block))
    return `<pre>${escapeXml(block.replaceAll(/^```.*$/gm, ''))}</pre>`;
  return `<p>${inline(block.replaceAll(/\s+/g, ' '))}</p>`;
}

function tableHtml(lines: readonly string[], anchor: (id: string) => string): string {
  const [head, , ...rows] = lines.map((line) =>
    line
      .slice(1, -1)
      .split('|')
      .map((cell) => cell.trim()),
  );
  const body = rows.map((cells) => {
    const id = /^[A-Z]+-[RDP]\d+$/.exec(cells[0] ?? '')?.[0];
    const words = cells.map((cell) => `<td>${inline(cell)}</td>`).join('');
    return `<tr${id ? ` id="${anchor(id)}"` : ''}>${words}</tr>`;
  });
  const heads = (head ?? []).map((cell) => `<th scope="col">${inline(cell)}</th>`).join('');
  return `<div class="wide" tabindex="0"><table><thead><tr>${heads}</tr></thead><tbody>${body.join('')}</tbody></table></div>`;
}
