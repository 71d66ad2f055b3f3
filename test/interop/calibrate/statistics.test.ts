/** Figures and distances of samples, against values known from elsewhere. */
import { describe, expect, it } from 'vitest';
import {
  criticalDistance,
  criticalDistanceOfGroups,
  distanceOf,
  figuresOf,
} from '../../../interop/fabric/calibrate/statistics.js';
import { createSeededBits } from '../../../src/simulator/choose-seeded.js';

const below = (seed: number) => {
  const bits = createSeededBits(seed);
  return (bound: number) => bits() % bound;
};

describe('figures of a sample', () => {
  it('are quantiles by nearest rank, in whatever order the values come', () => {
    expect(figuresOf([9, 1, 5, 3, 7, 2, 8, 4, 10, 6])).toEqual({
      n: 10,
      min: 1,
      median: 5,
      p90: 9,
      max: 10,
      mean: 5.5,
    });
  });
  it('are none of an empty sample', () => {
    expect(figuresOf([])).toBeUndefined();
  });
});

describe('distance of two samples', () => {
  it('is the textbook value', () => {
    // The empirical distributions are farthest apart at 3: 3/5 against 1/5.
    expect(distanceOf([1, 2, 3, 4, 5], [3, 4, 5, 6, 7])).toBeCloseTo(0.4, 12);
    // Of different sizes: at 2, 2/3 against 0.
    expect(distanceOf([1, 2, 5], [4, 5, 6, 7])).toBeCloseTo(2 / 3, 12);
  });
  it('is 0 of a sample and itself, repeated values and all, and 1 of samples that do not overlap', () => {
    expect(distanceOf([1, 1, 1, 2], [1, 2, 1, 1])).toBe(0);
    expect(distanceOf([1, 2], [3, 4, 5])).toBe(1);
  });
  it('does not depend on which is first', () => {
    const [a, b] = [
      [12, 3, 3, 40, 8],
      [3, 9, 11, 5, 40, 2, 60],
    ];
    expect(distanceOf(a!, b!)).toBe(distanceOf(b!, a!));
  });
  it('is asked of samples only', () => {
    expect(() => distanceOf([], [1])).toThrow('at least one value');
  });
});

describe('critical distance', () => {
  it('is that of the tables: 1.358 and 1.628 times the root of (n + m) / nm', () => {
    expect(criticalDistance(100, 100, 0.05)).toBeCloseTo(1.3581 * Math.sqrt(0.02), 4);
    expect(criticalDistance(50, 200, 0.01)).toBeCloseTo(1.6276 * Math.sqrt(0.025), 4);
  });
  it('comes out of dealing, where every value is a group by itself', () => {
    const draw = below(1);
    const sample = () => Array.from({ length: 60 }, () => [draw(1_000_000)]);
    const dealt = criticalDistanceOfGroups(sample(), sample(), 0.05, 2_000, below(2))!;
    expect(Math.abs(dealt - criticalDistance(60, 60, 0.05))).toBeLessThan(0.035);
  });
  it('is larger where the values of a group go together', () => {
    const draw = below(3);
    const sample = () =>
      Array.from({ length: 30 }, () => {
        const common = draw(1_000);
        return Array.from({ length: 7 }, () => common + draw(10));
      });
    const dealt = criticalDistanceOfGroups(sample(), sample(), 0.01, 500, below(4))!;
    expect(dealt).toBeGreaterThan(1.5 * criticalDistance(210, 210, 0.01));
  });
  it('is none without groups', () => {
    expect(criticalDistanceOfGroups([], [[1]], 0.01, 10, below(1))).toBeUndefined();
  });
});
