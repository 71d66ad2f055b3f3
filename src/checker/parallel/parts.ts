/**
 * One number for a part in all shares. Each share has a model of its own, which numbers parts in the order in
 * which it meets them; between shares a part goes by the number of its record in a common table.
 *
 * A share that is handed a number which it does not know makes the part itself: in the record stands the state
 * from which the part was first come into, and that state's steps are done again. So no model need be able to
 * make a part from its text. What is no number of a part (isNumbered) stands for itself.
 *
 * A record is written first and then made known by one word, so that nobody waits for who is writing. Records whose
 * texts have the same head follow one another, the latest first.
 */
import { type Fingerprints, isNumbered } from '../fingerprint.js';
import type { Model, StateVector } from '../model.js';
import { growTo, type Memory, PART_HEAD, partTablesOf } from './memory.js';

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
  /** There is room for the parts of a few states more, not for many. */
  readonly isFull: boolean;
}

/* What stands in a record; the state before follows. */
export const LOW = 0;
export const HIGH = 1;
export const PLACE = 2;
export const BEFORE = 3;
const UNKNOWN = -1;
const INITIAL = 1 << 6;
/** Of the room there is, what is left when it counts as full. */
const LEFT_SHARE = 1 / 16;

/** Their functions throw a RangeError for more parts than `memory` has room for. */
export function createParts(
  model: Pick<Model, 'width' | 'expand'>,
  prints: Pick<Fingerprints, 'low' | 'high'>,
  memory: Memory,
): Parts {
  const { width } = model;
  const { partsMax } = memory;
  const { heads, taken, records } = partTablesOf(memory);
  const size = PART_HEAD + width;
  /** By place, then by own number. */
  const numbers = Array.from({ length: width }, () => new Int32Array(INITIAL).fill(UNKNOWN));
  /** By common number. */
  let owns = new Int32Array(INITIAL).fill(UNKNOWN);
  const none = new Int32Array(width);
  /** A record that this share has taken, and that nobody knows of. */
  let spare = UNKNOWN;
  let isFull = false;

  /** Its number; where it has none yet, it gets one, with the state before it. */
  function claim(place: number, own: number, before: Int32Array, beforeAt: number): number {
    const low = prints.low(place, own);
    const high = prints.high(place, own);
    const slot = (low >>> 0) % heads.length;
    let head = Atomics.load(heads, slot);
    for (let searched = 0; ; ) {
      for (let one = head; one !== searched; one = records[(one - 1) * size + BEFORE]!) {
        const at = (one - 1) * size;
        const isSame = records[at + LOW] === low && records[at + HIGH] === high;
        if (isSame && records[at + PLACE] === place) return one - 1;
      }
      write([low, high, place, head], before, beforeAt);
      searched = head;
      head = Atomics.compareExchange(heads, slot, head, spare + 1);
      if (head !== searched) continue;
      const number = spare;
      spare = UNKNOWN;
      return number;
    }
  }

  function write(about: readonly number[], before: Int32Array, beforeAt: number): void {
    if (spare === UNKNOWN) spare = Atomics.add(taken, 0, 1);
    if (spare >= partsMax)
      throw new RangeError(`parts of the model: there is room for ${partsMax}`);
    if (spare >= partsMax * (1 - LEFT_SHARE)) isFull = true;
    growTo(memory.records, 4 * size * (spare + 1), 4 * size * partsMax);
    const at = spare * size;
    records.set(about, at);
    for (let i = 0; i < width; i += 1) records[at + PART_HEAD + i] = before[beforeAt + i]!;
  }

  function note(place: number, own: number, number: number): number {
    owns = withRoom(owns, number);
    owns[number] = own;
    numbers[place] = withRoom(numbers[place]!, own);
    numbers[place]![own] = number;
    return number;
  }

  function numberOf(place: number, own: number): number {
    const ofPlace = numbers[place]!;
    return own < ofPlace.length ? ofPlace[own]! : UNKNOWN;
  }

  const isKnown = (number: number): boolean => number < owns.length && owns[number] !== UNKNOWN;

  /** A part of the state before it that this share does not know. */
  function lackingFor(number: number): number | undefined {
    const from = number * size + PART_HEAD;
    for (let at = from; at < from + width; at += 1)
      if (isNumbered(records[at]!) && !isKnown(records[at]!)) return records[at]!;
    return undefined;
  }

  /** Makes it, and before it what it needs: thousands one after the other, where a share joins late. */
  function make(number: number): number {
    const open = [number];
    for (let one: number | undefined = number; one !== undefined; one = open.at(-1)) {
      const lacking = isKnown(one) ? undefined : lackingFor(one);
      if (lacking !== undefined) {
        open.push(lacking);
        continue;
      }
      open.pop();
      if (!isKnown(one)) makeAlone(one);
    }
    return owns[number]!;
  }

  /** Does the steps of the state before it again, whose parts are known, until it is there. */
  function makeAlone(number: number): void {
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
  }

  function toOwn(words: Int32Array, at: number, state: StateVector): void {
    for (let place = 0; place < width; place += 1) {
      const word = words[at + place]!;
      if (!isNumbered(word)) state[place] = word;
      else state[place] = isKnown(word) ? owns[word]! : make(word);
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
      if (!isNumbered(own)) {
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
      if (!isNumbered(own) || numberOf(place, own) !== UNKNOWN) return;
      const words = none.slice();
      toCommon(before, words, 0, none, 0);
      note(place, own, claim(place, own, words, 0));
    },
    toOwn,
    get isFull() {
      return isFull;
    },
  };
}

/** The same with room for what stands at `at`. */
function withRoom(table: Int32Array<ArrayBuffer>, at: number): Int32Array<ArrayBuffer> {
  let length = table.length;
  while (at >= length) length *= 2;
  if (length === table.length) return table;
  const more = new Int32Array(length).fill(UNKNOWN, table.length);
  more.set(table);
  return more;
}
