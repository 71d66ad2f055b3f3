/**
 * Endless runs decided a second way: every set of states is tried as that which a run visits again and again. No
 * components, no search for the largest: for graphs of a handful of states.
 */
import type { Strength } from '../../src/checker/liveness/fair.js';
import type { Graph } from '../../src/checker/liveness/graph.js';
import type { Lasso, Marked } from '../../src/checker/liveness/judge.js';

interface Step {
  readonly from: number;
  readonly to: number;
  readonly of: number;
}

const stepsOf = ({ expanded, offsets, targets, classes }: Graph): Step[] =>
  Array.from({ length: expanded }, (_, from) => from).flatMap((from) =>
    Array.from({ length: offsets[from + 1]! - offsets[from]! }, (_, i) => {
      const at = offsets[from]! + i;
      return { from, to: targets[at]!, of: classes[at]! };
    }),
  );

/** Which state can be come to from which, by steps between states that are allowed. */
function reach(count: number, steps: readonly Step[], isAllowed: (state: number) => boolean) {
  const can = Array.from({ length: count }, (_, a) =>
    Array.from({ length: count }, (_, b) => a === b && isAllowed(a)),
  );
  for (const { from, to } of steps) if (isAllowed(from) && isAllowed(to)) can[from]![to] = true;
  for (let via = 0; via < count; via += 1)
    for (let a = 0; a < count; a += 1)
      for (let b = 0; b < count; b += 1) if (can[a]![via] && can[via]![b]) can[a]![b] = true;
  return can;
}

/** A class that is possible in all of these states, or for strong fairness in some, has one of these steps. */
function isFair(
  all: readonly Step[],
  states: readonly number[],
  taken: readonly Step[],
  strength: Strength,
): boolean {
  const classes = new Set(all.map(({ of }) => of).filter((of) => of >= 0));
  return [...classes].every(
    (of) =>
      !states[strength === 'strong' ? 'some' : 'every']((state) =>
        all.some((step) => step.from === state && step.of === of),
      ) || taken.some((step) => step.of === of),
  );
}

/** Whether some fair run goes wrong and ends up in states that may be. */
export function wrongStays(
  graph: Graph,
  { kind, holds, after }: Marked,
  mayStay: (state: number) => boolean,
  strength: Strength = 'weak',
): boolean {
  const { count, expanded, initial } = graph;
  const steps = stepsOf(graph);
  const lacks = (state: number) => holds[state] === 0;
  const anywhere = reach(count, steps, () => true);
  const lacking = reach(count, steps, lacks);
  const comesTo = (state: number): boolean => {
    const begin = Array.from({ length: count }, (_, i) => i).filter(
      (s) => after?.[s] === 1 && lacks(s) && initial.some((first) => anywhere[first]![s]),
    );
    if (kind === 'eventually') return initial.some((first) => lacking[first]![state]);
    if (kind === 'leads-to') return begin.some((s) => lacking[s]![state]);
    return initial.some((first) => anywhere[first]![state]);
  };
  for (let set = 1; set < 2 ** expanded; set += 1) {
    const states = Array.from({ length: expanded }, (_, i) => i).filter((i) => set & (1 << i));
    if (!states.every(mayStay)) continue;
    if (kind !== 'eventually-always' && !states.every(lacks)) continue;
    if (!states.some(lacks)) continue;
    const within = steps.filter(({ from, to }) => states.includes(from) && states.includes(to));
    const round = reach(count, within, (state) => states.includes(state));
    if (!states.every((a) => states.every((b) => round[a]![b]))) continue;
    if (isFair(steps, states, within, strength) && states.some(comesTo)) return true;
  }
  return false;
}

/** What is wrong with a lasso; nothing if it is a fair run that goes wrong. */
export function isFairLasso(
  graph: Graph,
  { kind, holds, after }: Marked,
  { stem, loop }: Lasso,
  strength: Strength = 'weak',
): string[] {
  const all = stepsOf(graph);
  const wrong: string[] = [];
  const follow = (from: number, way: readonly number[]): number[] => {
    const states = [from];
    for (const step of way) {
      const { from: at, to } = all[step]!;
      if (at !== states.at(-1)) wrong.push(`step ${step} does not begin where the last one ended`);
      states.push(to);
    }
    return states;
  };
  const before = follow(stem.from, stem.steps);
  const round = follow(stem.to, loop);
  if (!graph.initial.includes(stem.from)) wrong.push('does not begin at an initial state');
  if (before.at(-1) !== stem.to) wrong.push('the stem does not end where the loop begins');
  if (round.at(-1) !== stem.to) wrong.push('the loop does not close');
  const taken = loop.map((step) => all[step]!);
  if (!isFair(all, round, taken, strength)) wrong.push('it is not fair');
  const lacks = (state: number) => holds[state] === 0;
  if (!round.some(lacks)) wrong.push('the loop is right throughout');
  if (kind === 'eventually-always') return wrong;
  if (!round.every(lacks)) wrong.push('the loop is right somewhere');
  const begun = before.findLastIndex((state) => after?.[state] === 1 && lacks(state));
  const pending = kind === 'eventually' ? before : before.slice(begun);
  if (kind === 'leads-to' && begun < 0) wrong.push('it never begins');
  if (!pending.every(lacks)) wrong.push('the stem is right somewhere');
  return wrong;
}
