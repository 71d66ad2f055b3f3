/**
 * Fingerprints of state vectors, 64 bits in two halves. Each is the sum over all words of a number drawn from
 * place and part, so that a step costs as much as the words that it changes. Where the model says what its words
 * stand for, that is what they are drawn from: a state then has one fingerprint in every instance of the model.
 */
import type { Model, StateVector } from './model.js';

/** Pseudo-random 32 bits for a value at a place; `mixHigh` gives others. */
export function mixLow(place: number, value: number): number {
  let x = Math.imul(value + 1, 0x9e3779b1) ^ Math.imul(place + 1, 0x85ebca77);
  x = Math.imul(x ^ (x >>> 16), 0x21f0aaad);
  x = Math.imul(x ^ (x >>> 15), 0x735a2d97);
  return x ^ (x >>> 15);
}

export function mixHigh(place: number, value: number): number {
  let x = Math.imul(value + 1, 0xc2b2ae3d) ^ Math.imul(place + 1, 0x27d4eb2f);
  x = Math.imul(x ^ (x >>> 15), 0x2c1b3c6d);
  x = Math.imul(x ^ (x >>> 13), 0x297a2d39);
  return x ^ (x >>> 16);
}

/** 32 bits of a text; others for another odd `factor`. */
function textHash(text: string, factor: number): number {
  let x = factor;
  for (let i = 0; i < text.length; i += 1) {
    x = Math.imul(x ^ text.charCodeAt(i), factor);
    x ^= x >>> 15;
  }
  return x ^ text.length;
}
const LOW_FACTOR = 0x2c1b3c6d;
const HIGH_FACTOR = 0x297a2d39;

export interface Fingerprints {
  /**
   * What was drawn so far for the values at each place, two numbers each; a low half of 0 stands for a value
   * that was not asked for. An array is replaced when it grows.
   */
  readonly tables: readonly Int32Array[];
  /** Number drawn for a value at a place, as part of the low half; and of the high half. */
  low(place: number, value: number): number;
  high(place: number, value: number): number;
  /** Halves of the fingerprint of a state. */
  lowOf(state: StateVector): number;
  highOf(state: StateVector): number;
}

/** Where words stand for themselves, larger ones, such as masks, are drawn anew each time. */
const MASK_MIN = 1 << 20;
/** There are never so many parts. */
const NUMBERS_MAX = 1 << 26;
/** Whether a word of a model that says what its words stand for can be the number of a part. */
export const isNumbered = (value: number): boolean => value >= 0 && value < NUMBERS_MAX;
const INITIAL = 1 << 6;

/** @param learned called once for each value at a place that is kept in a table, when it is first asked for */
export function createFingerprints(
  { width, contentOf }: Pick<Model, 'width' | 'contentOf'>,
  learned: (place: number, value: number) => void = () => {},
): Fingerprints {
  const tables = Array.from({ length: width }, () => new Int32Array(2 * INITIAL));
  const tableMax = contentOf === undefined ? MASK_MIN : NUMBERS_MAX;
  const drawnLow = (place: number, value: number): number =>
    mixLow(
      place,
      contentOf === undefined ? value : textHash(contentOf(place, value), LOW_FACTOR),
    ) || 1;
  const drawnHigh = (place: number, value: number): number =>
    mixHigh(
      place,
      contentOf === undefined ? value : textHash(contentOf(place, value), HIGH_FACTOR),
    );

  function learn(place: number, value: number): void {
    let table = tables[place]!;
    while (2 * value >= table.length) {
      const more = new Int32Array(2 * table.length);
      more.set(table);
      table = more;
    }
    tables[place] = table;
    table[2 * value] = drawnLow(place, value);
    table[2 * value + 1] = drawnHigh(place, value);
    learned(place, value);
  }

  const isKnown = (place: number, value: number): boolean => {
    const table = tables[place]!;
    return value >= 0 && 2 * value < table.length && table[2 * value] !== 0;
  };
  const isKept = (place: number, value: number): boolean => {
    if (isKnown(place, value)) return true;
    if (value < 0 || value >= tableMax) return false;
    learn(place, value);
    return true;
  };
  const low = (place: number, value: number): number =>
    isKept(place, value) ? tables[place]![2 * value]! : drawnLow(place, value);
  const high = (place: number, value: number): number =>
    isKept(place, value) ? tables[place]![2 * value + 1]! : drawnHigh(place, value);
  return {
    tables,
    low,
    high,
    lowOf(state) {
      let sum = 0;
      for (let place = 0; place < width; place += 1) sum = (sum + low(place, state[place]!)) | 0;
      return sum;
    },
    highOf(state) {
      let sum = 0;
      for (let place = 0; place < width; place += 1) sum = (sum + high(place, state[place]!)) | 0;
      return sum;
    },
  };
}

/** Of vectors whose words stand for themselves. */
export function fingerprintOf(state: StateVector): { readonly low: number; readonly high: number } {
  let low = 0;
  let high = 0;
  for (let place = 0; place < state.length; place += 1) {
    low = (low + mixLow(place, state[place]!)) | 0;
    high = (high + mixHigh(place, state[place]!)) | 0;
  }
  return { low, high };
}

/** A half of 0 counts as 1 (visited.ts). */
const HALF_OF_0 = 1 + 2 ** -30;

/** CHEK-3: at most this is the chance that two of so many states share a fingerprint and one was left out. */
export const collisionBound = (distinct: number): number => (HALF_OF_0 * distinct ** 2) / 2 ** 65;
