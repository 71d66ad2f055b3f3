/** Which clauses the cases judge, and whether a mutant shows that they do. */
import { specClauses } from '../../src/adapters/spec-index.js';
import { CASES } from '../registry.js';
import { MUTANTS } from './registry.js';

export interface Uncovered {
  readonly clause: string;
  readonly text: string;
  /** Cases that cite it. */
  readonly cases: readonly string[];
}

/** MUST clauses that a case cites, with those that no mutant breaks. */
export function mutantCoverage(): { judged: number; uncovered: readonly Uncovered[] } {
  const broken = new Set(MUTANTS.flatMap(({ breaks }) => breaks));
  const judged = specClauses().flatMap(({ id, text }) => {
    const cases = CASES.filter(({ clauses }) => clauses.includes(id)).map((c) => c.id);
    return /\bMUST\b/.test(text) && cases.length > 0 ? [{ clause: id, text, cases }] : [];
  });
  return {
    judged: judged.length,
    uncovered: judged.filter(({ clause }) => !broken.has(clause)),
  };
}
