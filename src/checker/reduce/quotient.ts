/**
 * A model in which one state stands for many: every state is rewritten before it is told from others.
 *
 * Implements spec/17-checker.md, CHEK-78.
 */
import type { Model, StateVector } from '../model.js';
import { passedOn } from './passed-on.js';

/** @param rewrite changes a state into the one that stands for it, and that one not at all */
export function quotient(model: Model, rewrite: (state: StateVector) => void): Model {
  const inner: StateVector = new Int32Array(model.width);
  const rewritten = (state: StateVector): StateVector => {
    const copy = state.slice();
    rewrite(copy);
    return copy;
  };
  const { traces } = model;
  return {
    ...passedOn(model),
    initial: model.initial.map(rewritten),
    expand(state, next, visit) {
      inner.set(state);
      model.expand(state, inner, () => {
        next.set(inner);
        rewrite(next);
        visit();
      });
      next.set(state);
    },
    label: () => model.label(),
    ...(traces && { traces: () => traces() }),
  };
}
