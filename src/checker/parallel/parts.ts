/**
 * One number for a part in all shares. Each share has a model of its own, which numbers parts in the order in
 * which it meets them; between shares a part goes by the number of its record in a common table.
 *
 * A share that is handed a number which it does not know makes the part itself: in the record stands the state
 * from which the part was first come into, and that state's steps are done again. So no model need be able to
 * make a part from its text. What is below 0 is no number of a part, and
 * stands for itself.
 *
 * A record is written first and then made known by one word, so that nobody waits for who is writing.
 */
import { type Fingerprints, isNumbered } from '../fingerprint.js';
import type { Model, StateVector } from '../model.js';
import { type Memory, PART_HEAD, PARTS_MAX, partTablesOf } from './memory.js';

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
  /** Makes a part known that a step of `before` leads to, whose parts are known. */
  know(place: number, own: number, before: StateVector): void;
  /** Writes the model's own numbers into `state`. */
  toOwn(words: Int32Array, at: number, state: StateVector): void;
}

/* What stands in a record; the state before follows. */
export const LOW = 0;
export const HIGH = 1;
export const PLACE = 2;
const UNKNOWN = -1;

/** @throws RangeError if a model has more parts than `memory` has room for */
export function createParts(
  model: Pick<Model, 'width' | 'expand'>,
  prints: Pick<Fingerprints, 'low' | 'high'>,
  memory: Memory,
): Parts {
  const { width } = model;
  const { heads, taken, records } = partTablesOf(memory);
  const size = PART_HEAD + width;
  /** By place, then by own number. */
  const numbers = Array.from({ length: width }, () => new Int32Array(64).fill(UNKNOWN));
  /** By common number. */
  const owns = new Int32Array(PARTS_MAX);
  const isKnown = new Uint8Array(PARTS_MAX);
  const none = new Int32Array(width);
  /** A record that this share has taken, and that nobody knows of. */
  let spare = UNKNOWN;

  /** Its number; where it has none yet, it gets one, with the state before it. */
  function claim(place: number, own: number, before: Int32Array, beforeAt: number): number {
    if (!isNumbered(own)) throw full();
    const low = prints.low(place, own);
    const high = prints.high(place, own);
    for (let tried = 0; tried < heads.length; tried += 1) {
      const slot = ((low >>> 0) + tried) % heads.length;
      let head = Atomics.load(heads, slot);
      if (head === 0) {
        write(place, low, high, before, beforeAt);
        head = Atomics.compareExchange(heads, slot, 0, spare + 1);
        if (head === 0) {
          const number = spare;
          spare = UNKNOWN;
          return number;
        }
      }
      const at = (head - 1) * size;
      const isSame = records[at + LOW] === low && records[at + HIGH] === high;
      if (isSame && records[at + PLACE] === place) return head - 1;
    }
    throw full();
  }

  function write(place: number, low: number, high: number, before: Int32Array, beforeAt: number) {
    if (spare === UNKNOWN) spare = Atomics.add(taken, 0, 1);
    if (spare >= PARTS_MAX) throw full();
    const at = spare * size;
    records[at + LOW] = low;
    records[at + HIGH] = high;
    records[at + PLACE] = place;
    for (let i = 0; i < width; i += 1) records[at + PART_HEAD + i] = before[beforeAt + i]!;
  }

  const full = () => new RangeError(`parts of the model: there is room for ${PARTS_MAX}`);

  function note(place: number, own: number, number: number): number {
    owns[number] = own;
    isKnown[number] = 1;
    let ofPlace = numbers[place]!;
    while (own >= ofPlace.length) {
      const more = new Int32Array(2 * ofPlace.length).fill(UNKNOWN);
      more.set(ofPlace);
      ofPlace = more;
    }
    numbers[place] = ofPlace;
    ofPlace[own] = number;
    return number;
  }

  function numberOf(place: number, own: number): number {
    const ofPlace = numbers[place]!;
    return own < ofPlace.length ? ofPlace[own]! : UNKNOWN;
  }

  /** Does the steps of the state before it again, until the part is there. */
  function make(number: number): number {
    const at = number * size;
    const low = records[at + LOW]!;
    const high = records[at + HIGH]!;
    const place = records[at + PLACE]!;
    const before: StateVector = new Int32Array(width);
    toOwn(records, at + PART_HEAD, before);
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
    note(place, own, number);
    return own;
  }

  function toOwn(words: Int32Array, at: number, state: StateVector): void {
    for (let place = 0; place < width; place += 1) {
      const word = words[at + place]!;
      if (word < 0) state[place] = word;
      else state[place] = isKnown[word] === 1 ? owns[word]! : make(word);
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
      if (own < 0) {
        words[at + place] = own;
        continue;
      }
      const known = numberOf(place, own);
      words[at + place] =
        known === UNKNOWN ? note(place, own, claim(place, own, before, beforeAt)) : known;
    }
  }

  return {
    start: (initial) => toCommon(initial, none.slice(), 0, none, 0),
    toCommon,
    know(place, own, before) {
      if (own < 0 || numberOf(place, own) !== UNKNOWN) return;
      const words = none.slice();
      toCommon(before, words, 0, none, 0);
      note(place, own, claim(place, own, words, 0));
    },
    toOwn,
  };
}
