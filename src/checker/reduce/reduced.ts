/**
 * A model with the reductions that it allows, and the way back: what happens in it, in steps of the model itself.
 *
 * Implements spec/17-checker.md, CHEK-78 to CHEK-87.
 */
import type { Model, StateVector } from '../model.js';
import type { Path, PathStep } from '../path.js';
import { ordered } from './order.js';
import { quotient } from './quotient.js';
import { canonicaliser, type Symmetry } from './symmetry.js';

export const REDUCTIONS = ['noop', 'order', 'stores', 'symmetry'] as const;
export type Reduction = (typeof REDUCTIONS)[number];

export interface Reduced {
  readonly model: Model;
  /** Those that were asked for and that the model allows. */
  readonly on: readonly Reduction[];
  /** A path of the reduced model as one of the model itself. */
  unreduced(path: Path): Path;
}

export function reduced(model: Model, asked: readonly Reduction[] = REDUCTIONS): Reduced {
  const { symmetry, independence, dropIdle, putInOrder } = model;
  const on: Reduction[] = [];
  const rewrites: ((state: StateVector) => void)[] = [];
  const isAsked = (one: Reduction): boolean => asked.includes(one);
  if (isAsked('noop') && dropIdle !== undefined) {
    on.push('noop');
    rewrites.push((state) => dropIdle(state));
  }
  if (isAsked('order') && independence !== undefined) on.push('order');
  if (isAsked('stores') && putInOrder !== undefined) {
    on.push('stores');
    rewrites.push((state) => putInOrder(state));
  }
  if (isAsked('symmetry') && symmetry !== undefined) {
    on.push('symmetry');
    rewrites.push(canonicaliser(inOrderAfter(symmetry), model.width, ordering(model)));
  }
  /** What is exchanged is put in order again, where orders are not read. */
  function inOrderAfter(its: Symmetry): Symmetry {
    if (!on.includes('stores')) return its;
    return {
      ...its,
      exchange(state, at) {
        its.exchange(state, at);
        putInOrder!(state);
      },
    };
  }
  const rewrite = (state: StateVector): void => {
    for (const one of rewrites) one(state);
  };
  const few = on.includes('order') ? ordered(model, independence!) : model;
  return {
    model: rewrites.length === 0 ? few : quotient(few, rewrite),
    on,
    unreduced: (path) => realPath(model, rewrite, path),
  };
}

/** Orders states by the texts of their words where there are such, so that every instance of a model does as the others. */
function ordering({ contentOf, width }: Model): (one: StateVector, other: StateVector) => boolean {
  return (one, other) => {
    for (let place = 0; place < width; place += 1) {
      const [a, b] = [one[place]!, other[place]!];
      if (a === b) continue;
      return contentOf === undefined ? a < b : contentOf(place, a) < contentOf(place, b);
    }
    return false;
  };
}

/**
 * CHEK-87: goes along with the path, each time by a step to a state for which the next one of the path stands. Where
 * there is none, something idle is in the way: it is taken first, by steps that lead to states with the same one.
 */
function realPath(model: Model, rewrite: (state: StateVector) => void, path: Path): Path {
  const copy: StateVector = new Int32Array(model.width);
  const standsFor = (sought: StateVector, state: StateVector): boolean => {
    copy.set(state);
    rewrite(copy);
    return copy.every((word, i) => word === sought[i]);
  };
  const [first, ...steps] = path;
  const from = model.initial.find((state) => standsFor(first!.state, state));
  if (from === undefined) throw new Error('a path from no initial state');
  const real: PathStep[] = [{ label: '', state: from.slice() }];
  const stepTo = (isSought: (next: StateVector) => boolean): PathStep | undefined => {
    const { state } = real.at(-1)!;
    let found: PathStep | undefined;
    const next = state.slice();
    model.expand(state, next, () => {
      if (found !== undefined || !isSought(next)) return;
      const traces = model.traces?.();
      found = { label: model.label(), state: next.slice(), ...(traces && { traces }) };
    });
    return found;
  };
  let at = first!.state;
  for (const { state: sought } of steps) {
    const passed = new Set([real.at(-1)!.state.join()]);
    for (;;) {
      const found = stepTo((next) => standsFor(sought, next));
      if (found !== undefined) {
        real.push(found);
        break;
      }
      const aside = stepTo((next) => standsFor(at, next) && !passed.has(next.join()));
      if (aside === undefined)
        throw new Error('a step of the reduced model that the model has not');
      passed.add(aside.state.join());
      real.push(aside);
    }
    at = sought;
  }
  return real;
}
