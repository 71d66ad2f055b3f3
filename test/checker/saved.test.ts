/** An exploration that is saved and goes on with another instance of the model, and shards of one. */

import { describe, expect, it } from 'vitest';
import { type Bounds, createExploration, type Judgement } from '../../src/checker/explore.js';
import { machineModel } from '../../src/checker/machines/machine-model.js';
import type { Model } from '../../src/checker/model.js';
import { models } from '../../src/checker/models/registry.js';
import { textbookElection } from '../../src/checker/models/textbook-election.js';
import { twoPhaseCommit } from '../../src/checker/models/two-phase-commit.js';
import { fc } from '../support/drawing.js';
import { manyParts } from '../support/many-parts.js';

const ofName = (name: string, size: number) => () =>
  models.find((model) => model.name === name)!.make(size);
const makers: readonly (readonly [string, () => Model])[] = [
  ['two-phase commit of 4', () => machineModel(twoPhaseCommit(4))],
  ['the textbook election of 2', () => machineModel(textbookElection(2))],
  ['an election of two peers', ofName('election', 2)],
];
function whole(model: Model, bounds: Bounds = {}) {
  const exploration = createExploration(model, bounds);
  while (exploration.advance(10_000));
  return exploration;
}
const resultOf = ({ summary, judgements }: ReturnType<typeof whole>) => {
  const { generated, distinct, depth, terminal, ended, levels } = summary;
  const verdicts = judgements.map(({ verdict }) => verdict);
  return { generated, distinct, depth, terminal, ended, levels, verdicts };
};

describe('an exploration that is saved', () => {
  it.each(makers)(
    'CHEK-54: goes on as if nothing had been: %s',
    (_, make) => {
      const expected = resultOf(whole(make()));
      fc.assert(
        fc.property(
          fc.constantFrom('bfs' as const, 'dfs' as const),
          fc.array(fc.integer({ min: 1, max: 800 }), { minLength: 1, maxLength: 3 }),
          (order, portions) => {
            let exploration = createExploration(make(), { order, isKept: true });
            for (const portion of portions) {
              exploration.advance(portion);
              const saved = structuredClone(exploration.save());
              exploration = createExploration(make(), { order }, saved);
            }
            while (exploration.advance(10_000));
            const found = resultOf(exploration);
            if (order === 'bfs') expect(found).toEqual(expected);
            expect(found).toMatchObject({
              generated: expected.generated,
              distinct: expected.distinct,
              verdicts: expected.verdicts,
            });
            for (const { property, witness } of exploration.judgements) {
              if (witness === undefined) continue;
              const path = exploration.pathTo(witness);
              expect(property.holds(path.at(-1)!.state)).toBe(property.kind === 'sometimes');
            }
          },
        ),
        { numRuns: 6 },
      );
    },
    60_000,
  );

  it('CHEK-54: does not go on with a model that has changed', () => {
    const exploration = createExploration(machineModel(twoPhaseCommit(4)), { isKept: true });
    exploration.advance(100);
    const saved = exploration.save();
    const system = twoPhaseCommit(4);
    const changed = machineModel({ ...system, actors: [...system.actors].reverse() });
    expect(() => createExploration(changed, {}, saved)).toThrow('the model has changed');
  });

  it('CHEK-54: nor with one whose steps lead to the same parts, or whose properties say something else', () => {
    const exploration = createExploration(manyParts(1_000), { isKept: true });
    exploration.advance(300);
    const saved = structuredClone(exploration.save());
    const goesOn = (model: Model) => createExploration(model, {}, structuredClone(saved));
    expect(() => goesOn(manyParts(1_000))).not.toThrow();
    expect(() => goesOn(manyParts(1_000, { goesBack: true }))).toThrow('its steps or');
    const { properties, ...rest } = manyParts(1_000);
    const others = properties.map((one) => ({ ...one, holds: () => true }));
    expect(() => goesOn({ ...rest, properties: others })).toThrow('or its properties');
  });

  it('CHEK-54: knows again each of more than a million parts', () => {
    const total = 2 ** 20 + 200;
    const exploration = createExploration(manyParts(total), { isKept: true, states: total - 100 });
    while (exploration.advance(100_000));
    expect(exploration.judgements[0]!.verdict).toBe('open');
    const backward = manyParts(total, { isBackward: true });
    const goesOn = createExploration(backward, {}, exploration.save());
    while (goesOn.advance(100_000));
    expect(goesOn.summary).toMatchObject({ distinct: total, generated: total, ended: 'all' });
    const [{ verdict, witness }] = goesOn.judgements as [Judgement];
    expect(verdict).toBe('holds');
    expect(goesOn.pathTo(witness!)).toHaveLength(goesOn.summary.depth);
  }, 60_000);

  it.each([300, 400, 500, 700, 900, 1_300, 1_700, 2_500])(
    'CHEK-53: ends before it takes more than %i kB',
    (kilobytes) => {
      const bytes = 1_000 * kilobytes;
      const { summary, judgements } = whole(machineModel(twoPhaseCommit(7)), { bytes });
      expect(summary.ended).toBe('memory');
      expect(summary.bytesPerState * summary.distinct + summary.frontierBytes).toBeLessThan(bytes);
      expect(judgements[0]!.verdict).toBe('open');
    },
  );
});

describe('shards', () => {
  it.each([2, 3, 7])('CHEK-55: together meet every state, %i of them', (of) => {
    const met = new Set<string>();
    const collecting = (): Model => {
      const model = machineModel(twoPhaseCommit(5));
      const seen = {
        id: 'seen',
        kind: 'always' as const,
        about: 'notes what is met',
        holds(state: Int32Array) {
          met.add([...state].map((word, place) => model.contentOf!(place, word)).join('|'));
          return true;
        },
      };
      return { ...model, properties: [seen] };
    };
    const all = whole(machineModel(twoPhaseCommit(5))).summary.distinct;
    let sum = 0;
    for (let at = 0; at < of; at += 1) {
      const { summary, judgements } = whole(collecting(), { shard: { at, of } });
      expect(summary.ended).toBe('shard');
      expect(judgements[0]!.verdict).toBe('open');
      expect(summary.distinct).toBeLessThan(all);
      sum += summary.distinct;
    }
    expect(met.size).toBe(all);
    expect(sum).toBeGreaterThan(all);
  });

  it('CHEK-55: one whose levels are too small to part is the whole, and does not say so', () => {
    const all = whole(machineModel(twoPhaseCommit(2))).summary.distinct;
    const { summary, judgements } = whole(machineModel(twoPhaseCommit(2)), {
      shard: { at: 1, of: 2 },
    });
    expect(summary).toMatchObject({ ended: 'shard', distinct: all });
    expect(judgements[0]!.verdict).toBe('open');
  });
});
