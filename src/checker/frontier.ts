/** States that wait to be expanded, in flat arrays: as a queue by levels, or as a stack. */
import type { StateVector } from './model.js';

export interface Frontier {
  readonly waiting: number;
  /** What its arrays take. */
  readonly bytes: number;
  push(state: StateVector, number: number, level: number): void;
  /** Writes the next one into `state`. @returns its number; `level` is then its level. */
  take(state: StateVector): number;
  readonly level: number;
}

const INITIAL = 1 << 10;

/** One end for both: last in, first out. */
export function createStack(width: number): Frontier {
  let states = new Int32Array(width * INITIAL);
  let notes = new Int32Array(2 * INITIAL);
  let count = 0;
  let level = 0;
  return {
    get waiting() {
      return count;
    },
    get bytes() {
      return states.byteLength + notes.byteLength;
    },
    get level() {
      return level;
    },
    push(state, number, at) {
      if ((count + 1) * width > states.length) {
        states = doubled(states);
        notes = doubled(notes);
      }
      const start = count * width;
      for (let i = 0; i < width; i += 1) states[start + i] = state[i]!;
      notes[2 * count] = number;
      notes[2 * count + 1] = at;
      count += 1;
    },
    take(state) {
      count -= 1;
      const start = count * width;
      for (let i = 0; i < width; i += 1) state[i] = states[start + i]!;
      level = notes[2 * count + 1]!;
      return notes[2 * count]!;
    },
  };
}

/** First in, first out. Numbers rise by one in the order of pushing, so that they need not be kept. */
export function createQueue(width: number): Frontier {
  let current = new Int32Array(width * INITIAL);
  let coming = new Int32Array(width * INITIAL);
  let taken = 0;
  let currentCount = 0;
  let comingCount = 0;
  /** Number of the first state of `current`. */
  let base = 0;
  let level = 0;
  return {
    get waiting() {
      return currentCount - taken + comingCount;
    },
    get bytes() {
      return current.byteLength + coming.byteLength;
    },
    get level() {
      return level;
    },
    push(state) {
      if ((comingCount + 1) * width > coming.length) coming = doubled(coming);
      const start = comingCount * width;
      for (let i = 0; i < width; i += 1) coming[start + i] = state[i]!;
      comingCount += 1;
    },
    take(state) {
      if (taken === currentCount) {
        base += currentCount;
        [current, coming] = [coming, current];
        currentCount = comingCount;
        comingCount = 0;
        taken = 0;
        level += 1;
      }
      const start = taken * width;
      for (let i = 0; i < width; i += 1) state[i] = current[start + i]!;
      taken += 1;
      return base + taken - 1;
    },
  };
}

function doubled(array: Int32Array): Int32Array<ArrayBuffer> {
  const more = new Int32Array(2 * array.length);
  more.set(array);
  return more;
}
