/**
 * Compares a rule with its decision table in the spec, on every combination of facts. Every
 * test/rules/*.test.ts says:
 *
 *   const table = tableIn('spec/04-membership.md', 'disclosure');
 *   it('is complete', () => expect(flawsIn(table)).toEqual([]));
 *   it('equals the rule', () =>
 *     expect(disagreements<DisclosureFacts>(table, disclosure)).toEqual([]));
 */
import { readChapter } from '../../tools/spec/chapter.js';
import {
  combinations,
  type DecisionTable,
  decide,
  decisionTable,
  type Facts,
  IMPOSSIBLE,
} from '../../tools/spec/decision-table.js';

export { flawsIn } from '../../tools/spec/decision-table.js';

/** The table that follows `<!-- decision-table: NAME -->` in a chapter, with its conditions. */
export const tableIn = (chapter: string, name: string): DecisionTable =>
  decisionTable(readChapter(chapter), name);

/** The names of a table's conditions, in order. */
export const conditionsOf = (table: DecisionTable): string[] =>
  table.conditions.map((condition) => condition.name);

/** The combinations of facts that can occur: all but those that a row calls `(impossible)`. */
export const occurring = (table: DecisionTable): Facts[] =>
  combinations(table).filter((facts) => decide(table, facts)?.verdict !== IMPOSSIBLE);

/** Facts as a rule takes them: `true` and `false` become booleans, other values stay text. */
const asFacts = <F>(facts: Facts): F =>
  Object.fromEntries(
    Object.entries(facts).map(([name, value]) => [
      name,
      value === 'true' || value === 'false' ? value === 'true' : value,
    ]),
  ) as F;

/**
 * Where rule and table differ, one line each; empty if they say the same. A rule answers with the
 * verdict's word, or with an object whose `verdict` is the word and whose `clause` is the row's id.
 */
export function disagreements<F>(
  table: DecisionTable,
  rule: (facts: F) => string | boolean | { readonly verdict: string; readonly clause?: string },
): string[] {
  return occurring(table).flatMap((facts) => {
    const row = decide(table, facts);
    const answer = rule(asFacts<F>(facts));
    const verdict = typeof answer === 'object' ? answer.verdict : String(answer);
    const clause = typeof answer === 'object' ? answer.clause : undefined;
    const same = verdict === row?.verdict && (clause === undefined || clause === row.id);
    const said = clause === undefined ? verdict : `${verdict} (${clause})`;
    return same
      ? []
      : [`${Object.values(facts).join(' | ')}: table ${row?.verdict} (${row?.id}), rule ${said}`];
  });
}
