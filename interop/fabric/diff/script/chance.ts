/** Draws of the grammar: a function of the seed and of the order of the questions. */
import { createHash } from 'node:crypto';
import { createSeededBits } from '../../../../src/simulator/choose-seeded.js';

export interface Chance {
  /** An integer from `low` to `high`, both included. */
  between(low: number, high: number): number;
  /** True with this probability. */
  one(probability: number): boolean;
  of<T>(candidates: readonly T[]): T;
  /** By weight; one without weight is never drawn. */
  weighted<T>(candidates: readonly (readonly [T, number])[]): T;
}

export function chanceFrom(seed: string): Chance {
  const bits = createSeededBits(createHash('sha256').update(seed).digest().readUInt32BE());
  const unit = (): number => bits() / 2 ** 32;
  const chance: Chance = {
    between: (low, high) => low + Math.floor(unit() * (high - low + 1)),
    one: (probability) => unit() < probability,
    of: (candidates) => candidates[chance.between(0, candidates.length - 1)]!,
    weighted(candidates) {
      const total = candidates.reduce((sum, [, weight]) => sum + weight, 0);
      let rest = unit() * total;
      for (const [candidate, weight] of candidates) {
        rest -= weight;
        if (rest < 0) return candidate;
      }
      return candidates.findLast(([, weight]) => weight > 0)![0];
    },
  };
  return chance;
}
