/** The profiles in which a clause of the specification holds (00-conventions, 0.2). */
import { specClauses } from '../src/adapters/spec-index.js';
import type { Case, Profile } from './harness/case.js';

const PROFILES: readonly Profile[] = ['fabric-2.5', 'fabric-3.1', 'hardened'];

/** Looks up clause ids; all profiles where the clause names none. Reads the chapters once. */
export function clauseProfiles(): (id: string) => readonly Profile[] {
  const named = new Map(specClauses().map(({ id, text }) => [id, profilesIn(text)]));
  return (id) => named.get(id) ?? PROFILES;
}

/** Those in brackets at the beginning of a clause. */
export function profilesIn(text: string): readonly Profile[] {
  const [, list] = /^\[([^\]]+)\] /.exec(text) ?? [];
  if (list === undefined) return PROFILES;
  return PROFILES.filter((profile) => list.split(/,\s*/).includes(profile));
}

/** The profiles in which a case plays. */
export const caseProfiles = ({ profiles }: Case): readonly Profile[] => profiles ?? PROFILES;

/** Clauses that a case cites and that do not hold in every profile in which it plays. */
export function foreignClauses(
  definition: Case,
  profilesOf: (id: string) => readonly Profile[],
): readonly string[] {
  return definition.clauses.filter(
    (id) => !caseProfiles(definition).every((profile) => profilesOf(id).includes(profile)),
  );
}
