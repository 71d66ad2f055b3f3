/**
 * Which clauses a row of a state table carries out: those that name the row, and those that the row's
 * guard, actions and delay name where they are defined.
 */
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { SpecClause } from '../../src/adapters/spec-index.js';
import { rowsOf } from '../../src/machines/export/rows.js';
import { machines } from '../../src/machines/index.js';
import type { StudioClause } from '../../studio/statechart/chart.js';

const FOLDER = 'src/machines';

export function withCitedRows(clauses: readonly SpecClause[]): StudioClause[] {
  const cited = citedByName();
  const rows = new Map<string, Set<string>>(clauses.map(({ id, rows: own }) => [id, new Set(own)]));
  for (const { name, machine } of machines)
    for (const { id, event, guard, actions } of rowsOf(machine)) {
      const names = [guard, ...actions.split(', '), event.replace(/^after /, '')];
      for (const part of names)
        for (const clause of cited.get(`${name} ${part}`) ?? []) rows.get(clause)?.add(id);
    }
  return clauses.map(({ id, text, chapter }) => ({ id, text, chapter, rows: [...rows.get(id)!] }));
}

/** By machine and name of a guard, action or delay: the clauses in the comment above it. */
function citedByName(): Map<string, readonly string[]> {
  const found = new Map<string, readonly string[]>();
  for (const file of readdirSync(FOLDER).filter((name) => name.endsWith('.machine.ts'))) {
    const text = readFileSync(join(FOLDER, file), 'utf8');
    const machine = file.replace('.machine.ts', '');
    for (const [, comment, name] of text.matchAll(/\/\*\* ([^*]*?) \*\/\s*(\w+):/g))
      found.set(`${machine} ${name}`, comment!.match(/\b[A-Z]+-\d+\b/g) ?? []);
  }
  return found;
}
