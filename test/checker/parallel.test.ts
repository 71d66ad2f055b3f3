/** Shares of an exploration against one explorer: the same states, however the shares' turns fall. */

import { describe, expect, it } from 'vitest';
import { createExploration } from '../../src/checker/explore.js';
import { createFingerprints } from '../../src/checker/fingerprint.js';
import { machineModel } from '../../src/checker/machines/machine-model.js';
import type { Model } from '../../src/checker/model.js';
import { models } from '../../src/checker/models/registry.js';
import { textbookElection } from '../../src/checker/models/textbook-election.js';
import { twoPhaseCommit } from '../../src/checker/models/two-phase-commit.js';
import { exploreBeside } from '../../src/checker/parallel/beside.js';
import { wayTo } from '../../src/checker/parallel/way.js';
import { fc } from '../support/drawing.js';

const alone = (model: Model) => {
  const exploration = createExploration(model);
  while (exploration.advance(10_000));
  return exploration;
};
const countsOf = ({ summary }: { summary: ReturnType<typeof alone>['summary'] }) => {
  const { generated, distinct, depth, terminal, waiting, ended } = summary;
  return { generated, distinct, depth, terminal, waiting, ended };
};
/** The same with numbers that no two instances agree on. */
const makers: readonly (readonly [string, () => Model])[] = [
  ['two-phase commit of 4', () => machineModel(twoPhaseCommit(4))],
  ['the textbook election of 2', () => machineModel(textbookElection(2))],
];

describe('shares of an exploration', () => {
  it.each(makers)('CHEK-50: meet the states that one explorer meets: %s', (_, make) => {
    const expected = alone(make());
    fc.assert(
      fc.property(
        fc.integer({ min: 1, max: 4 }),
        fc.array(fc.integer({ min: 1, max: 400 }), { minLength: 1, maxLength: 20 }),
        fc.nat(4),
        (shares, portions, late) => {
          let turn = 0;
          const portionOf = () => portions[turn++ % portions.length]!;
          const found = exploreBeside(make, shares, {}, portionOf, { late });
          expect(countsOf(found)).toEqual(countsOf(expected));
          expect(found.summary.levels).toEqual(expected.summary.levels);
          expect(found.judgements.map(({ verdict }) => verdict)).toEqual(
            expected.judgements.map(({ verdict }) => verdict),
          );
        },
      ),
      { numRuns: 12 },
    );
  });

  it.each(['handshake', 'election'])(
    'CHEK-50, CHEK-52: so do shares of whole peers: %s',
    (name) => {
      const entry = models.find((model) => model.name === name)!;
      const make = () => entry.make(2);
      const found = exploreBeside(make, 2, {}, () => 61);
      expect(countsOf(found)).toEqual(countsOf(alone(make())));
    },
    60_000,
  );

  it('CHEK-50: and grow their table while they are at it', () => {
    const make = () => machineModel(twoPhaseCommit(7));
    const found = exploreBeside(make, 2, {}, () => 997, { late: 9 });
    expect(countsOf(found)).toEqual(countsOf(alone(make())));
    // More than there is room for in a table that did not grow; a level alone nearly fills it.
    expect(found.summary.distinct).toBeGreaterThan(32 * 0.75 * 2 ** 13);
  });

  it('CHEK-51: find a violation by a way as short as any', () => {
    const make = (): Model => {
      const model = machineModel(twoPhaseCommit(4));
      const neverCommits = { ...model.properties[1]!, kind: 'always' as const };
      return { ...model, properties: [{ ...neverCommits, holds: (s) => !neverCommits.holds(s) }] };
    };
    const shortest = alone(make());
    const length = shortest.pathTo(shortest.judgements[0]!.witness!).length;
    const found = exploreBeside(make, 3, {}, () => 5);
    expect(found.summary.ended).toBe('violation');
    expect(found.judgements[0]!.verdict).toBe('violated');
    const model = make();
    const way = wayTo(model, createFingerprints(model), found.links, found.found.get(0)!);
    expect(way).toHaveLength(length);
    expect(model.properties[0]!.holds(way.at(-1)!.state)).toBe(false);
    for (const [i, { state, label }] of way.slice(1).entries()) {
      const labels: string[] = [];
      const next = way[i]!.state.slice();
      model.expand(way[i]!.state, next, () => {
        if (next.every((word, place) => word === state[place])) labels.push(model.label());
      });
      expect(labels).toContain(label);
    }
  });

  it('CHEK-8: claim nothing of what they have not met', () => {
    const make = () => machineModel(twoPhaseCommit(4));
    const shallow = exploreBeside(make, 2, { depth: 5 }, () => 10);
    expect(shallow.summary).toMatchObject({ depth: 5, ended: 'depth' });
    expect(shallow.judgements.map(({ verdict }) => verdict)).toEqual(['open', 'open', 'open']);
    const few = exploreBeside(make, 2, { states: 500 }, () => 10);
    expect(few.summary.ended).toBe('states');
    expect(few.summary.distinct).toBeGreaterThanOrEqual(500);
    expect(few.summary.distinct).toBeLessThan(600);
  });

  it('CHEK-53: end before they take more memory than they may', () => {
    const make = () => machineModel(twoPhaseCommit(6));
    // All of it takes 2.1 MB, and 2.7 while its table grows.
    for (let bytes = 600_000; bytes < 2_600_000; bytes += 100_000) {
      const { summary } = exploreBeside(make, 2, { bytes }, () => 100, { late: 3 });
      expect(summary.ended).toBe('memory');
      const taken = summary.distinct * summary.bytesPerState + summary.frontierBytes;
      expect(taken).toBeLessThanOrEqual(bytes);
      expect(taken).toBeGreaterThan(bytes / 3);
      expect(summary.levels.reduce((sum, { count }) => sum + count, 0)).toBe(summary.distinct);
    }
    const { distinct } = alone(make()).summary;
    expect(exploreBeside(make, 2, { bytes: 1e9 }, () => 100).summary.distinct).toBe(distinct);
  });

  it('CHEK-55: explore a shard as one explorer does', () => {
    const make = () => machineModel(twoPhaseCommit(5));
    for (const at of [0, 1, 2]) {
      const bounds = { shard: { at, of: 3 } };
      const expected = createExploration(make(), bounds);
      while (expected.advance(10_000));
      const found = exploreBeside(make, 2, bounds, () => 100, { late: 1 });
      expect(countsOf(found)).toEqual(countsOf(expected));
      expect(found.summary.ended).toBe('shard');
      expect(found.summary.levels).toEqual(expected.summary.levels);
    }
  });

  it('CHEK-52: refuse a model whose parts have no texts', () => {
    const { contentOf: _, ...model } = machineModel(twoPhaseCommit(2));
    expect(() =>
      exploreBeside(
        () => model,
        2,
        {},
        () => 10,
      ),
    ).toThrow(RangeError);
  });
});
