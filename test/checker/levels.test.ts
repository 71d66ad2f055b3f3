/** Estimates of how many states there will be, from levels that are full. */
import { describe, expect, it } from 'vitest';
import { createExploration } from '../../src/checker/explore.js';
import { createLevels, estimatedStates } from '../../src/checker/levels.js';
import { machineModel } from '../../src/checker/machines/machine-model.js';
import { twoPhaseCommit } from '../../src/checker/models/two-phase-commit.js';

const levelsOf = (counts: readonly number[]) => counts.map((count) => ({ count, low: 0, high: 0 }));

describe('levels', () => {
  it('count states, and have a fingerprint that does not depend on their order', () => {
    const [one, other] = [createLevels(), createLevels()];
    for (const print of [3, 5, -2]) one.add(1, print, 7 * print);
    for (const print of [-2, 3, 5]) other.add(1, print, 7 * print);
    one.add(2, 1, 1);
    expect(other.all).toEqual([one.all[0]]);
    expect(one.all.map(({ count }) => count)).toEqual([3, 1]);
    expect(createLevels(one.all).all).toEqual(one.all);
  });

  it('from the middle on, tell about how many states there will be', () => {
    const exploration = createExploration(machineModel(twoPhaseCommit(5)));
    while (exploration.advance(10_000));
    const { levels, distinct } = exploration.summary;
    for (let seen = Math.ceil(levels.length / 2); seen < levels.length; seen += 1) {
      const estimate = estimatedStates(levels.slice(0, seen))!;
      expect(estimate / distinct).toBeGreaterThan(0.5);
      expect(estimate / distinct).toBeLessThan(2);
    }
  });

  it('tell nothing while they grow ever faster, or are few', () => {
    expect(estimatedStates(levelsOf([1, 2, 4, 8, 16]))).toBeUndefined();
    expect(estimatedStates(levelsOf([1, 2, 4, 9, 25, 90, 400, 2_000]))).toBeUndefined();
  });
});
