/**
 * A model in which one state stands for many: every state is rewritten before it is told from others.
 *
 * Implements spec/17-checker.md, CHEK-78.
 */
import type { Model, StateVector } from '../model.js';

/** @param rewrite changes a state into the one that stands for it, and that one not at all */
export function quotient(model: Model, rewrite: (state: StateVector) => void): Model {
  const inner: StateVector = new Int32Array(model.width);
  const rewritten = (state: StateVector): StateVector => {
    const copy = state.slice();
    rewrite(copy);
    return copy;
  };
  const { name, width, properties, contentOf, traces } = model;
  return {
    name,
    width,
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
    properties,
    label: () => model.label(),
    describe: (state) => model.describe(state),
    ...(traces && { traces: () => traces() }),
    ...(contentOf && { contentOf: (place, value) => contentOf(place, value) }),
  };
}
