/** The visited set against a plain Set of texts, with fingerprints that are made to collide. */

import { describe, expect, it } from 'vitest';
import { collisionBound, fingerprintOf } from '../../src/checker/fingerprint.js';
import { createVisited } from '../../src/checker/visited.js';
import { fc } from '../support/drawing.js';

const vectors = fc.array(fc.tuple(fc.nat(40), fc.nat(40), fc.nat(40)), { maxLength: 3_000 });

describe('the visited set', () => {
  it.each([false, true])('CHEK-1: knows what it has met, exact: %s', (isExact) => {
    fc.assert(
      fc.property(vectors, (added) => {
        const visited = createVisited(3, isExact);
        const plain = new Set<string>();
        for (const vector of added) {
          const state = Int32Array.from(vector);
          const { low, high } = fingerprintOf(state);
          expect(visited.add(state, low, high)).toBe(!plain.has(vector.join()));
          plain.add(vector.join());
        }
        expect(visited.count).toBe(plain.size);
      }),
      { numRuns: 20 },
    );
  });

  it('CHEK-3: exact, it tells states of one fingerprint apart', () => {
    const exact = createVisited(1, true);
    const hashed = createVisited(1, false);
    for (let value = 0; value < 10_000; value += 1) {
      const state = Int32Array.of(value);
      // Also the fingerprint that an empty slot would have.
      expect(exact.add(state, 0, value % 3)).toBe(true);
      expect(hashed.add(state, 0, value % 3)).toBe(value < 3 && value % 3 !== 1);
      if (value > 300) break;
    }
    expect(exact.count).toBe(302);
    expect(exact.collisions).toBeGreaterThan(0);
    expect(exact.add(Int32Array.of(7), 0, 1)).toBe(false);
  });

  it('CHEK-3: the bound grows with the square of the states', () => {
    // A half of 0 counts as 1.
    expect(collisionBound(2 ** 20) / 2 ** -25).toBeCloseTo(1 + 2 ** -30, 12);
  });

  it('CHEK-3: fingerprints of small vectors are as good as drawn, each half by itself', () => {
    const lows = new Set<number>();
    const highs = new Set<number>();
    const size = 50;
    for (let a = 0; a < size; a += 1)
      for (let b = 0; b < size; b += 1)
        for (let c = 0; c < size; c += 1) {
          const { low, high } = fingerprintOf(Int32Array.of(a, b, c));
          lows.add(low);
          highs.add(high);
        }
    // Of n draws from 2^32, about n² / 2^33 meet one that was drawn before: here 2.
    expect(size ** 3 - lows.size).toBeLessThan(20);
    expect(size ** 3 - highs.size).toBeLessThan(20);
  });
});
