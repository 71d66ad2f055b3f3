/**
 * A short way round within a component that a fair run can repeat for ever: each class is impossible at some state of it, or
 * has a step on it; for strong fairness, each class that is possible anywhere in the component has one.
 *
 * Implements spec/17-checker.md, CHEK-76, CHEK-105. Goes to what is nearest of what is owed, until nothing is: short, not shortest.
 */
import type { Strength } from './fair.js';
import type { Graph } from './graph.js';

/** Steps of the graph from `start` back to it; none if a fair run may stay at `start`. */
export function loopOf(
  graph: Graph,
  component: Int32Array,
  start: number,
  strength: Strength = 'weak',
): readonly number[] {
  const { offsets, targets, classes } = graph;
  const owed = strength === 'weak' ? possibleAt(start) : possibleWithin();
  const loop: number[] = [];
  let at = start;
  while (owed.size > 0)
    follow(
      nearest(
        (state) => strength === 'weak' && !isSubset(owed, possibleAt(state)),
        (step) => owed.has(classes[step]!),
      ),
    );
  if (at !== start)
    follow(
      nearest(
        (state) => state === start,
        () => false,
      ),
    );
  return loop;

  function possibleAt(state: number): Set<number> {
    const possible = new Set(classes.subarray(offsets[state], offsets[state + 1]));
    for (const of of possible) if (of < 0) possible.delete(of);
    return possible;
  }

  function possibleWithin(): Set<number> {
    const possible = new Set<number>();
    component.forEach((one, state) => {
      if (one === component[start]) for (const of of possibleAt(state)) possible.add(of);
    });
    return possible;
  }

  function follow(steps: readonly number[]): void {
    for (const step of steps) {
      loop.push(step);
      owed.delete(classes[step]!);
      at = targets[step]!;
      if (strength === 'strong') continue;
      const possible = possibleAt(at);
      for (const of of owed) if (!possible.has(of)) owed.delete(of);
    }
  }

  /** Steps from `at` to the nearest state or over the nearest step that is wanted. */
  function nearest(
    isWanted: (state: number) => boolean,
    isWantedStep: (step: number) => boolean,
  ): readonly number[] {
    const before = new Map<number, { readonly state: number; readonly step: number }>();
    const queue = [at];
    for (const state of queue)
      for (let step = offsets[state]!; step < offsets[state + 1]!; step += 1) {
        const target = targets[step]!;
        if (component[target] !== component[start]) continue;
        if (isWantedStep(step) || isWanted(target)) return [...wayTo(state), step];
        if (target === at || before.has(target)) continue;
        before.set(target, { state, step });
        queue.push(target);
      }
    throw new Error('a fair component without the way that makes it fair');

    function wayTo(state: number): number[] {
      const steps: number[] = [];
      for (let link = before.get(state); link !== undefined; link = before.get(link.state))
        steps.push(link.step);
      return steps.reverse();
    }
  }
}

const isSubset = (of: ReadonlySet<number>, all: ReadonlySet<number>): boolean => {
  for (const one of of) if (!all.has(one)) return false;
  return true;
};
