/**
 * The states that were met: a hash table in typed arrays, open addressing, linear probing. It holds
 * fingerprints; where it is exact, the vectors too, and compares them word by word.
 *
 * A slot follows from the upper bits of the low half, so that the order of slots is nearly that of fingerprints:
 * a table twice as large is filled from the old one from front to back, without a jump.
 */
import type { StateVector } from './model.js';

export interface Visited {
  readonly count: number;
  /** What its arrays take. */
  readonly bytes: number;
  /** Exact only: states whose fingerprint another one has. */
  readonly collisions: number;
  /**
   * Reads the slots of so many fingerprints. What is read is of no use but for the processor: reads that do not
   * wait for one another are on their way together, and `add` finds the slots near.
   */
  touch(lows: Int32Array, count: number): number;
  /** What its arrays take beside these once they are full, which they are after so many more states. */
  readonly bytesToGrow: number;
  readonly room: number;
  /** The fingerprints, as `createVisited` takes them. */
  readonly prints: Int32Array;
  /** Whether the state is new; then it is number `count - 1`. */
  add(state: StateVector, low: number, high: number): boolean;
}

const INITIAL_BITS = 12;
const LOAD_MAX = 0.75;

/** @param before fingerprints of so many states, of a set that was not exact */
export function createVisited(
  width: number,
  isExact: boolean,
  before?: { readonly prints: Int32Array; readonly count: number },
): Visited {
  let slots = before === undefined ? 1 << INITIAL_BITS : before.prints.length / 2;
  let mask = slots - 1;
  /** What brings the low half down to a slot. */
  let shift = 32 - Math.log2(slots);
  /** Two halves a slot; 0 is of an empty one. */
  let prints: Int32Array = before?.prints ?? new Int32Array(2 * slots);
  let limit = Math.floor(slots * LOAD_MAX);
  let count = before?.count ?? 0;
  let collisions = 0;
  /** Exact only: the number of the state in each slot, and all vectors by number. */
  let numbers = new Int32Array(isExact ? slots : 0);
  let vectors = new Int32Array(isExact ? width * slots : 0);

  function grow(): void {
    const oldPrints = prints;
    const oldNumbers = numbers;
    const oldSlots = slots;
    slots *= 2;
    mask = slots - 1;
    shift -= 1;
    limit = Math.floor(slots * LOAD_MAX);
    prints = new Int32Array(2 * slots);
    numbers = new Int32Array(isExact ? slots : 0);
    for (let from = 0; from < oldSlots; from += 1) {
      const low = oldPrints[2 * from]!;
      const high = oldPrints[2 * from + 1]!;
      if (low === 0) continue;
      let slot = low >>> shift;
      while (prints[2 * slot] !== 0) slot = (slot + 1) & mask;
      prints[2 * slot] = low;
      prints[2 * slot + 1] = high;
      if (isExact) numbers[slot] = oldNumbers[from]!;
    }
  }

  function isAt(number: number, state: StateVector): boolean {
    const start = number * width;
    for (let i = 0; i < width; i += 1) if (vectors[start + i] !== state[i]) return false;
    return true;
  }

  function keep(slot: number, state: StateVector): void {
    numbers[slot] = count;
    if ((count + 1) * width > vectors.length) {
      const more = new Int32Array(2 * vectors.length);
      more.set(vectors);
      vectors = more;
    }
    vectors.set(state, count * width);
  }

  return {
    get count() {
      return count;
    },
    get bytes() {
      return prints.byteLength + numbers.byteLength + vectors.byteLength;
    },
    get collisions() {
      return collisions;
    },
    get bytesToGrow() {
      return 2 * (prints.byteLength + numbers.byteLength) + vectors.byteLength;
    },
    get room() {
      return limit - count;
    },
    get prints() {
      return prints;
    },
    touch(lows, upTo) {
      let read = 0;
      for (let i = 0; i < upTo; i += 1) read |= prints[2 * (lows[i]! >>> shift)]!;
      return read;
    },
    add(state, anyLow, anyHigh) {
      // A half of 0 counts as 1, as it does where threads share a set: one goes on from what the other has kept.
      const low = anyLow || 1;
      const high = anyHigh || 1;
      let slot = low >>> shift;
      for (;;) {
        const a = prints[2 * slot]!;
        if (a === 0) break;
        if (a === low && prints[2 * slot + 1] === high) {
          if (!isExact || isAt(numbers[slot]!, state)) return false;
          collisions += 1;
        }
        slot = (slot + 1) & mask;
      }
      prints[2 * slot] = low;
      prints[2 * slot + 1] = high;
      if (isExact) keep(slot, state);
      count += 1;
      if (count > limit) grow();
      return true;
    },
  };
}
