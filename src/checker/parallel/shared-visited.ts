/**
 * The states that any share has met: the table of visited.ts in memory that several threads write at once,
 * without locks. Whoever puts the low half of a fingerprint into an empty slot has the slot, and writes the other
 * half; who finds its low half waits for the other one.
 */

export interface SharedVisited {
  touch(lows: Int32Array, count: number): number;
  /** Whether no share has met it before. */
  add(low: number, high: number): boolean;
}

export const LOAD_MAX = 0.75;
const INITIAL_BITS = 16;

/** Empty; `bits`: of the number of slots. */
export const createSlots = (bits = INITIAL_BITS): SharedArrayBuffer =>
  new SharedArrayBuffer(8 * 2 ** bits);

const slotsOf = (buffer: SharedArrayBuffer): number => buffer.byteLength / 8;
/** How many states there may be in it. */
export const roomIn = (buffer: SharedArrayBuffer): number => Math.floor(slotsOf(buffer) * LOAD_MAX);

export function createSharedVisited(buffer: SharedArrayBuffer): SharedVisited {
  const prints = new Int32Array(buffer);
  const mask = slotsOf(buffer) - 1;
  const shift = 32 - Math.log2(mask + 1);
  return {
    touch(lows, upTo) {
      let read = 0;
      for (let i = 0; i < upTo; i += 1) read |= prints[2 * (lows[i]! >>> shift)]!;
      return read;
    },
    add(anyLow, anyHigh) {
      // A half of 0 is one that was not written.
      const low = anyLow || 1;
      const high = anyHigh || 1;
      let slot = low >>> shift;
      for (;;) {
        let there = prints[2 * slot]!;
        if (there === 0) {
          there = Atomics.compareExchange(prints, 2 * slot, 0, low);
          if (there === 0) {
            Atomics.store(prints, 2 * slot + 1, high);
            return true;
          }
        }
        if (there === low) {
          let other = prints[2 * slot + 1]!;
          while (other === 0) other = Atomics.load(prints, 2 * slot + 1);
          if (other === high) return false;
        }
        slot = (slot + 1) & mask;
      }
    },
  };
}

/** Twice as many slots, as long as there would be room for fewer than `count` states; empty. */
export function withRoomFor(count: number, buffer: SharedArrayBuffer): SharedArrayBuffer {
  let slots = slotsOf(buffer);
  while (Math.floor(slots * LOAD_MAX) < count) slots *= 2;
  return createSlots(Math.log2(slots));
}

/** Moves one of so many shares of what is in a table to a larger one. All shares may move at once, and do nothing else. */
export function moveShare(
  from: SharedArrayBuffer,
  to: SharedVisited,
  share: number,
  shares: number,
): void {
  const prints = new Int32Array(from);
  const slots = slotsOf(from);
  const end = Math.floor((slots * (share + 1)) / shares);
  for (let slot = Math.floor((slots * share) / shares); slot < end; slot += 1)
    if (prints[2 * slot] !== 0) to.add(prints[2 * slot]!, prints[2 * slot + 1]!);
}
