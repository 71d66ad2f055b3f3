/** The specification as data: clauses with their text, and which clauses a row of a table decides. */
import { listPackageFiles, readPackageFile } from './package-files.js';

export interface SpecClause {
  readonly id: string;
  /** Without the id and the remarks in brackets. */
  readonly text: string;
  readonly chapter: string;
  /** Rows that decide it, ranges written out. */
  readonly rows: readonly string[];
}

/** Every clause of the specification, in the order of chapters. */
export const specClauses = (): SpecClause[] =>
  listPackageFiles('spec')
    .filter((name) => name.endsWith('.md'))
    .flatMap((name) => clausesIn(`spec/${name}`));

/** The clauses that a row decides, by row. */
export function clausesByRow(clauses: readonly SpecClause[]): Map<string, string[]> {
  const found = new Map<string, string[]>();
  for (const { id, rows } of clauses)
    for (const row of rows) found.set(row, [...(found.get(row) ?? []), id]);
  return found;
}

function clausesIn(path: string): SpecClause[] {
  const items = readPackageFile(path)
    .replace(/^```[\s\S]*?^```/gm, '')
    .matchAll(/^- \*\*([A-Z]+-\d+)\*\* ((?:.+\n?)(?: {2}.+\n?)*)/gm);
  return [...items].map(([, id, body]) => {
    const text = body!.replace(/\s+/g, ' ').trim();
    const remarks = /\s*(\((rows|rule|guard) [^)]*\)|⟨[^⟩]*⟩|\*\([^)]*\)\*)/g;
    return { id: id!, text: text.replace(remarks, '').trim(), chapter: path, rows: rowsIn(text) };
  });
}

/** `(rows LINK-R4, LINK-D1 to LINK-D3)` written out. */
function rowsIn(text: string): string[] {
  const [, list] = /\(rows ([^)]*)\)/.exec(text) ?? [];
  if (list === undefined) return [];
  return list.split(/,\s*/).flatMap((part) => {
    const [first, last] = part.split(' to ');
    const [, prefix, from] = /^(.*?)(\d+)$/.exec(first!.trim()) ?? [];
    if (last === undefined || prefix === undefined) return [first!.trim()];
    const to = Number(/\d+$/.exec(last)?.[0]);
    return Array.from({ length: to - Number(from) + 1 }, (_, i) => `${prefix}${Number(from) + i}`);
  });
}
