/** Every model that is small enough, with each reduction that it allows, and with all, against none: the same verdicts. */
import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { createExploration } from '../../../src/checker/explore.js';
import type { Model } from '../../../src/checker/model.js';
import { models } from '../../../src/checker/models/registry.js';
import { reduced } from '../../../src/checker/reduce/reduced.js';
import { modelRows } from '../../../tools/models-table.js';

/** All that takes seconds; among them models that allow each of the reductions. */
const STATES_MAX = 25_000;

const small = modelRows(readFileSync('spec/17-checker.md', 'utf8')).filter(
  ({ distinct }) => distinct < STATES_MAX,
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

describe('reductions', () => {
  it.each(small.map((row) => [row.model, row] as const))(
    'CHEK-79, CHEK-81, CHEK-82, CHEK-102: each leaves %s the verdicts of the whole',
    (name, { size, distinct }) => {
      const model = models.find((entry) => entry.name === name)!.make(size ?? 0);
      const whole = explored(model);
      expect(whole.distinct).toBe(distinct);
      const { on } = reduced(model);
      const alone = on.map((reduction) => [reduction]);
      for (const few of on.length > 1 ? [...alone, on] : alone) {
        const left = explored(reduced(model, few).model);
        expect([few, left.verdicts]).toEqual([few, whole.verdicts]);
        expect(left.distinct).toBeLessThanOrEqual(whole.distinct);
        // States without a step are left out by no reduction but for what is taken in vain.
        expect(left.terminal > 0).toBe(whole.terminal > 0);
      }
    },
    60_000,
  );
});
