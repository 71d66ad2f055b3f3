/** What was met shortly before is left out of successors, and nothing else. */
import { expect, it } from 'vitest';
import { createExploration } from '../../src/checker/explore.js';
import { createFingerprints } from '../../src/checker/fingerprint.js';
import type { Model } from '../../src/checker/model.js';

it('CHEK-1: states that share half of a fingerprint are two', () => {
  const contentOf = (_: number, value: number): string => `part ${value}`;
  const prints = createFingerprints({ width: 1, contentOf });
  const byLow = new Map<number, number>();
  let pair: readonly [number, number] | undefined;
  for (let value = 1; pair === undefined; value += 1) {
    const other = byLow.get(prints.low(0, value));
    if (other !== undefined && prints.high(0, other) !== prints.high(0, value))
      pair = [other, value];
    byLow.set(prints.low(0, value), value);
    if (value === 2 ** 20 - 1) break;
  }
  expect(pair).toBeDefined();
  const model: Model = {
    name: 'pair',
    width: 1,
    initial: [new Int32Array(1)],
    expand(state, next, visit) {
      for (const value of state[0] === 0 ? pair! : []) {
        next[0] = value;
        visit();
      }
      next[0] = state[0]!;
    },
    contentOf,
    properties: [],
    label: () => '',
    describe: () => [],
  };
  const exploration = createExploration(model);
  while (exploration.advance(10));
  expect(exploration.summary.distinct).toBe(3);
});
