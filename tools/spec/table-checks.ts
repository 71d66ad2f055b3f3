/** Holds the tables of the spec against machines and tests, both ways. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { globSync } from 'tinyglobby';
import { rowsOf } from '../../src/machines/export/rows.js';
import type { MachineEntry } from '../../src/machines/index.js';
import { announced, type Chapter } from './chapter.js';
import { decisionTable, flawsIn } from './decision-table.js';
import type { Problem } from './problem.js';
import { grouped, holesIn, required, type SpecRow, stateTable } from './state-table.js';

const messageOf = (error: unknown) => (error instanceof Error ? error.message : String(error));

/** Runs a check; what it throws is a problem of its own. */
function guarded(path: string, line: number, check: () => Problem[]): Problem[] {
  try {
    return check();
  } catch (error) {
    return [{ path, line, text: messageOf(error).replace(`${path}:${line} `, '') }];
  }
}

/** The tables that tests compare: `rowsIn('…', 'NAME')`, `tableIn('…', 'NAME')`. */
export function tested(root: string): { states: Set<string>; decisions: Set<string> } {
  const files = globSync(['test/machines/**/*.test.ts', 'test/rules/**/*.test.ts'], { cwd: root });
  const text = files.map((path) => readFileSync(join(root, path), 'utf8')).join('\n');
  const names = (call: string) =>
    new Set(
      [...text.matchAll(new RegExp(`\\b${call}\\(\\s*[^,()]+,\\s*['"\`]([a-z0-9-]+)`, 'g'))].map(
        (match) => match[1]!,
      ),
    );
  return { states: names('rowsIn'), decisions: names('tableIn') };
}

export function stateTableProblems(
  chapters: readonly Chapter[],
  machines: readonly MachineEntry[],
  testedNames: ReadonlySet<string>,
): Problem[] {
  const stated = chapters.flatMap((chapter) =>
    announced(chapter)
      .filter(({ kind }) => kind === 'state-table')
      .map(({ name, line }) => ({ chapter, name, line })),
  );
  const missing = machines
    .filter(({ name }) => !stated.some((table) => table.name === name))
    .map(({ name, chapter }) => ({
      path: chapter,
      line: 0,
      text: `has no state table "${name}", but there is such a machine`,
    }));
  return [
    ...missing,
    ...stated.flatMap(({ chapter, name, line }) =>
      guarded(chapter.path, line, () => {
        const here = (text: string) => ({ path: chapter.path, line, text });
        const table = stateTable(chapter, name);
        const entry = machines.find((machine) => machine.name === name);
        return [
          ...holesIn(table).map((hole) => here(`${name}: ${hole}`)),
          ...(testedNames.has(name) ? [] : [here(`no machine test compares "${name}"`)]),
          ...(entry === undefined
            ? [here(`there is no machine "${name}"`)]
            : [
                ...differences(chapter.path, table, entry),
                ...(entry.chapter === chapter.path
                  ? []
                  : [here(`the machine "${name}" says that its table is in ${entry.chapter}`)]),
              ]),
        ];
      }),
    ),
  ];
}

/** Cell by cell: what the table says, what the machine does. */
function differences(path: string, table: readonly SpecRow[], entry: MachineEntry): Problem[] {
  const spec = grouped(required(table));
  const machine = grouped(rowsOf(entry.machine));
  return [...new Set([...Object.keys(spec), ...Object.keys(machine)])].flatMap((cell) => {
    const said = spec[cell]?.join('; ') ?? 'nothing';
    const done = machine[cell]?.join('; ') ?? 'nothing';
    if (said === done) return [];
    const line = table.find((row) => `${row.state} × ${row.event}` === cell)?.line ?? 0;
    return [{ path, line, text: `${entry.name}: ${cell}: table ${said}, machine ${done}` }];
  });
}

export function decisionTableProblems(
  chapters: readonly Chapter[],
  testedNames: ReadonlySet<string>,
): Problem[] {
  return chapters.flatMap((chapter) =>
    announced(chapter)
      .filter(({ kind }) => kind === 'decision-table')
      .flatMap(({ name, line }) =>
        guarded(chapter.path, line, () => [
          ...flawsIn(decisionTable(chapter, name)).map((flaw) => ({
            path: chapter.path,
            line,
            text: `${name}: ${flaw}`,
          })),
          ...(testedNames.has(name)
            ? []
            : [{ path: chapter.path, line, text: `no rule test compares "${name}"` }]),
        ]),
      ),
  );
}

/** A registry's part that no row uses, and a row's part that the registry lacks. */
export function vocabularyProblems(machines: readonly MachineEntry[]): Problem[] {
  return machines.flatMap(({ name, machine, registry }) => {
    const rows = rowsOf(machine);
    const used = {
      guards: new Set(rows.map((row) => row.guard).filter((guard) => guard !== '—')),
      actions: new Set(rows.flatMap((r) => r.actions.split(', ')).filter((a) => a !== '—')),
      delays: new Set(rows.flatMap((row) => /^after (.*)/.exec(row.event)?.[1] ?? [])),
    };
    const path = `src/machines/${name}.machine.ts`;
    return (['guards', 'actions', 'delays'] as const).flatMap((kind) => {
      const has = new Set(Object.keys(registry[kind]));
      const say = (part: string, what: string) => ({ path, line: 0, text: `${part} ${what}` });
      return [
        ...[...used[kind]].filter((p) => !has.has(p)).map((p) => say(p, `is not in ${kind}`)),
        ...[...has].filter((p) => !used[kind].has(p)).map((p) => say(p, `in ${kind} has no row`)),
      ];
    });
  });
}
