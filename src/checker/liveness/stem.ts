/** The way to a state at which a run begins to go wrong for ever: breadth first, so a shortest one. */
import type { Graph } from './graph.js';

export interface StemRule {
  /** Left out: the run is pending from the first. Else it becomes so at a state of which this is true. */
  readonly begins?: (state: number) => boolean;
  /** States that a pending run may be in. */
  readonly passes: (state: number) => boolean;
  readonly isGoal: (state: number) => boolean;
}

export interface Stem {
  readonly from: number;
  /** Steps of the graph, in order. */
  readonly steps: readonly number[];
  readonly to: number;
}

/** Undefined if no pending run comes to a goal. */
export function stemOf(graph: Graph, { begins, passes, isGoal }: StemRule): Stem | undefined {
  const { count, expanded, offsets, targets, initial } = graph;
  // Place of a state before it is pending: its number; afterwards: `count` further on.
  const before = new Int32Array(2 * count).fill(-1);
  const by = new Int32Array(2 * count).fill(-1);
  const isMet = new Uint8Array(2 * count);
  const queue: number[] = [];
  const meet = (place: number, from: number, step: number): void => {
    if (isMet[place] === 1) return;
    isMet[place] = 1;
    before[place] = from;
    by[place] = step;
    queue.push(place);
  };
  const arrive = (state: number, isPending: boolean, from: number, step: number): void => {
    const becomes = isPending || begins === undefined || begins(state);
    if (becomes && passes(state)) meet(count + state, from, step);
    if (!isPending && begins !== undefined) meet(state, from, step);
  };
  for (const state of initial) arrive(state, false, -1, -1);
  for (let head = 0; head < queue.length; head += 1) {
    const place = queue[head]!;
    const isPending = place >= count;
    const state = isPending ? place - count : place;
    if (isPending && isGoal(state)) return traced(place);
    if (state >= expanded) continue;
    for (let step = offsets[state]!; step < offsets[state + 1]!; step += 1)
      arrive(targets[step]!, isPending, place, step);
  }
  return undefined;

  function traced(goal: number): Stem {
    const steps: number[] = [];
    let place = goal;
    for (; before[place] !== -1; place = before[place]!) steps.push(by[place]!);
    return { from: place % count, steps: steps.reverse(), to: goal % count };
  }
}
