/** All mutants of the reference, in the order of the specification's chapters. */
import type { Mutant } from './mutant.js';
import { membershipMutants } from './mutants/membership.js';

export const MUTANTS: readonly Mutant[] = [...membershipMutants];

const byId = new Map(MUTANTS.map((mutant) => [mutant.id, mutant]));

/** @throws RangeError if there is none of this id. */
export function mutantNamed(id: string): Mutant {
  const found = byId.get(id);
  if (!found) throw new RangeError(`there is no mutant ${id}`);
  return found;
}
