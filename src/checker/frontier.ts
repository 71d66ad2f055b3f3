/** States that wait to be expanded, in flat arrays: as a queue by levels, or as a stack. */
import type { StateVector } from './model.js';

export interface Frontier {
  readonly waiting: number;
  /** What its arrays take. */
  readonly bytes: number;
  /** What they take more while room for so many more states is made, the array that is outgrown beside the new one. */
  bytesToGrow(states: number): number;
  push(state: StateVector, number: number, level: number): void;
  /** Writes the next one into `state`. @returns its number; `level` is then its level. */
  take(state: StateVector): number;
  readonly level: number;
  /** What waits, the next one first or last: `load` of a new one of the same kind takes it. */
  save(): SavedFrontier;
  load(saved: SavedFrontier): void;
}

export interface SavedFrontier {
  readonly states: Int32Array;
  /** Of a stack: number and level of each; of a queue: states of the level at hand, its number, the next state's. */
  readonly notes: Int32Array;
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
    bytesToGrow: (more) =>
      (count + more) * width > states.length ? 2 * (states.byteLength + notes.byteLength) : 0,
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
    save: () => ({
      states: states.slice(0, count * width),
      notes: notes.slice(0, 2 * count),
    }),
    load(saved) {
      count = saved.notes.length / 2;
      while (states.length < saved.states.length) {
        states = doubled(states);
        notes = doubled(notes);
      }
      states.set(saved.states);
      notes.set(saved.notes);
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
    bytesToGrow: (more) =>
      (comingCount + more) * width > coming.length ? 2 * coming.byteLength : 0,
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
    save() {
      const left = current.subarray(taken * width, currentCount * width);
      const states = new Int32Array(left.length + comingCount * width);
      states.set(left);
      states.set(coming.subarray(0, comingCount * width), left.length);
      return { states, notes: Int32Array.of(currentCount - taken, level, base + taken) };
    },
    load({ states, notes }) {
      currentCount = notes[0]!;
      level = notes[1]!;
      base = notes[2]!;
      taken = 0;
      current = withRoom(states.slice(0, currentCount * width));
      coming = withRoom(states.slice(currentCount * width));
      comingCount = states.length / width - currentCount;
    },
  };
}

/** An array that can be doubled. */
function withRoom(states: Int32Array): Int32Array<ArrayBuffer> {
  const more = new Int32Array(Math.max(INITIAL, states.length));
  more.set(states);
  return more;
}

function doubled(array: Int32Array): Int32Array<ArrayBuffer> {
  const more = new Int32Array(2 * array.length);
  more.set(array);
  return more;
}
