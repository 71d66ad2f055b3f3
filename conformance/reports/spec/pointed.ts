/** Where in the tables of the specification a case points: the rows that decide what it judges. */
import type { CitedClause } from '../../harness/clauses.js';
import type { SpecTable, StateRow, StateTable } from './tables.js';

export interface Pointed {
  readonly table: SpecTable;
  /** Ids of rows, in the order of the table. */
  readonly rows: readonly string[];
}

/**
 * The table of the first cited clause that rows decide. Rows that the case cites itself count alone:
 * it says which of them it means.
 */
export function pointedBy(
  clauses: readonly Pick<CitedClause, 'id' | 'rows'>[],
  tables: readonly SpecTable[],
): Pointed | undefined {
  const cited = new Set(clauses.filter(({ id }) => /-[RD]\d+$/.test(id)).map(({ id }) => id));
  for (const { rows } of clauses) {
    const table = tables.find((t) => t.rows.some(({ id }) => rows.includes(id)));
    if (!table) continue;
    const own = table.rows.map(({ id }) => id);
    const exact = own.filter((id) => cited.has(id));
    return { table, rows: exact.length > 0 ? exact : own.filter((id) => rows.includes(id)) };
  }
  return undefined;
}

/** Shortest way from where the machine begins to a state in which the row counts; rows in order. */
export function pathTo(table: StateTable, rowId: string): readonly StateRow[] {
  const goal = table.rows.find(({ id }) => id === rowId)?.state;
  if (goal === undefined || goal === ANY || goal === table.initial) return [];
  const ways = new Map<string, readonly StateRow[]>([[table.initial, []]]);
  const queue = [table.initial];
  for (const state of queue) {
    for (const row of table.rows) {
      const isHere = row.state === state || row.state === ANY;
      if (!isHere || !leaves(row) || ways.has(row.next)) continue;
      ways.set(row.next, [...ways.get(state)!, row]);
      queue.push(row.next);
    }
  }
  return ways.get(goal) ?? [];
}

export const ANY = '(any)';

/** Whether the row enters a state, perhaps the same anew. */
export const leaves = ({ next }: StateRow): boolean => next !== '(stay)' && next !== '(ignore)';
