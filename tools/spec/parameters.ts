/** Holds the parameters of chapter 90 against those of the program: `src/peer/parameters.ts`. */
import { type Chapter, tableFrom } from './chapter.js';
import type { Problem } from './problem.js';

export interface ParameterRow {
  readonly id: string;
  readonly name: string;
  readonly default: unknown;
  readonly unit: string;
  /** Key in Fabric's core.yaml; empty if there is none. */
  readonly fabricKey: string;
}

const CELL = /^\| *`?[A-Z]{2,6}-P\d+/;
const plain = (text: string) => (text === '—' || text === '-' ? '' : text);
/** `2 000` and `2_000` are 2000. */
const value = (text: string) =>
  /^-?[\d\s_,.]+$/.test(text) ? text.replace(/[\s_,]/g, '') : plain(text);

interface Stated extends ParameterRow {
  readonly line: number;
}

function stated(chapter: Chapter): Stated[] {
  const rows: Stated[] = [];
  for (let i = 0; i < chapter.lines.length; i += 1) {
    if (!chapter.lines[i]!.startsWith('|') || chapter.lines[i - 1]?.startsWith('|')) continue;
    const table = tableFrom(chapter, i + 1);
    for (const { line, cells } of table?.rows ?? []) {
      if (!CELL.test(chapter.lines[line - 1]!)) continue;
      const [id = '', name = '', byDefault = '', unit = '', key = ''] = cells;
      rows.push({
        id,
        name,
        default: value(byDefault),
        unit: plain(unit),
        fabricKey: plain(key),
        line,
      });
    }
  }
  return rows;
}

/** Rows that only one side has, and cells in which the two differ. */
export function parameterProblems(chapter: Chapter, program: readonly ParameterRow[]): Problem[] {
  const rows = stated(chapter);
  const at = (line: number, text: string) => ({ path: chapter.path, line, text });
  return [
    ...rows.flatMap((row) => {
      const own = program.find(({ id }) => id === row.id);
      if (own === undefined) return [at(row.line, `${row.id} is not in src/peer/parameters.ts`)];
      return (['name', 'default', 'unit', 'fabricKey'] as const).flatMap((cell) => {
        const inSpec = String(row[cell]);
        const inProgram = cell === 'default' ? value(String(own[cell])) : plain(String(own[cell]));
        return inSpec === inProgram
          ? []
          : [at(row.line, `${row.id} ${cell}: "${inSpec}" here, "${inProgram}" in the program`)];
      });
    }),
    ...program
      .filter(({ id }) => !rows.some((row) => row.id === id))
      .map(({ id }) => at(0, `has no row ${id}, but the program has that parameter`)),
  ];
}
