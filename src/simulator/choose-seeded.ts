/**
 * Choices from a seed: the same seed gives the same members and nonces, in Node and in the browser.
 *
 * xoshiro128** over 32-bit integers, its state filled by splitmix32. Not for secrets.
 */
import type { Choose } from '../peer/io.js';
import { sampleOf } from '../peer/sample.js';

/** Uniform 32-bit integers from a 32-bit seed; more bits are folded in. */
export function createSeededBits(seed: number): () => number {
  let mixed = (seed ^ Math.floor(seed / 2 ** 32)) | 0;
  const splitmix = (): number => {
    mixed = (mixed + 0x9e3779b9) | 0;
    let word = mixed ^ (mixed >>> 16);
    word = Math.imul(word, 0x21f0aaad);
    word ^= word >>> 15;
    word = Math.imul(word, 0x735a2d97);
    return word ^ (word >>> 15);
  };
  let a = splitmix();
  let b = splitmix();
  let c = splitmix();
  let d = splitmix();
  const rotate = (word: number, by: number) => (word << by) | (word >>> (32 - by));
  return () => {
    const bits = Math.imul(rotate(Math.imul(b, 5), 7), 9);
    const shifted = b << 9;
    c ^= a;
    d ^= b;
    b ^= c;
    a ^= d;
    c ^= shifted;
    d = rotate(d, 11);
    return bits >>> 0;
  };
}

/** Choices that are a function of `seed` (an integer) and of the order of the questions. */
export function createSeededChoose(seed: number): Choose {
  const bits = createSeededBits(seed);
  const below = (bound: number): number => {
    // The top of the range is drawn again: it would favour small numbers.
    const surplus = ((2 ** 32 - bound) >>> 0) % bound;
    let draw = bits();
    while (draw > 0xffff_ffff - surplus) draw = bits();
    return draw % bound;
  };
  return {
    sample: (candidates, count, takesPart) => sampleOf(candidates, count, below, takesPart),
    nonce: () => (BigInt(bits()) << 32n) | BigInt(bits()),
  };
}
