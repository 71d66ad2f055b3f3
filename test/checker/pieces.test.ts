/** CHEK-50: every state of a level is in one piece, whoever takes which pieces when. */

import { describe, expect, it } from 'vitest';
import { createMemory } from '../../src/checker/parallel/memory.js';
import { createPieces } from '../../src/checker/parallel/pieces.js';
import { fc } from '../support/drawing.js';

describe('the pieces of a level', () => {
  it('CHEK-50: have each of its states once, over chunks of any size', () => {
    fc.assert(
      fc.property(
        fc.array(fc.integer({ min: 1, max: 5_000 }), { maxLength: 6 }),
        fc.integer({ min: 1, max: 5 }),
        fc.array(fc.nat(4), { minLength: 1, maxLength: 50 }),
        (counts, shares, turns) => {
          const control = new Int32Array(createMemory(1, shares).control);
          const all = Array.from({ length: shares }, (_, share) =>
            createPieces(control, shares, share),
          );
          for (const pieces of all) pieces.start(counts);
          const taken = counts.map((count) => new Uint8Array(count));
          const idle = new Set<number>();
          for (let turn = 0; idle.size < shares; turn += 1) {
            const share = turn < 1_000 ? turns[turn % turns.length]! % shares : turn % shares;
            const pieces = all[share]!;
            const size = pieces.take();
            if (size === 0) idle.add(share);
            let { chunk, at } = pieces;
            for (let i = 0; i < size; i += 1) {
              if (at === counts[chunk]) {
                chunk += 1;
                at = 0;
              }
              taken[chunk]![at]! += 1;
              at += 1;
            }
          }
          expect(taken.map((ofChunk) => ofChunk.every((times) => times === 1))).toEqual(
            counts.map(() => true),
          );
        },
      ),
      { numRuns: 60 },
    );
  });

  it('CHEK-50: begin in ranges that no two shares have in common', () => {
    const control = new Int32Array(createMemory(1, 2).control);
    const [one, two] = [createPieces(control, 2, 0), createPieces(control, 2, 1)];
    for (const pieces of [one, two]) pieces.start([1_000, 1_000]);
    two.take();
    one.take();
    expect([one.chunk, one.at, two.chunk, two.at]).toEqual([0, 0, 1, 0]);
  });
});
