/** Explorations that several shares keep, and go on with, in whatever number. */
import { describe, expect, it } from 'vitest';
import { createExploration, type Explored } from '../../src/checker/explore.js';
import { createFingerprints } from '../../src/checker/fingerprint.js';
import { machineModel } from '../../src/checker/machines/machine-model.js';
import type { Model } from '../../src/checker/model.js';
import { election } from '../../src/checker/models/election.js';
import { textbookElection } from '../../src/checker/models/textbook-election.js';
import { twoPhaseCommit } from '../../src/checker/models/two-phase-commit.js';
import { exploreBeside } from '../../src/checker/parallel/beside.js';
import type { SharedBounds } from '../../src/checker/parallel/conductor.js';
import { wayTo } from '../../src/checker/parallel/way.js';
import { peerModel } from '../../src/checker/peers/peer-model.js';
import type { Saved } from '../../src/checker/saved.js';
import { fc } from '../support/drawing.js';

/** The last: in how many drawings each is tried. */
const makers: readonly (readonly [string, () => Model, number])[] = [
  ['two-phase commit of 4', () => machineModel(twoPhaseCommit(4)), 8],
  ['the textbook election of 2', () => machineModel(textbookElection(2)), 8],
  ['an election of two peers', () => peerModel(election(2, 'fabric-3.1', { timers: 2 })), 3],
];

/** One explorer, or several shares; `saved`: what to go on from. */
function explored(make: () => Model, shares: number, bounds: SharedBounds, saved?: Saved) {
  /** Whose numbers paths have. */
  const model = make();
  if (shares === 1) {
    const one = createExploration(model, { ...bounds, isKept: true }, saved);
    while (one.advance(50));
    return { ...told(one), model, save: () => one.save(), pathTo: one.pathTo };
  }
  const several = exploreBeside(make, shares, bounds, () => 37, { late: 1, saved });
  return {
    model,
    ...told(several),
    save: () => several.save(),
    pathTo: (number: number) => {
      const goal = [...several.found.values()].find((one) => one.number === number)!;
      return wayTo(model, createFingerprints(model), several.links, goal);
    },
  };
}

const told = ({ summary, judgements }: Pick<Explored, 'summary' | 'judgements'>) => {
  const { generated, distinct, depth, terminal, waiting, ended, levels } = summary;
  const verdicts = judgements.map(({ verdict }) => verdict);
  return {
    counts: { generated, distinct, depth, terminal, waiting, ended, levels, verdicts },
    judgements,
  };
};

const number = fc.integer({ min: 1, max: 3 });

describe('an exploration that several keep', () => {
  it.each(makers)('CHEK-54: goes on in whatever number: %s', (_, make, numRuns) => {
    const whole = explored(make, 1, {});
    const all = whole.counts.distinct;
    fc.assert(
      fc.property(
        fc.array(fc.tuple(number, fc.integer({ min: 1, max: all - 1 })), {
          minLength: 1,
          maxLength: 3,
        }),
        number,
        (breaks, last) => {
          let saved: Saved | undefined;
          // A later break comes after more states.
          for (const [shares, states] of breaks.toSorted(([, a], [, b]) => a - b)) {
            const part = explored(make, shares, { states }, saved);
            if (part.counts.ended !== 'states') return;
            saved = structuredClone(part.save());
          }
          const rest = explored(make, last, {}, saved);
          expect(rest.counts).toEqual(whole.counts);
          for (const [place, { witness }] of rest.judgements.entries()) {
            if (witness === undefined) continue;
            const property = rest.model.properties[place]!;
            const path = rest.pathTo(witness);
            expect(property.holds(path.at(-1)!.state)).toBe(property.kind === 'sometimes');
            const shortest = whole.pathTo(whole.judgements[place]!.witness!);
            expect(path).toHaveLength(shortest.length);
          }
        },
      ),
      { numRuns },
    );
  });

  it('CHEK-54, CHEK-55: and a shard stays the same part', () => {
    const make = () => machineModel(twoPhaseCommit(5));
    const shard = { at: 1, of: 3 };
    const whole = explored(make, 1, { shard });
    expect(whole.counts.ended).toBe('shard');
    for (const states of [200, 400, 2_000])
      for (const [one, other] of [
        [1, 2],
        [2, 1],
        [2, 3],
      ] as const) {
        const saved = structuredClone(explored(make, one, { shard, states }).save());
        expect(explored(make, other, { shard }, saved).counts).toEqual(whole.counts);
      }
  });

  it('CHEK-54: does not go on with a model that has changed', () => {
    const saved = explored(() => machineModel(twoPhaseCommit(4)), 2, { states: 300 }).save();
    const system = twoPhaseCommit(4);
    const changed = () => machineModel({ ...system, actors: [...system.actors].reverse() });
    expect(() => explored(changed, 2, {}, saved)).toThrow('the model has changed');
  });
});
