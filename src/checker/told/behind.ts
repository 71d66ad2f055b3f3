/** What lies behind a state: how many states follow, and how far the nearest is that a property turns on. */
import { createExploration } from '../explore.js';
import type { Model, StateVector } from '../model.js';
import { scheduleOf } from './schedule.js';

export interface Behind {
  /** Different states that were met, the one itself included. */
  readonly states: number;
  /** Whether these are all. */
  readonly isAll: boolean;
  readonly isDone: boolean;
  readonly turns: readonly Turn[];
}

/** A state in which an *always* is broken, or a *sometimes* is shown. */
export interface Turn {
  readonly id: string;
  readonly kind: 'always' | 'sometimes';
  /** Steps from the state to it. */
  readonly schedule: readonly number[];
}

export interface LookBehind {
  /** Goes on for so many states; whether there is more to do. */
  advance(states: number): boolean;
  readonly behind: Behind;
}

/** No more than so many states are met: the page tells a bound then. */
export const BEHIND_MAX = 20_000;

export function lookBehind(model: Model, state: StateVector): LookBehind {
  const from: Model = { ...model, initial: [state.slice()] };
  const exploration = createExploration(from, { states: BEHIND_MAX });
  let isDone = false;
  return {
    advance(states) {
      isDone = !exploration.advance(states);
      return !isDone;
    },
    get behind() {
      const { distinct, ended } = exploration.summary;
      const turns = exploration.judgements.flatMap(({ property, witness }): Turn[] => {
        if (witness === undefined) return [];
        const { id, kind } = property;
        return [{ id, kind, schedule: scheduleOf(from, exploration.pathTo(witness)) }];
      });
      return { states: distinct, isAll: ended === 'all', isDone, turns };
    },
  };
}
