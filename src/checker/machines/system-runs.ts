/**
 * Endless runs of a system of machines: whatever may happen to an actor does in the end, unless it becomes impossible, and
 * so does the arrival of every message.
 *
 * Implements spec/17-checker.md, CHEK-72, CHEK-75.
 */
import { createInterner } from '../interner.js';
import type { Fairness, RunProperty } from '../liveness/property.js';
import type { StateVector } from '../model.js';
import type { MachineSystem, SystemProperty } from './system.js';
import type { Tabulated } from './tabulated.js';

/** `label`: the step that is visited, in words. */
export function systemFairness(
  { isCut }: MachineSystem,
  { tables, label }: { tables: readonly Tabulated[]; label: () => string },
): Fairness {
  const classes = createInterner<string>();
  return {
    classOf: () => {
      const name = label();
      return classes.intern(name, () => name);
    },
    nameOf: (fairnessClass) => classes.at(fairnessClass),
    isCut: (state) =>
      isCut !== undefined && tables.some((table, place) => isCut(table.at(state[place]!), place)),
  };
}

/** Looks at each snapshot once. */
export function judging(
  { factOf }: Pick<SystemProperty, 'factOf'>,
  holds: SystemProperty['holds'],
  tables: readonly Tabulated[],
): (state: StateVector) => boolean {
  const known = tables.map(() => [] as number[]);
  const facts = new Int32Array(tables.length);
  return (state) => {
    for (let place = 0; place < facts.length; place += 1) {
      const ofPlace = known[place]!;
      const snapshot = state[place]!;
      let fact = ofPlace[snapshot];
      if (fact === undefined) {
        fact = factOf(tables[place]!.at(snapshot), place);
        ofPlace[snapshot] = fact;
      }
      facts[place] = fact;
    }
    return holds(facts);
  };
}

export const systemRunProperties = (
  { runProperties = [] }: MachineSystem,
  tables: readonly Tabulated[],
): RunProperty[] =>
  runProperties.map((property) => {
    const { id, kind, about, holds, after } = property;
    return {
      id,
      kind,
      about,
      holds: judging(property, holds, tables),
      ...(after && { after: judging(property, after, tables) }),
    };
  });
