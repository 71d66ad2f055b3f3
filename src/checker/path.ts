/** The way from an initial state to another, made by doing its steps again. */
import type { TraceLine } from '../peer/trace.js';
import type { Links } from './links.js';
import type { Model, StateVector } from './model.js';

export interface PathStep {
  /** The step in words; empty for the initial state. */
  readonly label: string;
  /** After the step. */
  readonly state: StateVector;
  /** What the peers decided in the step; undefined where there are none. */
  readonly traces?: readonly TraceLine[];
}

/** The initial state first. */
export type Path = readonly PathStep[];

/** CHEK-5 */
export function pathTo(model: Model, links: Links, number: number): Path {
  const steps: number[] = [];
  for (let at = number; at >= 0; at = links.parentOf(at)) steps.push(links.stepOf(at));
  steps.reverse();
  const state: StateVector = model.initial[steps[0]!]!.slice();
  const path: PathStep[] = [{ label: '', state: state.slice() }];
  for (const step of steps.slice(1)) path.push(doAgain(model, state, step));
  return path;
}

/** Takes the step and leaves the state after it in `state`. */
function doAgain(model: Model, state: StateVector, step: number): PathStep {
  const next = state.slice();
  let at = 0;
  let done: PathStep | undefined;
  model.expand(state, next, () => {
    if (at === step) {
      const traces = model.traces?.();
      done = { label: model.label(), state: next.slice(), ...(traces && { traces }) };
    }
    at += 1;
  });
  if (done === undefined)
    throw new Error(`CHEK-2: step ${step} of a state is gone when it is done again`);
  state.set(done.state);
  return done;
}
