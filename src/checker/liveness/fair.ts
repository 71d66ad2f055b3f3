/**
 * Which components a fair run can stay in for ever.
 *
 * Implements spec/17-checker.md, CHEK-72 to CHEK-74. For weak fairness it is enough to look at whole components: who can stay
 * in a part of one can stay in all of it, where more classes are disabled somewhere and more steps are taken.
 */
import { componentsOf } from './components.js';
import type { Graph } from './graph.js';

/** For each state the number of its component if a fair run can stay in that, else -1. `inside`: expanded states. */
export function fairComponents(graph: Graph, inside: Uint8Array): Int32Array {
  const { offsets, targets, classes } = graph;
  const components = componentsOf(graph, inside);
  const fair = new Int32Array(graph.count).fill(-1);
  grouped(components.of, components.count).forEach((states, number) => {
    if (isFair(states)) for (const state of states) fair[state] = number;
  });
  return fair;

  function isFair(states: readonly number[]): boolean {
    /** In how many states a class is possible, and which classes have a step within. */
    const possible = new Map<number, number>();
    const taken = new Set<number>();
    for (const state of states) {
      const here = new Set<number>();
      for (let step = offsets[state]!; step < offsets[state + 1]!; step += 1) {
        const of = classes[step]!;
        if (of < 0) continue;
        here.add(of);
        if (components.of[targets[step]!] === components.of[state]) taken.add(of);
      }
      for (const of of here) possible.set(of, (possible.get(of) ?? 0) + 1);
    }
    for (const [of, count] of possible) if (count === states.length && !taken.has(of)) return false;
    return true;
  }
}

function grouped(of: Int32Array, count: number): number[][] {
  const groups: number[][] = Array.from({ length: count }, () => []);
  of.forEach((group, state) => {
    if (group >= 0) groups[group]!.push(state);
  });
  return groups;
}
