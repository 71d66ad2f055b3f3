/** States of a model counted up to the exchange of parts, by trying every order of the parts on every state. */
import { createExploration } from '../../src/checker/explore.js';
import type { Model, StateVector } from '../../src/checker/model.js';
import { everyOrder } from '../../src/checker/reduce/symmetry.js';

/** Every state of the model, and of each the steps from it, by a walk over texts. */
export function everyState(model: Model): Map<string, StateVector> {
  const met = new Map(model.initial.map((state) => [state.join(), state.slice()]));
  for (const state of met.values()) {
    const next = state.slice();
    model.expand(state, next, () => {
      const key = next.join();
      if (!met.has(key)) met.set(key, next.slice());
    });
  }
  return met;
}

export function successorsOf(model: Model, state: StateVector): string[] {
  const next = state.slice();
  const found = new Set<string>();
  model.expand(state, next, () => found.add(next.join()));
  return [...found].sort();
}

/** Sets of states that the exchanges lead to one another. */
export function orbitCount(model: Model): number {
  const { size, exchange } = model.symmetry!;
  const least = new Set<string>();
  for (const state of everyState(model).values()) {
    const turned = state.slice();
    const forms = [turned.join()];
    for (const at of everyOrder(size)) {
      exchange(turned, at);
      forms.push(turned.join());
    }
    least.add(forms.sort()[0]!);
  }
  return least.size;
}

/** States without a step. */
export const terminalOf = (model: Model): string[] =>
  [...everyState(model)].flatMap(([key, state]) =>
    successorsOf(model, state).length === 0 ? [key] : [],
  );

/** What each state says, in every instance of the model; in the order of the texts. */
export function textsOf(model: Model, order: 'bfs' | 'dfs'): string[] {
  const exploration = createExploration(model, { order });
  while (exploration.advance(1_000));
  return Array.from({ length: exploration.summary.distinct }, (_, number) =>
    [...exploration.pathTo(number).at(-1)!.state]
      .map((value, place) => model.contentOf!(place, value))
      .join('\n'),
  ).sort();
}
