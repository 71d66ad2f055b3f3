/**
 * Fingerprints of state vectors, 64 bits in two halves. Each is the sum over all words of a number drawn from
 * place and value, so that a step costs as much as the words that it changes.
 */
import type { StateVector } from './model.js';

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

export function fingerprintOf(state: StateVector): { readonly low: number; readonly high: number } {
  let low = 0;
  let high = 0;
  for (let place = 0; place < state.length; place += 1) {
    low = (low + mixLow(place, state[place]!)) | 0;
    high = (high + mixHigh(place, state[place]!)) | 0;
  }
  return { low, high };
}

/** CHEK-3: at most this is the chance that two of so many states share a fingerprint and one was left out. */
export const collisionBound = (distinct: number): number => distinct ** 2 / 2 ** 65;
