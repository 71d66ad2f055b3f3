/**
 * The states that any share has met: the table of visited.ts in memory that several threads write at once,
 * without locks. A slot takes a low half once and a high half once; whoever puts the second one in was the first to
 * meet the state. Nobody waits for anybody: a thread that ends between the two halves leaves a slot that the next
 * state with this low half fills.
 */
import type { Part } from './orders.js';

export interface SharedVisited {
  touch(lows: Int32Array, count: number): number;
  /** Whether no share has met it before. */
  add(low: number, high: number): boolean;
}

export const LOAD_MAX = 0.75;
const INITIAL_BITS = 13;

/** Empty; `bits`: of the number of slots. */
export const createSlots = (bits = INITIAL_BITS): SharedArrayBuffer =>
  new SharedArrayBuffer(8 * 2 ** bits);

/** What an explorer, or a share, has kept. */
export function slotsWith(prints: Int32Array): SharedArrayBuffer {
  const slots = new SharedArrayBuffer(prints.byteLength);
  new Int32Array(slots).set(prints);
  return slots;
}

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
        if (there === 0) there = Atomics.compareExchange(prints, 2 * slot, 0, low) || low;
        if (there === low) {
          let other = prints[2 * slot + 1]!;
          if (other === 0) other = Atomics.compareExchange(prints, 2 * slot + 1, 0, high);
          if (other === 0) return true;
          if (other === high) return false;
        }
        slot = (slot + 1) & mask;
      }
    },
  };
}

/** Bits of the number of slots: more than there are, until there is room for `count` states. */
export function bitsFor(count: number, { byteLength }: SharedArrayBuffer): number {
  let slots = byteLength / 8;
  while (Math.floor(slots * LOAD_MAX) < count) slots *= 2;
  return Math.log2(slots);
}

/** Moves a part of what is in a table to a larger one. All parts may move at once, and nothing else meanwhile. */
export function moveShare(from: SharedArrayBuffer, to: SharedVisited, { at, of }: Part): void {
  const prints = new Int32Array(from);
  const slots = slotsOf(from);
  const end = Math.floor((slots * (at + 1)) / of);
  for (let slot = Math.floor((slots * at) / of); slot < end; slot += 1)
    if (prints[2 * slot + 1] !== 0) to.add(prints[2 * slot]!, prints[2 * slot + 1]!);
}
