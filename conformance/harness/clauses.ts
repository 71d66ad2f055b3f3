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
      const rows = [...chapter.matchAll(/^\| ([A-Z]+-[RDP]\d+) \| (.*) \|$/gm)].map(
        ([, id, cells]): [string, string] => [id!, `row ${cells!.replaceAll('`', '')}`],
      );
      const invariants = [
        ...chapter.matchAll(/^- \*\*([A-Z]+-I\d+)\*\* ((?:.+\n?)(?: {2}.+\n?)*)/gm),
      ].map(([, id, body]): [string, string] => [id!, body!.replaceAll(/\s+/g, ' ').trim()]);
      return [...rows, ...invariants];
    });
}
