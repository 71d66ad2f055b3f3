/** One state for each orbit: parts with something between them, against all orders of the parts. */

import { describe, expect, it } from 'vitest';
import { canonicaliser, everyOrder, type Symmetry } from '../../../src/checker/reduce/symmetry.js';
import { fc } from '../../support/drawing.js';

/** States: for each two of `size` parts, itself included, whether the one points at the other. */
function arrows(size: number): Symmetry {
  const at = (one: number, other: number) => one * size + other;
  return {
    size,
    exchange(state, low) {
      const moved = (part: number) => (part === low ? low + 1 : part === low + 1 ? low : part);
      const before = state.slice();
      for (let one = 0; one < size; one += 1)
        for (let other = 0; other < size; other += 1)
          state[at(moved(one), moved(other))] = before[at(one, other)]!;
    },
    signature(state, part) {
      let sum = 100 * state[at(part, part)]!;
      for (let other = 0; other < size; other += 1)
        sum += 10 * state[at(part, other)]! + state[at(other, part)]!;
      return sum;
    },
    compare: (one, other) => one - other,
  };
}

const PAIRS = [1, 0, 1, 0, 0, 1, 1, 0, 0, 0, 0, 1, 1, 0, 0, 0, 0, 1, 1, 0, 1, 0, 0, 0, 1];

const isBefore = (one: Int32Array, other: Int32Array): boolean => {
  const place = one.findIndex((word, i) => word !== other[i]);
  return place >= 0 && one[place]! < other[place]!;
};

describe('what stands for an orbit', () => {
  it.each([3, 4, 5])('CHEK-80: is the same for every order of %i parts', (size) => {
    const symmetry = arrows(size);
    const rewrite = canonicaliser(symmetry, size * size, isBefore);
    const bits = fc.array(fc.nat(1), { minLength: size * size, maxLength: size * size });
    fc.assert(
      fc.property(bits, (drawn) => {
        const state = Int32Array.from(drawn);
        const first = state.slice();
        rewrite(first);
        const met = new Set<string>([state.join()]);
        for (const at of everyOrder(size)) {
          symmetry.exchange(state, at);
          met.add(state.join());
          const other = state.slice();
          rewrite(other);
          expect(other).toEqual(first);
        }
        // CHEK-78: it is of the orbit, and stands for itself.
        expect(met).toContain(first.join());
        const again = first.slice();
        rewrite(again);
        expect(again).toEqual(first);
      }),
      {
        numRuns: size === 5 ? 20 : 60,
        // Two pairs of parts of which each looks like the other: the order of one pair depends on that of the other.
        examples: size === 5 ? [[PAIRS]] : [],
      },
    );
  });

  it('CHEK-80: is found by sorting where nothing is between the parts, however many they are', () => {
    const size = 9;
    const rewrite = canonicaliser(
      {
        size,
        exchange(state, at) {
          [state[at], state[at + 1]] = [state[at + 1]!, state[at]!];
        },
        signature: (state, at) => state[at]!,
        compare: (one, other) => one - other,
      },
      size,
      isBefore,
    );
    fc.assert(
      fc.property(fc.array(fc.nat(4), { minLength: size, maxLength: size }), (drawn) => {
        const state = Int32Array.from(drawn);
        rewrite(state);
        expect([...state]).toEqual([...drawn].sort((a, b) => a - b));
      }),
    );
  });
});
