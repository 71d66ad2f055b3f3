/** Mutants by cases as one picture: SVG, coloured by the page's variables. */
import type { MutantReport } from '../selftest/judge-mutant.js';
import { byChapter, chapterTitle, colourOf } from './chapters.js';
import { escapeXml } from './escape.js';

const FIELD_PX = 11;
const GAP_PX = 2;
const CHAPTER_GAP_PX = 10;
const NAMES_PX = 330;
const HEAD_PX = 22;

/** Only cases that some mutant was played on have a column. */
export function mutantMatrix(mutants: readonly MutantReport[]): string {
  const ids = [...new Set(mutants.flatMap(({ cases }) => cases.map(({ id }) => id)))].sort();
  const chapters = byChapter(ids.map((id) => ({ id })));
  const columns = new Map<string, number>();
  const heads: string[] = [];
  let x = NAMES_PX;
  for (const [chapter, own] of chapters) {
    heads.push(`<text class="chapter" x="${x}" y="14">${escapeXml(chapterTitle(chapter))}</text>`);
    for (const { id } of own) {
      columns.set(id, x);
      x += FIELD_PX + GAP_PX;
    }
    // The title of a chapter with few cases is longer than they are.
    const titleEnd = columns.get(own[0]!.id)! + chapterTitle(chapter).length * 7.2;
    x = Math.max(x, titleEnd) + CHAPTER_GAP_PX;
  }
  const height = HEAD_PX + mutants.length * (FIELD_PX + GAP_PX) + 4;
  const width = Math.ceil(x);
  return [
    `<svg class="mutants" viewBox="0 0 ${width} ${height}" width="${width}" height="${height}" role="img" aria-label="Mutants by cases; the table below says the same">`,
    ...heads,
    ...mutants.flatMap((mutant, row) => fields(mutant, row, columns)),
    '</svg>',
  ].join('\n');
}

function fields(
  { id, fate, cases }: MutantReport,
  row: number,
  columns: ReadonlyMap<string, number>,
): string[] {
  const y = HEAD_PX + row * (FIELD_PX + GAP_PX);
  const name = `<text class="${fate === 'killed' ? '' : 'bad'}" x="${NAMES_PX - 8}" y="${y + FIELD_PX - 1}" text-anchor="end">${escapeXml(id)}</text>`;
  return [
    name,
    ...cases.map(({ id: one, verdict }) => {
      const kind = verdict === 'pass' ? 'passed' : colourOf(verdict);
      return `<rect class="${kind}" x="${columns.get(one)}" y="${y}" width="${FIELD_PX}" height="${FIELD_PX}"><title>${escapeXml(`${id} × ${one}: ${verdict}`)}</title></rect>`;
    }),
  ];
}
