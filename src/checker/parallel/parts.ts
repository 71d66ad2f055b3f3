/**
 * One number for a part in all shares. Each share has a model of its own, which numbers parts in the order in
 * which it meets them; between shares a part goes by the slot of its fingerprint in a common table.
 *
 * A share that is handed a number which it does not know makes the part itself: with each number stands the state
 * from which the part was first come into, and that state's steps are done again. So no model need be able to
 * make a part from its text.
 */
import type { Fingerprints } from '../fingerprint.js';
import type { Model, StateVector } from '../model.js';
import { type Memory, PART_HEAD, PART_SLOTS } from './memory.js';

export interface Parts {
  /** Makes the parts of an initial state known, which every share has from its own model. */
  start(initial: StateVector): void;
  /**
   * Writes the common numbers of `state` into `words` from `at`. Before it stands the state whose step led to it, in
   * common numbers, in `before` from `beforeAt`.
   */
  toCommon(
    state: StateVector,
    words: Int32Array,
    at: number,
    before: Int32Array,
    beforeAt: number,
  ): void;
  /** Writes the model's own numbers into `state`. */
  toOwn(words: Int32Array, at: number, state: StateVector): void;
}

/* What stands in a slot; the state before follows. */
const LOW = 0;
const HIGH = 1;
const PLACE = 2;
const IS_WHOLE = 3;
const UNKNOWN = -1;
/** Own numbers below it are found by an array. */
const ARRAY_MAX = 1 << 20;

/** @throws RangeError if a model has more parts than `memory` has room for */
export function createParts(
  model: Pick<Model, 'width' | 'expand'>,
  prints: Pick<Fingerprints, 'low' | 'high'>,
  memory: Memory,
): Parts {
  const { width } = model;
  const table = new Int32Array(memory.parts);
  const size = PART_HEAD + width;
  /** By place, then by own number. */
  const slots = Array.from({ length: width }, () => new Int32Array(64).fill(UNKNOWN));
  const largeSlots = Array.from({ length: width }, () => new Map<number, number>());
  /** By slot. */
  const owns = new Int32Array(PART_SLOTS);
  const isKnown = new Uint8Array(PART_SLOTS);
  const none = new Int32Array(width);

  const halvesOf = (place: number, own: number) => ({
    low: prints.low(place, own),
    high: prints.high(place, own),
  });

  /** Its slot; where it has none yet, it gets one, with the state before it. */
  function claim(place: number, own: number, before: Int32Array, beforeAt: number): number {
    const { low, high } = halvesOf(place, own);
    for (let tried = 0; tried < PART_SLOTS; tried += 1) {
      const slot = ((low >>> 0) + tried) % PART_SLOTS;
      const at = slot * size;
      const there = Atomics.compareExchange(table, at + LOW, 0, low);
      if (there === 0) {
        table[at + HIGH] = high;
        table[at + PLACE] = place;
        for (let i = 0; i < width; i += 1) table[at + PART_HEAD + i] = before[beforeAt + i]!;
        Atomics.store(table, at + IS_WHOLE, 1);
        return slot;
      }
      if (there !== low) continue;
      // Another share is writing it at this moment: some hundred nanoseconds.
      while (Atomics.load(table, at + IS_WHOLE) === 0);
      if (table[at + HIGH] === high && table[at + PLACE] === place) return slot;
    }
    throw new RangeError(`parts of the model: there is room for ${PART_SLOTS}`);
  }

  function note(place: number, own: number, slot: number): number {
    owns[slot] = own;
    isKnown[slot] = 1;
    if (own < 0 || own >= ARRAY_MAX) largeSlots[place]!.set(own, slot);
    else {
      let ofPlace = slots[place]!;
      while (own >= ofPlace.length) {
        const more = new Int32Array(2 * ofPlace.length).fill(UNKNOWN);
        more.set(ofPlace);
        ofPlace = more;
      }
      slots[place] = ofPlace;
      ofPlace[own] = slot;
    }
    return slot;
  }

  function slotOf(place: number, own: number): number {
    const ofPlace = slots[place]!;
    if (own >= 0 && own < ofPlace.length) return ofPlace[own]!;
    return largeSlots[place]!.get(own) ?? UNKNOWN;
  }

  /** Does the steps of the state before it again, until the part is there. */
  function make(slot: number): number {
    const at = slot * size;
    const low = table[at + LOW]!;
    const high = table[at + HIGH]!;
    const place = table[at + PLACE]!;
    const before: StateVector = new Int32Array(width);
    toOwn(table, at + PART_HEAD, before);
    const next = before.slice();
    let own: number | undefined;
    model.expand(before, next, () => {
      const value = next[place]!;
      if (
        own === undefined &&
        prints.low(place, value) === low &&
        prints.high(place, value) === high
      )
        own = value;
    });
    if (own === undefined)
      throw new Error('CHEK-2: a step of a state is gone when it is done again');
    note(place, own, slot);
    return own;
  }

  function toOwn(words: Int32Array, at: number, state: StateVector): void {
    for (let place = 0; place < width; place += 1) {
      const slot = words[at + place]!;
      state[place] = isKnown[slot] === 1 ? owns[slot]! : make(slot);
    }
  }

  function toCommon(
    state: StateVector,
    words: Int32Array,
    at: number,
    before: Int32Array,
    beforeAt: number,
  ): void {
    for (let place = 0; place < width; place += 1) {
      const own = state[place]!;
      const known = slotOf(place, own);
      words[at + place] =
        known === UNKNOWN ? note(place, own, claim(place, own, before, beforeAt)) : known;
    }
  }

  return {
    start: (initial) => toCommon(initial, none.slice(), 0, none, 0),
    toCommon,
    toOwn,
  };
}
