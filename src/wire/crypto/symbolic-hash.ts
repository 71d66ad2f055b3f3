/**
 * A fast 32-byte digest for the symbolic implementation of the crypto port.
 *
 * Eight lanes of 32 bits, each step of which is reversible and spreads to its neighbour: inputs that
 * differ by chance do not collide, but nobody may rely on it against somebody who looks for collisions.
 */

const LANES = 8;
const BLOCK_BYTES = 4 * LANES;
const START = Int32Array.of(
  0x6a09e667,
  0xbb67ae85,
  0x3c6ef372,
  0xa54ff53a,
  0x510e527f,
  0x9b05688c,
  0x1f83d9ab,
  0x5be0cd19,
);
/** Odd, so that multiplication loses nothing. */
const FACTOR_A = 0xcc9e2d51 | 0;
const FACTOR_B = 0x1b873593;
/** Empty blocks after the last one; each carries every lane one lane further. */
const CLOSING_BLOCKS = 8;

/** For inputs of ordinary size; longer ones get a buffer of their own. */
const scratch = new Int32Array(1 << 14);
const scratchBytes = new Uint8Array(scratch.buffer);
const lanes = new Int32Array(LANES);
const laneBytes = new Uint8Array(lanes.buffer);

/** 32 bytes for all parts, one after the other. `domain` separates uses of the same parts. */
export function symbolicHash(domain: number, parts: readonly Uint8Array[]): Uint8Array {
  let length = 0;
  for (const part of parts) length += part.length;
  const used = Math.ceil(length / BLOCK_BYTES) * LANES;
  const count = used + CLOSING_BLOCKS * LANES;
  const words = count > scratch.length ? new Int32Array(count) : scratch;
  const bytes = words === scratch ? scratchBytes : new Uint8Array(words.buffer);
  let at = 0;
  for (const part of parts) {
    if (part.length > 64) bytes.set(part, at);
    else for (let i = 0; i < part.length; i++) bytes[at + i] = part[i]!;
    at += part.length;
  }
  bytes.fill(0, length, 4 * count);
  // After the content, so that no content can undo them.
  words[used] = length;
  words[used + 4] = domain;
  lanes.set(START);
  absorb(words, count);
  return bytesOfLanes();
}

/** In the order of the processor's bytes. Written out: so small an array needs no buffer of its own, and a copied one has it. */
function bytesOfLanes(): Uint8Array {
  const digest = new Uint8Array(BLOCK_BYTES);
  for (let i = 0; i < BLOCK_BYTES; i++) digest[i] = laneBytes[i]!;
  return digest;
}

const step = (lane: number, word: number, factor: number, next: number): number => {
  const product = Math.imul(lane ^ word, factor);
  return (((product << 15) | (product >>> 17)) + next) | 0;
};

/** In local variables, which is several times as fast as in an array. */
function absorb(words: Int32Array, count: number): void {
  let [a, b, c, d, e, f, g, h] = lanes as unknown as [
    number,
    number,
    number,
    number,
    number,
    number,
    number,
    number,
  ];
  for (let i = 0; i < count; i += LANES) {
    a = step(a, words[i]!, FACTOR_A, b);
    b = step(b, words[i + 1]!, FACTOR_B, c);
    c = step(c, words[i + 2]!, FACTOR_A, d);
    d = step(d, words[i + 3]!, FACTOR_B, e);
    e = step(e, words[i + 4]!, FACTOR_A, f);
    f = step(f, words[i + 5]!, FACTOR_B, g);
    g = step(g, words[i + 6]!, FACTOR_A, h);
    h = step(h, words[i + 7]!, FACTOR_B, a);
  }
  lanes.set([a, b, c, d, e, f, g, h]);
}
