/** State tables of the spec: parsing, what a machine must have of them, and what they leave open. */
import { NONE, type Row } from '../../src/machines/export/rows.js';
import { type Chapter, markedTable } from './chapter.js';

export interface SpecRow extends Row {
  readonly line: number;
}

const COLUMNS = ['Row', 'In state', 'Event', 'Guard', 'Next state', 'Actions'];

/**
 * The rows of the table after `<!-- state-table: NAME -->`; a row of several events becomes several.
 * @throws Error if there is no such table or its columns differ.
 */
export function stateTable(chapter: Chapter, name: string): SpecRow[] {
  const { line, header, rows } = markedTable(chapter, 'state-table', name);
  if (header.join() !== COLUMNS.join())
    throw new Error(`${chapter.path}:${line} columns must be ${COLUMNS.join(' | ')}`);
  return rows.flatMap((row) => {
    const [id = '', state = '', events = '', guard = '', next = '', actions = ''] = row.cells;
    return events
      .split(/,\s*/)
      .map((event) => ({ id, state, event, guard, next, actions, line: row.line }));
  });
}

/**
 * The rows that must stand in the machine. An ignore row is left out where XState ignores by itself:
 * unguarded, and no `(any)` row names its event. Every other ignore row is an explicit empty
 * transition.
 */
export function required<R extends Row>(rows: readonly R[]): R[] {
  const anywhere = new Set(rows.filter((r) => r.state === '(any)').map((r) => r.event));
  return rows.filter((r) => r.next !== '(ignore)' || r.guard !== NONE || anywhere.has(r.event));
}

/** Rows by state and event. Order matters only inside one cell: there the first true guard wins. */
export function grouped(rows: readonly Row[]): Record<string, string[]> {
  const out: Record<string, string[]> = {};
  for (const { id, state, event, guard, next, actions } of rows) {
    const key = `${state} × ${event}`;
    out[key] ??= [];
    out[key].push(`${id}: [${guard}] → ${next} / ${actions}`);
  }
  return out;
}

/** Undecided cells, guarded cells without an otherwise row, and rows that can never be reached. */
export function holesIn(rows: readonly Row[]): string[] {
  const isState = (name: string) => !name.startsWith('(');
  const states = new Set(rows.flatMap((r) => [r.state, r.next]).filter(isState));
  const events = new Set(rows.map((r) => r.event).filter((event) => !event.startsWith('(')));
  const holes: string[] = [];
  for (const state of states)
    for (const event of events) {
      const own = rows.filter((r) => r.event === event && r.state === state);
      const cell = [...own, ...rows.filter((r) => r.event === event && r.state === '(any)')];
      // A delay belongs to the states that name it; elsewhere it is not armed.
      if (cell.length === 0) {
        if (!event.startsWith('after ')) holes.push(`${state} × ${event}: undecided`);
      } else if (cell.at(-1)!.guard !== NONE) holes.push(`${state} × ${event}: no otherwise row`);
      for (const dead of own.slice(own.findIndex((r) => r.guard === NONE) + 1))
        if (own.some((r) => r.guard === NONE))
          holes.push(`${state} × ${event}: ${dead.id} is never reached`);
    }
  return holes;
}
