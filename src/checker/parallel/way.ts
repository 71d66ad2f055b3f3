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

  const starts = model.initial
    .filter((state) => tagOf(prints.highOf(state)) === tags[0])
    .map((state): PathStep => ({ label: '', state: state.slice() }));
  // 16 bits are few: a step that they speak for may lead elsewhere. What is left to try, by place on the way.
  const left: PathStep[][] = [starts.reverse()];
  const way: PathStep[] = [];
  while (left.length > 0) {
    const step = left.at(-1)!.pop();
    if (step === undefined) {
      left.pop();
      way.pop();
      continue;
    }
    way.push(step);
    if (way.length < tags.length)
      left.push(stepsTo(model, prints, step.state, tags[way.length]!).reverse());
    else if (prints.lowOf(step.state) === low && prints.highOf(step.state) === high) return way;
    else way.pop();
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
