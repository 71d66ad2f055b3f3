/**
 * Properties of endless runs, judged on the graph of a model: whether a fair run goes wrong for ever, and how.
 *
 * Implements spec/17-checker.md, CHEK-73 to CHEK-77.
 */
import { fairComponents, type Strength } from './fair.js';
import type { Graph } from './graph.js';
import { loopOf } from './loop.js';
import type { RunProperty } from './property.js';
import { type Stem, type StemRule, stemOf } from './stem.js';

/** A run that goes wrong: the stem, then the loop again and again. Without steps in the loop it stays where it is. */
export interface Lasso {
  readonly stem: Stem;
  /** Steps of the graph. */
  readonly loop: readonly number[];
}

export interface RunVerdict {
  readonly verdict: 'holds' | 'violated' | 'open';
  /** Why it is open. `bounds`: a run that goes wrong only because the model is bounded; `states`: not all were met. */
  readonly why?: 'bounds' | 'states';
  /** The run that violates it, or that the bounds keep from going on. */
  readonly lasso?: Lasso;
}

/** What a property says of each state of a graph. */
export interface Marked extends Pick<RunProperty, 'kind'> {
  /** 1 where `holds` is true. */
  readonly holds: Uint8Array;
  /** 1 where `after` is true; only of *leads-to*. */
  readonly after?: Uint8Array;
}

export function judgeRuns(graph: Graph, marked: Marked, strength: Strength = 'weak'): RunVerdict {
  const isComplete = graph.expanded === graph.count;
  const isCut = (state: number): boolean => graph.isCut(state);
  const certain = wrongRun(graph, marked, strength, (state) => !isCut(state));
  if (certain !== undefined) return { verdict: 'violated', lasso: certain };
  // CHEK-75: a run that rests where the model is cut says nothing.
  const cut = wrongRun(graph, marked, strength, () => true);
  if (cut !== undefined) return { verdict: 'open', why: 'bounds', lasso: cut };
  return isComplete ? { verdict: 'holds' } : { verdict: 'open', why: 'states' };
}

/** A fair run that goes wrong and from some point on stays among the states that may be. */
function wrongRun(
  graph: Graph,
  { kind, holds, after }: Marked,
  strength: Strength,
  mayStay: (state: number) => boolean,
): Lasso | undefined {
  const inside = new Uint8Array(graph.count);
  for (let state = 0; state < graph.expanded; state += 1)
    if ((kind === 'eventually-always' || holds[state] === 0) && mayStay(state)) inside[state] = 1;
  const component = fairComponents(graph, inside, strength);
  const isHeld = (state: number): boolean => component[state] !== -1;
  const lacks = (state: number): boolean => holds[state] === 0;
  const rules: Readonly<Record<RunProperty['kind'], StemRule>> = {
    eventually: { passes: lacks, isGoal: isHeld },
    'leads-to': { begins: (state) => after?.[state] === 1, passes: lacks, isGoal: isHeld },
    // Wrong again and again: a state that lacks it, in a component that the run never has to leave.
    'eventually-always': {
      passes: () => true,
      isGoal: (state) => isHeld(state) && lacks(state),
    },
  };
  const stem = stemOf(graph, rules[kind]);
  return stem && { stem, loop: loopOf(graph, component, stem.to, strength) };
}
