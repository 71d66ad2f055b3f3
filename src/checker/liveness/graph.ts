/**
 * The states of a model and the steps between them, kept in flat arrays: what endless runs are judged on.
 *
 * Implements spec/17-checker.md, CHEK-70. Works in portions, so that a host can report and stop.
 */
import type { Model, StateVector } from '../model.js';
import { createNumbering } from './numbering.js';
import { NO_CLASS } from './property.js';

/** States are numbers from 0; the steps of state s are those from `offsets[s]` to before `offsets[s + 1]`. */
export interface Graph {
  readonly count: number;
  readonly initial: readonly number[];
  readonly offsets: Int32Array;
  /** The state after each step. No step leaves a state as it is. */
  readonly targets: Int32Array;
  /** Of each step, or NO_CLASS. */
  readonly classes: Int32Array;
  /** States from this number on were met, but their steps are not known. */
  readonly expanded: number;
  isCut(state: number): boolean;
}

export interface GraphExploration extends Graph {
  /** Expands so many states, or fewer if it ends. Whether there is more to do. */
  advance(expandedMax: number): boolean;
  read(number: number, state: StateVector): void;
}

const INITIAL = 1 << 12;

/** @param statesMax no state is expanded once there are so many; default: no bound */
export function createGraph(model: Model, statesMax = Number.POSITIVE_INFINITY): GraphExploration {
  const { width, fairness } = model;
  const numbering = createNumbering(width);
  const state: StateVector = new Int32Array(width);
  const next: StateVector = new Int32Array(width);
  let offsets = new Int32Array(INITIAL);
  let targets = new Int32Array(INITIAL);
  let classes = new Int32Array(INITIAL);
  let steps = 0;
  let expanded = 0;

  const isSame = (): boolean => {
    for (let i = 0; i < width; i += 1) if (state[i] !== next[i]) return false;
    return true;
  };

  /** CHEK-71: a step that changes nothing is none. */
  function visit(): void {
    if (isSame()) return;
    if (steps === targets.length) {
      targets = doubled(targets);
      classes = doubled(classes);
    }
    targets[steps] = numbering.numberOf(next);
    classes[steps] = fairness?.classOf() ?? NO_CLASS;
    steps += 1;
  }

  const initial = model.initial.map((vector) => numbering.numberOf(vector));
  return {
    get count() {
      return numbering.count;
    },
    initial: [...new Set(initial)],
    get offsets() {
      return offsets;
    },
    get targets() {
      return targets;
    },
    get classes() {
      return classes;
    },
    get expanded() {
      return expanded;
    },
    isCut(number) {
      if (fairness === undefined) return false;
      numbering.read(number, state);
      return fairness.isCut(state);
    },
    advance(expandedMax) {
      for (let done = 0; done < expandedMax; done += 1) {
        if (expanded === numbering.count || numbering.count >= statesMax) return false;
        numbering.read(expanded, state);
        next.set(state);
        model.expand(state, next, visit);
        expanded += 1;
        if (expanded === offsets.length) offsets = doubled(offsets);
        offsets[expanded] = steps;
      }
      return expanded < numbering.count && numbering.count < statesMax;
    },
    read: (number, into) => numbering.read(number, into),
  };
}

function doubled(array: Int32Array): Int32Array<ArrayBuffer> {
  const more = new Int32Array(2 * array.length);
  more.set(array);
  return more;
}
