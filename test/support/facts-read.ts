/**
 * Which facts a rule looks at. Facts may be getters that verify a signature or store an identity, so
 * a rule must not ask for one that stands right of the one that decided.
 */
import { type DecisionTable, decide, type Facts } from '../../tools/spec/decision-table.js';
import { occurring } from './decision-tables.js';

const ANY = '·';

/** Where a rule reads a fact right of the last one that its row names, or reads out of order. */
export function earlyReads<F>(table: DecisionTable, rule: (facts: F) => unknown): string[] {
  const names = table.conditions.map(({ name }) => name);
  return occurring(table).flatMap((facts) => {
    const read: string[] = [];
    const watched = Object.defineProperties(
      {},
      Object.fromEntries(
        names.map((name) => [
          name,
          {
            enumerable: true,
            get() {
              read.push(name);
              return asFact(facts[name]!);
            },
          },
        ]),
      ),
    ) as F;
    rule(watched);
    const places = read.map((name) => names.indexOf(name));
    const isOrdered = places.every((place, i) => i === 0 || places[i - 1]! <= place);
    const isEarly = places.some((place) => place > lastNeeded(table, facts));
    return isOrdered && !isEarly
      ? []
      : [`${Object.values(facts).join(' | ')}: reads ${read.join()}`];
  });
}

/** `true` and `false` as booleans, other values as text. */
const asFact = (value: string): string | boolean =>
  value === 'true' || value === 'false' ? value === 'true' : value;

/** The last condition that the deciding row, or a row before it that did not fit, has to look at. */
function lastNeeded(table: DecisionTable, facts: Facts): number {
  const deciding = decide(table, facts)!;
  let last = -1;
  for (const row of table.rows) {
    const misfit = row.cells.findIndex(
      (cell, i) => cell !== ANY && !cell.split('/').includes(facts[table.conditions[i]!.name]!),
    );
    const needed = row === deciding ? row.cells.findLastIndex((cell) => cell !== ANY) : misfit;
    last = Math.max(last, needed);
    if (row === deciding) return last;
  }
  return last;
}
