/**
 * Which components a fair run can stay in for ever.
 *
 * Implements spec/17-checker.md, CHEK-72 to CHEK-74, CHEK-105. For weak fairness it is enough to look at whole components: who
 * can stay in a part of one can stay in all of it, where more classes are disabled somewhere and more steps are taken.
 * For strong fairness the states are left out in which a class is possible that has no step within, and what is left
 * is looked at anew.
 */
import { componentsOf } from './components.js';
import type { Graph } from './graph.js';

/** What makes a run fair: that it takes steps of each class that is possible all the time, or again and again. */
export type Strength = 'weak' | 'strong';

/** For each state the number of its component if a fair run can stay in that, else -1. `inside`: expanded states. */
export function fairComponents(
  graph: Graph,
  inside: Uint8Array,
  strength: Strength = 'weak',
): Int32Array {
  const { offsets, targets, classes } = graph;
  const left = inside.slice();
  for (;;) {
    const components = componentsOf(graph, left);
    const fair = new Int32Array(graph.count).fill(-1);
    let isLess = false;
    grouped(components.of, components.count).forEach((states, number) => {
      const unfair = unfairIn(states, components.of);
      if (unfair.length === 0) for (const state of states) fair[state] = number;
      if (strength === 'weak') return;
      for (const state of unfair) left[state] = 0;
      if (unfair.length > 0) isLess = true;
    });
    if (!isLess) return fair;
  }

  /** The states of a component in which a class is possible that fairness misses there. */
  function unfairIn(states: readonly number[], component: Int32Array): readonly number[] {
    /** In which states a class is possible, and which classes have a step within. */
    const possible = new Map<number, number[]>();
    const taken = new Set<number>();
    for (const state of states) {
      const here = new Set<number>();
      for (let step = offsets[state]!; step < offsets[state + 1]!; step += 1) {
        const of = classes[step]!;
        if (of < 0) continue;
        here.add(of);
        if (component[targets[step]!] === component[state]) taken.add(of);
      }
      for (const of of here) {
        const where = possible.get(of);
        if (where === undefined) possible.set(of, [state]);
        else where.push(state);
      }
    }
    const isMissed = ([of, where]: readonly [number, readonly number[]]): boolean =>
      !taken.has(of) && (strength === 'strong' || where.length === states.length);
    return [...possible].filter(isMissed).flatMap(([, where]) => where);
  }
}

function grouped(of: Int32Array, count: number): number[][] {
  const groups: number[][] = Array.from({ length: count }, () => []);
  of.forEach((group, state) => {
    if (group >= 0) groups[group]!.push(state);
  });
  return groups;
}
