/**
 * A second way to count the states of a system of machines: no interning, no tables, no fingerprints, XState's
 * public `transition()` for every step, whole states as text in a Set.
 */
import { type AnyMachineSnapshot, initialTransition, transition } from 'xstate';
import type { Event } from '../../src/checker/machines/step.js';
import { EVERYBODY, type MachineSystem, type Send } from '../../src/checker/machines/system.js';

interface State {
  readonly snapshots: readonly AnyMachineSnapshot[];
  readonly letters: readonly string[];
}

export interface NaiveCount {
  readonly generated: number;
  readonly distinct: number;
  readonly depth: number;
}

const keyOf = ({ snapshots, letters }: State): string =>
  JSON.stringify([snapshots.map(({ value, context }) => [value, context]), letters]);

const emittedIn = (actions: readonly { type: string; params?: unknown }[]): Send[] =>
  actions
    .filter(({ type }) => type === 'xstate.emit')
    .map(({ params }) => (params as { event: Send }).event);

export function exploreNaively({ actors, network }: MachineSystem): NaiveCount {
  const posted = (letters: readonly string[], from: number, sent: readonly Send[]): string[] => {
    const all = new Set(letters);
    for (const { to, message } of sent)
      actors.forEach(({ name }, place) => {
        const isReceiver = to === EVERYBODY ? place !== from : name === to;
        if (isReceiver) all.add(JSON.stringify([place, message]));
      });
    return [...all].sort();
  };

  function after(state: State, actor: number, event: Event, left: readonly string[]): State {
    const { machine } = actors[actor]!;
    const [snapshot, actions] = transition(machine, state.snapshots[actor]!, event as never);
    return {
      snapshots: state.snapshots.map((old, place) => (place === actor ? snapshot : old)),
      letters: posted(left, actor, emittedIn(actions)),
    };
  }

  function stepsOf(state: State): State[] {
    const steps: State[] = [];
    actors.forEach(({ happenings }, actor) => {
      for (const event of happenings)
        if (state.snapshots[actor]!.can(event as never))
          steps.push(after(state, actor, event, state.letters));
    });
    for (const letter of state.letters) {
      const [actor, event] = JSON.parse(letter) as [number, Event];
      const left = network === 'kept' ? state.letters : state.letters.filter((l) => l !== letter);
      if (state.snapshots[actor]!.can(event as never)) steps.push(after(state, actor, event, left));
      else if (network === 'taken') steps.push({ snapshots: state.snapshots, letters: left });
    }
    return steps;
  }

  const started = actors.map(({ machine, input }) => initialTransition(machine, input as never));
  const initial: State = {
    snapshots: started.map(([snapshot]) => snapshot),
    letters: started.reduce<string[]>(
      (letters, [, actions], actor) => posted(letters, actor, emittedIn(actions)),
      [],
    ),
  };
  const seen = new Set([keyOf(initial)]);
  let level = [initial];
  let generated = 1;
  let depth = 0;
  while (level.length > 0) {
    depth += 1;
    const coming: State[] = [];
    for (const state of level)
      for (const next of stepsOf(state)) {
        generated += 1;
        const key = keyOf(next);
        if (seen.has(key)) continue;
        seen.add(key);
        coming.push(next);
      }
    level = coming;
  }
  return { generated, distinct: seen.size, depth };
}
