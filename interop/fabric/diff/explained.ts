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

/** Whether a script has sent this, and the fact is about its author or a snapshot of its channel. */
const concerns =
  (kind: string, variant: string) =>
  (fact: string, { steps }: Script): boolean =>
    steps.some((step) => {
      if (step.do !== 'say' || step.kind !== kind || step.variant !== variant) return false;
      const author = step.of ?? step.who;
      const about = [`${author} `, `${author}'s `, `snapshot of ${step.channel} `];
      return about.some((words) => fact.includes(words));
    });

const withoutProperties = concerns('stateInfo', 'without properties');

/**
 * Whether somebody has sent what does not decode after the node may have dialled it, because its stream
 * ended or it opened a second one; and the fact is about that peer.
 */
const deafTo = (fact: string, { steps }: Script): boolean =>
  steps.some((step, i) => {
    if (step.do !== 'say' || step.kind !== 'damaged') return false;
    const before = steps.slice(0, i).filter((s) => 'who' in s && s.who === step.who);
    const opened = before.filter((s) => s.do === 'connect').length;
    const isDialled =
      opened !== 1 ||
      before.some((s) => s.do === 'close' || (s.do === 'say' && s.kind === 'damaged'));
    return isDialled && [`${step.who} `, `${step.who}'s `].some((words) => fact.includes(words));
  });

export const EXPLANATIONS: readonly Explanation[] = [
  {
    dev: 'DEV-68',
    what: 'Fabric takes a StateInfo without properties, the reference rejects it',
    covers: (fact, _, script) => withoutProperties(fact, script),
  },
  {
    dev: 'DEV-8',
    what: 'Fabric is deaf on a link that it dialled after a damaged message, the reference ends it',
    covers: (fact, _, script) => deafTo(fact, script),
  },
];

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
