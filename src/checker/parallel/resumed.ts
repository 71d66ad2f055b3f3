/**
 * What the first share takes over from an exploration that was kept, by one thread or by several: its links, what
 * waits, and the parts of that.
 *
 * Implements spec/17-checker.md, CHEK-54.
 */
import type { Fingerprints } from '../fingerprint.js';
import type { Model } from '../model.js';
import { remade } from '../recipes.js';
import type { Saved } from '../saved.js';
import { CHUNK, CHUNK_BYTES, type Chunk, numbersMax } from './orders.js';
import type { Parts } from './parts.js';

/** States that waited, in common numbers. */
export interface Resumed {
  /** Of the level at hand. */
  readonly rest: readonly Chunk[];
  /** Of the level after. */
  readonly coming: readonly Chunk[];
  /** Number of the level at hand; 0 before the first one. */
  readonly level: number;
}

/** Links of one explorer as those of the first of several shares. @throws RangeError if there are too many */
export function linksAmong({ parents, steps }: Saved['links'], shares: number): Saved['links'] {
  if (parents.length > numbersMax(shares))
    throw new RangeError(
      `${parents.length} states: one of ${shares} goes on with ${numbersMax(shares)} at most`,
    );
  return {
    parents: parents.map((parent) => (parent < 0 ? parent : parent * shares)),
    steps,
  };
}

/** @throws RangeError if the model is not the one that was saved */
export function resume(
  saved: Saved,
  of: { readonly model: Model; readonly prints: Fingerprints; readonly parts: Parts },
): Resumed {
  const { model, prints, parts } = of;
  const { width } = model;
  const before = new Int32Array(width);
  const rewrite = remade(model, prints, saved, before, (place, own) =>
    parts.know(place, own, before),
  );
  const { states, notes } = saved.frontier;
  rewrite(states);
  const [count, level, base] = notes as unknown as [number, number, number];

  function chunksOf(from: number, to: number): Chunk[] {
    const chunks: Chunk[] = [];
    for (let at = from; at < to; at += CHUNK) {
      const buffer = new SharedArrayBuffer(CHUNK_BYTES * width);
      const words = new Int32Array(buffer);
      const filled = Math.min(CHUNK, to - at);
      for (let i = 0; i < filled; i += 1) {
        const state = states.subarray((at + i) * width, (at + i + 1) * width);
        parts.toCommon(state, words, i * width, before, 0);
      }
      chunks.push({ buffer, count: filled, share: 0, first: base + at });
    }
    return chunks;
  }
  return { rest: chunksOf(0, count), coming: chunksOf(count, states.length / width), level };
}
