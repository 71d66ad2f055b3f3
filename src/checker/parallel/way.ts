/** The way to a state that shares found together, by doing steps again whose results have the fingerprints kept. */
import type { Fingerprints } from '../fingerprint.js';
import { type LinkChunks, parentIn, stepIn } from '../links.js';
import type { Model, StateVector } from '../model.js';
import type { Path, PathStep } from '../path.js';
import { tagOf } from './orders.js';

/** The state that is sought: its number over all shares, and its fingerprint. */
export interface Goal {
  readonly number: number;
  readonly low: number;
  readonly high: number;
}

/**
 * CHEK-5: a shortest one, as levels were explored one after the other.
 *
 * @param links of each share, in order
 * @throws Error if the model does not answer as it did: CHEK-2
 */
export function wayTo(
  model: Model,
  prints: Fingerprints,
  links: readonly LinkChunks[],
  { number, low, high }: Goal,
): Path {
  const tags: number[] = [];
  for (let at = number; at >= 0; ) {
    const ofShare = links[at % links.length]!;
    const index = Math.floor(at / links.length);
    tags.push(stepIn(ofShare, index));
    at = parentIn(ofShare, index);
  }
  tags.reverse();

  /** The rest of the way from a state on; undefined if it leads elsewhere: 16 bits are few. */
  function restOf(from: PathStep, taken: number): PathStep[] | undefined {
    if (taken === tags.length)
      return prints.lowOf(from.state) === low && prints.highOf(from.state) === high
        ? [from]
        : undefined;
    for (const step of stepsTo(model, prints, from.state, tags[taken]!)) {
      const rest = restOf(step, taken + 1);
      if (rest !== undefined) return [from, ...rest];
    }
    return undefined;
  }

  for (const initial of model.initial) {
    if (tagOf(prints.highOf(initial)) !== tags[0]) continue;
    const way = restOf({ label: '', state: initial.slice() }, 1);
    if (way !== undefined) return way;
  }
  throw new Error('CHEK-2: no steps lead to the state when they are done again');
}

function stepsTo(model: Model, prints: Fingerprints, state: StateVector, tag: number): PathStep[] {
  const next = state.slice();
  const steps: PathStep[] = [];
  model.expand(state, next, () => {
    if (tagOf(prints.highOf(next)) !== tag) return;
    const traces = model.traces?.();
    steps.push({ label: model.label(), state: next.slice(), ...(traces && { traces }) });
  });
  return steps;
}
