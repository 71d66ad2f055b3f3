/** Every model that is small enough, with all reductions that it allows against none: the same verdicts. */
import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { createExploration } from '../../../src/checker/explore.js';
import type { Model } from '../../../src/checker/model.js';
import { models } from '../../../src/checker/models/registry.js';
import { reduced } from '../../../src/checker/reduce/reduced.js';
import { modelRows } from '../../../tools/models-table.js';

const small = modelRows(readFileSync('spec/17-checker.md', 'utf8')).filter(
  ({ distinct }) => distinct < 6_000,
);

function explored(model: Model) {
  const exploration = createExploration(model);
  while (exploration.advance(10_000));
  const { summary, judgements } = exploration;
  expect(summary.ended).toBe('all');
  return {
    ...summary,
    verdicts: judgements.map(({ property, verdict }) => [property.id, verdict]),
  };
}

describe('all reductions together', () => {
  it.each(small.map((row) => [row.model, row] as const))(
    'CHEK-79, CHEK-81, CHEK-82, CHEK-102: %s has the verdicts of the whole',
    (name, { size, distinct }) => {
      const model = models.find((entry) => entry.name === name)!.make(size ?? 0);
      const { model: few } = reduced(model);
      const [whole, left] = [explored(model), explored(few)];
      expect(left.verdicts).toEqual(whole.verdicts);
      expect(whole.distinct).toBe(distinct);
      expect(left.distinct).toBeLessThanOrEqual(whole.distinct);
      // States without a step are left out by no reduction but for what is taken in vain.
      expect(left.terminal > 0).toBe(whole.terminal > 0);
    },
  );
});
