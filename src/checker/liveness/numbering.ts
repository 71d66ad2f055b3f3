/** Numbers for state vectors, compared word by word: a hash table in typed arrays. */
import { fingerprintOf } from '../fingerprint.js';
import type { StateVector } from '../model.js';

export interface Numbering {
  readonly count: number;
  /** The number of the state: `count` before the call, if it is new. */
  numberOf(state: StateVector): number;
  /** Writes the state of the number into `state`. */
  read(number: number, state: StateVector): void;
}

const INITIAL_SLOTS = 1 << 12;
const LOAD_MAX = 0.7;

export function createNumbering(width: number): Numbering {
  let slots = new Int32Array(INITIAL_SLOTS).fill(-1);
  let prints = new Int32Array(INITIAL_SLOTS);
  let vectors = new Int32Array(width * INITIAL_SLOTS);
  let count = 0;

  function isAt(number: number, state: StateVector): boolean {
    const start = number * width;
    for (let i = 0; i < width; i += 1) if (vectors[start + i] !== state[i]) return false;
    return true;
  }

  function freeSlot(print: number): number {
    const mask = slots.length - 1;
    let slot = print & mask;
    while (slots[slot] !== -1) slot = (slot + 1) & mask;
    return slot;
  }

  function grow(): void {
    slots = new Int32Array(2 * slots.length).fill(-1);
    for (let number = 0; number < count; number += 1) slots[freeSlot(prints[number]!)] = number;
  }

  function keep(slot: number, print: number, state: StateVector): void {
    if (count === prints.length) {
      prints = doubled(prints);
      vectors = doubled(vectors);
    }
    slots[slot] = count;
    prints[count] = print;
    vectors.set(state, count * width);
    count += 1;
    if (count > slots.length * LOAD_MAX) grow();
  }

  return {
    get count() {
      return count;
    },
    numberOf(state) {
      const { low } = fingerprintOf(state);
      const mask = slots.length - 1;
      let slot = low & mask;
      for (;;) {
        const number = slots[slot]!;
        if (number === -1) break;
        if (prints[number] === low && isAt(number, state)) return number;
        slot = (slot + 1) & mask;
      }
      keep(slot, low, state);
      return count - 1;
    },
    read(number, state) {
      const start = number * width;
      for (let i = 0; i < width; i += 1) state[i] = vectors[start + i]!;
    },
  };
}

function doubled(array: Int32Array): Int32Array<ArrayBuffer> {
  const more = new Int32Array(2 * array.length);
  more.set(array);
  return more;
}
