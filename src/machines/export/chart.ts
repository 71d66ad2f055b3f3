/** A machine as a chart: states and labelled arrows, the common ground of every picture of it. */
import type { AnyStateMachine } from 'xstate';
import { NONE, rowsOf } from './rows.js';

/** One row of the state table, all its events together. */
export interface Arrow {
  readonly id: string;
  /** A state, or `(any)`. */
  readonly from: string;
  /** A state; `from` itself where the row stays or ignores. */
  readonly to: string;
  /** `go` leaves and enters (its delays start anew), `stay` and `ignore` do not. */
  readonly kind: 'go' | 'stay' | 'ignore';
  readonly events: readonly string[];
  /** Empty if there is none. */
  readonly guard: string;
  readonly actions: readonly string[];
}

export interface Chart {
  readonly name: string;
  readonly initial: string;
  readonly states: readonly string[];
  /** States in which nothing happens any more. */
  readonly ends: readonly string[];
  readonly arrows: readonly Arrow[];
}

export const ANY_STATE = '(any)';

export function chartOf(machine: AnyStateMachine): Chart {
  const arrows = new Map<string, Arrow>();
  for (const { id, state, event, guard, next, actions } of rowsOf(machine)) {
    const kind = next === '(stay)' ? 'stay' : next === '(ignore)' ? 'ignore' : 'go';
    const key = [id, state, next, guard, actions].join('\n');
    arrows.set(key, {
      id,
      from: state,
      to: kind === 'go' ? next : state,
      kind,
      events: [...(arrows.get(key)?.events ?? []), event],
      guard: guard === NONE ? '' : guard,
      actions: actions === NONE ? [] : actions.split(', '),
    });
  }
  const states = Object.keys(machine.root.states);
  const drawn = [...arrows.values()];
  const busy = new Set(drawn.filter((a) => a.kind !== 'ignore').map((a) => a.from));
  return {
    name: machine.id,
    initial: machine.root.initial.target[0]!.key,
    states,
    ends: states.filter((state) => !busy.has(state) && drawn.some((a) => a.to === state)),
    arrows: drawn,
  };
}
