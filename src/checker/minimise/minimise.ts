/**
 * A shorter path to a state that breaks a property: steps are left out for as long as the rest can be done and still
 * breaks it.
 *
 * Implements spec/17-checker.md, CHEK-88. Halves, quarters and so on down to single steps, until none can be left out.
 */
import type { Model, Property, StateVector } from '../model.js';
import type { Path, PathStep } from '../path.js';

/** A step by its label, and by its place among those of one state that have that label. */
interface Name {
  readonly label: string;
  readonly nth: number;
}

export interface MinimiseBounds {
  /** Steps that are done again in all. Default 300,000: seconds. */
  readonly stepsMax?: number;
}

export function minimised(
  model: Model,
  { holds }: Pick<Property, 'holds'>,
  path: Path,
  { stepsMax = 300_000 }: MinimiseBounds = {},
): Path {
  let best = path;
  let names = namesOf(model, path);
  let steps = 0;
  for (let length = half(names.length); length > 0; ) {
    let isShorter = false;
    for (let from = 0; from < names.length && steps < stepsMax; ) {
      steps += names.length - length;
      const found = follow(model, holds, path[0]!.state, [
        ...names.slice(0, from),
        ...names.slice(from + length),
      ]);
      if (found === undefined) from += length;
      else {
        best = found;
        names = namesOf(model, found);
        isShorter = true;
      }
    }
    if (length === 1 && isShorter && steps < stepsMax) continue;
    length = length === 1 ? 0 : half(length);
  }
  return best;
}

const half = (length: number): number => Math.ceil(length / 2);

function namesOf(model: Model, path: Path): readonly Name[] {
  return path.slice(1).map(({ label, state }, at) => {
    let nth = 0;
    let found = 0;
    everyStep(model, path[at]!.state, (own, next) => {
      if (own !== label) return;
      if (next.every((word, i) => word === state[i])) found = nth;
      nth += 1;
    });
    return { label, nth: found };
  });
}

/** The path by these steps, up to the first state that breaks the property. */
function follow(
  model: Model,
  holds: Property['holds'],
  from: StateVector,
  names: readonly Name[],
): Path | undefined {
  const path: PathStep[] = [{ label: '', state: from }];
  for (const { label, nth } of names) {
    const before = path.at(-1)!.state;
    let met = 0;
    let done: PathStep | undefined;
    everyStep(model, before, (own, next) => {
      if (own !== label) return;
      if (met === nth) {
        const traces = model.traces?.();
        done = { label, state: next.slice(), ...(traces && { traces }) };
      }
      met += 1;
    });
    if (done === undefined) return undefined;
    path.push(done);
    if (!holds(done.state)) return path;
  }
  return undefined;
}

function everyStep(
  model: Model,
  state: StateVector,
  visit: (label: string, next: StateVector) => void,
): void {
  const next = state.slice();
  model.expand(state, next, () => visit(model.label(), next));
}
