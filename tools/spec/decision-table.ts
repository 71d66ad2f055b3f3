/**
 * Decision tables of the spec: conditions with their declared values, rows of which the first that
 * fits decides, and what a table leaves open. Two tables make one: `<!-- conditions: NAME -->`
 * (condition, values, meaning) and `<!-- decision-table: NAME -->`.
 */
import { type Chapter, markedTable } from './chapter.js';

export type Facts = Readonly<Record<string, string>>;

export interface Condition {
  readonly name: string;
  readonly values: readonly string[];
}

export interface Decision {
  readonly id: string;
  readonly line: number;
  /** In the order of the conditions: `·` (anything), one value, or values separated by `/`. */
  readonly cells: readonly string[];
  readonly verdict: string;
}

export interface DecisionTable {
  readonly name: string;
  readonly conditions: readonly Condition[];
  readonly rows: readonly Decision[];
}

export const ANY = '·';
/** Verdict of a row whose facts contradict each other: it decides, and no rule is asked. */
export const IMPOSSIBLE = '(impossible)';

/**
 * Columns between `Row` and `Verdict` are conditions; columns after `Verdict` are remarks.
 * @throws Error if the table, its conditions or one of the two columns is missing.
 */
export function decisionTable(chapter: Chapter, name: string): DecisionTable {
  const declared = markedTable(chapter, 'conditions', name).rows.map(({ cells }) => ({
    name: cells[0]!,
    values: (cells[1] ?? '').split(/,\s*/),
  }));
  const { line, header, rows } = markedTable(chapter, 'decision-table', name);
  const end = header.indexOf('Verdict');
  if (header[0] !== 'Row' || end < 2)
    throw new Error(`${chapter.path}:${line} columns must be Row | conditions | Verdict`);
  const columns = header.slice(1, end);
  const conditions = columns.map((column) => {
    const found = declared.find((condition) => condition.name === column);
    if (found === undefined)
      throw new Error(`${chapter.path}:${line} condition "${column}" declares no values`);
    return found;
  });
  const unused = declared.find((condition) => !columns.includes(condition.name));
  if (unused !== undefined)
    throw new Error(`${chapter.path}:${line} condition "${unused.name}" is no column`);
  return {
    name,
    conditions,
    rows: rows.map((row) => ({
      id: row.cells[0]!,
      line: row.line,
      cells: row.cells.slice(1, end),
      verdict: row.cells[end] ?? '',
    })),
  };
}

/** Every combination of the declared values. */
export function combinations({ conditions }: DecisionTable): Facts[] {
  return conditions.reduce<Facts[]>(
    (sets, { name, values }) =>
      sets.flatMap((set) => values.map((value) => ({ ...set, [name]: value }))),
    [{}],
  );
}

/** The first row that fits, or undefined where the table leaves the facts undecided. */
export function decide({ conditions, rows }: DecisionTable, facts: Facts): Decision | undefined {
  return rows.find(({ cells }) =>
    cells.every((cell, i) => cell === ANY || cell.split('/').includes(facts[conditions[i]!.name]!)),
  );
}

/** Undeclared values, undecided combinations, rows that never decide. Empty for a sound table. */
export function flawsIn(table: DecisionTable): string[] {
  const flaws: string[] = [];
  for (const { id, cells, verdict } of table.rows) {
    if (verdict === '') flaws.push(`${id}: no verdict`);
    cells.forEach((cell, i) => {
      const { name, values } = table.conditions[i]!;
      for (const value of cell === ANY ? [] : cell.split('/'))
        if (!values.includes(value)) flaws.push(`${id}: "${value}" is no value of ${name}`);
    });
  }
  const needed = new Set<string>();
  for (const facts of combinations(table)) {
    const row = decide(table, facts);
    if (row === undefined) flaws.push(`undecided: ${Object.values(facts).join(' | ')}`);
    else needed.add(row.id);
  }
  for (const { id } of table.rows) if (!needed.has(id)) flaws.push(`${id}: never decides`);
  return flaws;
}
