/** Paths made shorter by leaving steps out, and the state from which nothing escapes. */

import { describe, expect, it } from 'vitest';
import { createExploration } from '../../../src/checker/explore.js';
import { machineModel } from '../../../src/checker/machines/machine-model.js';
import { inevitableFrom } from '../../../src/checker/minimise/inevitable.js';
import { minimised } from '../../../src/checker/minimise/minimise.js';
import type { Model } from '../../../src/checker/model.js';
import { twoPhaseCommit } from '../../../src/checker/models/two-phase-commit.js';
import type { Path, PathStep } from '../../../src/checker/path.js';
import { fc } from '../../support/drawing.js';
import { successorsOf } from '../../support/orbits.js';

/** Two-phase commit in which a manager may commit by itself. */
function hasty(): Model {
  const right = twoPhaseCommit(4);
  return machineModel({
    ...right,
    actors: right.actors.map((actor) =>
      actor.name === 'rm1'
        ? { ...actor, happenings: [...actor.happenings, { type: 'commit' }] }
        : actor,
    ),
  });
}

function shortestOf(model: Model): Path {
  const exploration = createExploration(model);
  while (exploration.advance(1_000));
  const broken = exploration.judgements.find(({ verdict }) => verdict === 'violated')!;
  return exploration.pathTo(broken.witness!);
}

/** A walk that takes its time: the longest of some that come to a violation. */
function longWalk(model: Model): Path {
  const walks = Array.from({ length: 40 }, (_, seed) => {
    const path: PathStep[] = [{ label: '', state: model.initial[0]! }];
    for (let at = 0; at < 80 && model.properties[0]!.holds(path.at(-1)!.state); at += 1) {
      const steps: PathStep[] = [];
      const { state } = path.at(-1)!;
      const next = state.slice();
      model.expand(state, next, () => steps.push({ label: model.label(), state: next.slice() }));
      path.push(steps[(7 * at + 13 * seed + at * seed) % steps.length]!);
    }
    return path;
  });
  return walks
    .filter((path) => !model.properties[0]!.holds(path.at(-1)!.state))
    .reduce((a, b) => (a.length < b.length ? b : a));
}

describe('a path to a violation', () => {
  it('CHEK-88: loses what has nothing to do with it', () => {
    const model = hasty();
    const long = longWalk(model);
    const short = minimised(model, model.properties[0]!, long);
    expect(long.length).toBeGreaterThan(12);
    // A decision that was made and heard cannot be left out step by step, though a manager can give up at once.
    expect(short.length - shortestOf(model).length).toBeLessThanOrEqual(1);
  });

  it('CHEK-88: still breaks the property where not everything was tried', () => {
    const model = hasty();
    const long = longWalk(model);
    const some = minimised(model, model.properties[0]!, long, { stepsMax: 1 });
    expect(some.length).toBeLessThanOrEqual(long.length);
    expect(model.properties[0]!.holds(some.at(-1)!.state)).toBe(false);
  });

  it('CHEK-88: can be done, breaks the property at its end and nowhere before', () => {
    const model = hasty();
    const short = minimised(model, model.properties[0]!, longWalk(model));
    for (const [i, { state }] of short.entries()) {
      if (i > 0) expect(successorsOf(model, short[i - 1]!.state)).toContain(state.join());
      expect(model.properties[0]!.holds(state)).toBe(i < short.length - 1);
    }
  });

  it('CHEK-88: no single step of it can be left out', () => {
    // Steps add a number each; broken is whatever has come to 10 or more.
    fc.assert(
      fc.property(
        fc.array(fc.integer({ min: 0, max: 4 }), { minLength: 10, maxLength: 25 }),
        (all) => {
          const model = adding();
          const path = pathBy(model, all);
          fc.pre(path.at(-1)!.state[0]! >= 10);
          const short = minimised(model, model.properties[0]!, path);
          const added = short.slice(1).map(({ label }) => Number(label));
          const sum = added.reduce((a, b) => a + b, 0);
          expect(sum).toBeGreaterThanOrEqual(10);
          for (const one of added) expect(sum - one).toBeLessThan(10);
        },
      ),
      { numRuns: 100 },
    );
  });
});

describe('steps of which one needs the other', () => {
  it('CHEK-88: go both, if nothing else needs them', () => {
    // A door is opened and closed; broken is whatever has come to 3 by single steps.
    let label = '';
    const model: Model = {
      ...adding(),
      width: 2,
      initial: [new Int32Array(2)],
      expand(state, next, visit) {
        const isOpen = state[1] === 1;
        label = isOpen ? 'close' : 'open';
        next[1] = isOpen ? 0 : 1;
        visit();
        next[1] = state[1]!;
        label = 'go';
        next[0] = state[0]! + 1;
        visit();
        next[0] = state[0]!;
      },
      properties: [
        { id: 'few', kind: 'always', about: 'below 3', holds: (state) => state[0]! < 3 },
      ],
      label: () => label,
    };
    let at: readonly [number, number] = [0, 0];
    const path = ['', 'open', 'go', 'close', 'go', 'go'].map((step): PathStep => {
      if (step === 'go') at = [at[0] + 1, at[1]];
      else if (step !== '') at = [at[0], step === 'open' ? 1 : 0];
      return { label: step, state: Int32Array.of(...at) };
    });
    const short = minimised(model, model.properties[0]!, path);
    expect(short.map((step) => step.label)).toEqual(['', 'go', 'go', 'go']);
  });
});

describe('what could no longer be escaped', () => {
  it('CHEK-89: is found where the way forks for the last time', () => {
    // A corridor with a side door at each of the first three places, and a trap at the end.
    const corridor = walk((at) => (at < 0 || at >= 8 ? [] : at < 3 ? [at + 1, -1] : [at + 1]), 8);
    expect(inevitableFrom(corridor, corridor.properties[0]!, straight(corridor, 8))).toEqual({
      from: 3,
      isKnown: true,
    });
  });

  it('CHEK-89: a run that can go round for ever escapes', () => {
    const round = walk((at) => (at === 8 ? [] : at === 5 ? [6, 4] : [at + 1]), 8);
    expect(inevitableFrom(round, round.properties[0]!, straight(round, 8)).from).toBe(6);
  });

  it('CHEK-89: is unknown where there are too many continuations', () => {
    const wide = walk(
      (at) =>
        at === 8 || at > 1_000 ? [] : at < 4 ? [at + 1, 100 + at] : at < 8 ? [at + 1] : [at + 7],
      8,
    );
    const found = inevitableFrom(wide, wide.properties[0]!, straight(wide, 8), 20);
    expect(found).toEqual({ from: 4, isKnown: false });
  });
});

function adding(): Model {
  let label = '';
  return {
    name: 'adding',
    width: 1,
    initial: [new Int32Array(1)],
    expand(state, next, visit) {
      for (let by = 0; by <= 4; by += 1) {
        label = String(by);
        next[0] = state[0]! + by;
        visit();
      }
      next[0] = state[0]!;
    },
    properties: [
      { id: 'few', kind: 'always', about: 'below 10', holds: (state) => state[0]! < 10 },
    ],
    label: () => label,
    describe: (state) => [state.join()],
  };
}

const pathBy = (model: Model, steps: readonly number[]): Path => {
  let sum = 0;
  return [
    { label: '', state: model.initial[0]! },
    ...steps.map((by) => {
      sum += by;
      return { label: String(by), state: Int32Array.of(sum) };
    }),
  ];
};

/** A walk over numbers from 0 by `stepsOf`, which must not come to `trap`. */
function walk(stepsOf: (at: number) => readonly number[], trap: number): Model {
  let label = '';
  return {
    name: 'walk',
    width: 1,
    initial: [new Int32Array(1)],
    expand(state, next, visit) {
      for (const to of stepsOf(state[0]!)) {
        label = `to ${to}`;
        next[0] = to;
        visit();
      }
      next[0] = state[0]!;
    },
    properties: [
      { id: 'free', kind: 'always', about: 'not trapped', holds: (state) => state[0] !== trap },
    ],
    label: () => label,
    describe: (state) => [state.join()],
  };
}

const straight = (model: Model, to: number): Path =>
  Array.from({ length: to + 1 }, (_, at) =>
    at === 0
      ? { label: '', state: model.initial[0]! }
      : { label: `to ${at}`, state: Int32Array.of(at) },
  );
