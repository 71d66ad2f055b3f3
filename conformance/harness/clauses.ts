/** What the specification says under an id that a case cites: the clause, or the row and its clause. */
import { listPackageFiles, readPackageFile } from '../../src/adapters/package-files.js';
import { clausesByRow, specClauses } from '../../src/adapters/spec-index.js';

export interface CitedClause {
  readonly id: string;
  /** Empty if the specification has no such id (the tracer reports it). */
  readonly text: string;
  /** Rows of tables that it is, or that decide it. */
  readonly rows: readonly string[];
}

const ROW = /^[A-Z]+-[RD]\d+$/;

/** Looks up ids; reads the chapters once. */
export function clauseTexts(): (id: string) => CitedClause {
  const clauses = specClauses();
  const texts = new Map(clauses.map(({ id, text }) => [id, text]));
  const deciding = clausesByRow(clauses);
  for (const [id, text] of rowsAndInvariants()) {
    const because = (deciding.get(id) ?? []).map((c) => `${c}: ${texts.get(c)}`).join(' ');
    texts.set(id, because ? `${text} — ${because}` : text);
  }
  const rows = new Map(clauses.map((clause) => [clause.id, clause.rows]));
  return (id) => ({
    id,
    text: texts.get(id) ?? '',
    // Among the rows of a clause stand rules and guards, too.
    rows: ROW.test(id) ? [id] : (rows.get(id) ?? []).filter((row) => ROW.test(row)),
  });
}

/** `| LINK-R4 | a | b |` and `- **MEMB-I2** always: …`, as text. */
function rowsAndInvariants(): [string, string][] {
  return listPackageFiles('spec')
    .filter((name) => name.endsWith('.md'))
    .flatMap((name) => {
      const chapter = readPackageFile(`spec/${name}`);
      const invariants = [
        ...chapter.matchAll(/^- \*\*([A-Z]+-I\d+)\*\* ((?:.+\n?)(?: {2}.+\n?)*)/gm),
      ].map(([, id, body]): [string, string] => [id!, body!.replaceAll(/\s+/g, ' ').trim()]);
      return [...rowsOf(chapter), ...invariants];
    });
}

/** Each row with the names of its columns; what a row leaves open is left out. */
function rowsOf(chapter: string): [string, string][] {
  let columns: readonly string[] = [];
  return chapter.split('\n').flatMap((line): [string, string][] => {
    const cells = /^\| (.*) \|$/.exec(line)?.[1]?.split(' | ');
    const [id, ...values] = cells ?? [];
    if (id === 'Row') columns = values.map((name) => name[0]!.toLowerCase() + name.slice(1));
    if (!id || !/^[A-Z]+-[RDP]\d+$/.test(id)) return [];
    const told = values.flatMap((value, i) =>
      /^[·—]$/.test(value) ? [] : [`${columns[i] ?? ''} ${value.replaceAll('`', '')}`.trim()],
    );
    if (told.length === 1) told.unshift('otherwise');
    return [[id, `row ${told.join('; ')}`]];
  });
}
