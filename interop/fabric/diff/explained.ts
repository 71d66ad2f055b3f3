/** Divergences that the specification tells of: each with the entry that explains it. */
import type { Difference } from './compare.js';
import type { Script } from './script/script.js';

export interface Explanation {
  /** Of chapter 91. */
  readonly dev: string;
  /** What differs, in a sentence. */
  readonly what: string;
  /** Facts of a difference that it accounts for. */
  covers(fact: string, side: keyof Difference, script: Script): boolean;
}

export const EXPLANATIONS: readonly Explanation[] = [];

/** The entries that account for all of a difference; undefined if something is left. */
export function explained(
  { reference, fabric }: Difference,
  script: Script,
  explanations: readonly Explanation[] = EXPLANATIONS,
): readonly string[] | undefined {
  const devs = new Set<string>();
  for (const [side, facts] of Object.entries({ reference, fabric })) {
    for (const fact of facts) {
      const by = explanations.find((e) => e.covers(fact, side as keyof Difference, script));
      if (!by) return undefined;
      devs.add(by.dev);
    }
  }
  return [...devs].sort();
}
