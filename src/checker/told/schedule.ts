/**
 * A path as the numbers of its steps: what `expand` visits, counted from 0 in each state (CHEK-2). With the model's
 * name it is all that is needed to walk the path again.
 */
import type { Model, StateVector } from '../model.js';
import type { Path } from '../path.js';

/** @throws Error if the path is not one of the model. */
export function scheduleOf(model: Model, path: Path): number[] {
  return path.slice(1).map(({ label, state }, index) => {
    let found = -1;
    visitSteps(model, path[index]!.state, (step, next) => {
      const isIt = found < 0 && model.label() === label && sameVector(next, state);
      if (isIt) found = step;
    });
    if (found < 0) throw new Error(`CHEK-2: step "${label}" is gone when it is done again`);
    return found;
  });
}

/** Visits the steps of a state with their numbers. `next` is good within `visit` only. */
export function visitSteps(
  model: Model,
  state: StateVector,
  visit: (step: number, next: StateVector) => void,
): void {
  const next = state.slice();
  let step = 0;
  model.expand(state, next, () => {
    visit(step, next);
    step += 1;
  });
}

export const sameVector = (one: StateVector, other: StateVector): boolean =>
  one.every((word, place) => word === other[place]);

/** `4.0.12` */
export const writeSchedule = (schedule: readonly number[]): string => schedule.join('.');

/** Undefined if the text is no schedule. */
export function readSchedule(text: string): number[] | undefined {
  if (text === '') return [];
  const parts = text.split('.');
  return parts.every((part) => /^\d{1,6}$/.test(part)) ? parts.map(Number) : undefined;
}
