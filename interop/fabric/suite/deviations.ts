/** Which entries of chapter 91 speak of a case: those that name a clause or row that it cites. */
import { readPackageFile } from '../../../src/adapters/package-files.js';

/** `LINK-9`, `LINK-D3`, and `LINK-D3 to LINK-D5`. */
const CITED = /\b([A-Z]{3,}-[RDI]?)(\d+)\b(?:\s+to\s+\1(\d+)\b)?/g;

export interface Deviation {
  readonly id: string;
  readonly cites: ReadonlySet<string>;
}

/** The entries of the chapter, in its order. */
export function deviations(chapter = readPackageFile('spec/91-deviations.md')): Deviation[] {
  return [...chapter.matchAll(/^- \*\*(DEV-\d+)\*\* ((?:.+\n?)(?: {2}.+\n?)*)/gm)].map(
    ([, id, text]) => ({ id: id!, cites: new Set(citedIn(text!)) }),
  );
}

function citedIn(text: string): string[] {
  return [...text.matchAll(CITED)].flatMap(([, kind, first, last = first]) => {
    const count = Number(last) - Number(first) + 1;
    return Array.from({ length: count }, (_, i) => `${kind}${Number(first) + i}`);
  });
}

/** Their ids, in the order of the chapter. */
export const deviationsOf = (
  clauses: readonly string[],
  entries: readonly Deviation[],
): readonly string[] =>
  entries.filter(({ cites }) => clauses.some((clause) => cites.has(clause))).map(({ id }) => id);
