/**
 * From where on a path the violation could no longer be escaped: every continuation of the state comes to it.
 *
 * Implements spec/17-checker.md, CHEK-89.
 */
import { componentsOf } from '../liveness/components.js';
import { createGraph } from '../liveness/graph.js';
import type { Model, Property, StateVector } from '../model.js';
import type { Path } from '../path.js';

export interface Inevitable {
  /** Place on the path of the first state of which it is known that nothing escapes. */
  readonly from: number;
  /** False: it may have been earlier; the state before has more continuations than are looked at. */
  readonly isKnown: boolean;
}

/** @param statesMax states after one of the path that are looked at */
export function inevitableFrom(
  model: Model,
  { holds }: Pick<Property, 'holds'>,
  path: Path,
  statesMax = 20_000,
): Inevitable {
  let from = path.length - 1;
  for (; from > 0; from -= 1) {
    const way = escapes(model, holds, path[from - 1]!.state, statesMax);
    if (way === 'yes') return { from, isKnown: true };
    if (way === 'unknown') return { from, isKnown: false };
  }
  return { from, isKnown: true };
}

/** Whether some continuation ends, or goes on for ever, without breaking the property. */
function escapes(
  model: Model,
  holds: Property['holds'],
  state: StateVector,
  statesMax: number,
): 'yes' | 'no' | 'unknown' {
  const graph = createGraph(
    {
      ...model,
      initial: [state],
      expand: (at, next, visit) => {
        if (holds(at)) model.expand(at, next, visit);
      },
    },
    statesMax,
  );
  while (graph.advance(1_000));
  const { count, expanded, offsets } = graph;
  const at = new Int32Array(model.width);
  for (let number = 0; number < expanded; number += 1) {
    if (offsets[number + 1]! > offsets[number]!) continue;
    graph.read(number, at);
    if (holds(at)) return 'yes';
  }
  const inside = new Uint8Array(count).fill(1, 0, expanded);
  if (componentsOf(graph, inside).count < expanded) return 'yes';
  return expanded < count ? 'unknown' : 'no';
}
