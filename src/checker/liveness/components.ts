/** Strongly connected components of a part of a graph: Tarjan's algorithm, without recursion. */
import type { Graph } from './graph.js';

/** Of each state the number of its component, from 0; -1 for those that are not `inside`. */
export function componentsOf(
  { count, offsets, targets }: Pick<Graph, 'count' | 'offsets' | 'targets'>,
  inside: Uint8Array,
): { readonly of: Int32Array; readonly count: number } {
  const component = new Int32Array(count).fill(-1);
  /** Order in which states were come upon, from 1; 0: not yet. */
  const order = new Int32Array(count);
  const lowest = new Int32Array(count);
  const isOpen = new Uint8Array(count);
  const open: number[] = [];
  /** States whose steps are being followed, and how far. */
  const trail: number[] = [];
  const followed = new Int32Array(count);
  let met = 0;
  let found = 0;

  function enter(state: number): void {
    met += 1;
    order[state] = met;
    lowest[state] = met;
    followed[state] = offsets[state]!;
    isOpen[state] = 1;
    open.push(state);
    trail.push(state);
  }

  function leave(state: number): void {
    trail.pop();
    const before = trail.at(-1);
    if (before !== undefined && lowest[state]! < lowest[before]!) lowest[before] = lowest[state]!;
    if (lowest[state] !== order[state]) return;
    for (;;) {
      const member = open.pop()!;
      isOpen[member] = 0;
      component[member] = found;
      if (member === state) break;
    }
    found += 1;
  }

  /** Follows one step, or leaves the state. */
  function go(state: number): void {
    const step = followed[state]!;
    if (step === offsets[state + 1]) {
      leave(state);
      return;
    }
    followed[state] = step + 1;
    const target = targets[step]!;
    if (inside[target] === 0) return;
    if (order[target] === 0) enter(target);
    else if (isOpen[target] === 1 && order[target]! < lowest[state]!)
      lowest[state] = order[target]!;
  }

  for (let root = 0; root < count; root += 1) {
    if (inside[root] === 0 || order[root] !== 0) continue;
    enter(root);
    while (trail.length > 0) go(trail.at(-1)!);
  }
  return { of: component, count: found };
}
