/** Symmetry against a count that tries every order of the parts on every state. */
import { describe, expect, it } from 'vitest';
import { createExploration } from '../../../src/checker/explore.js';
import { machineModel } from '../../../src/checker/machines/machine-model.js';
import type { MachineSystem } from '../../../src/checker/machines/system.js';
import { textbookElection } from '../../../src/checker/models/textbook-election.js';
import { twoPhaseCommit } from '../../../src/checker/models/two-phase-commit.js';
import { reduced } from '../../../src/checker/reduce/reduced.js';
import { everyOrder } from '../../../src/checker/reduce/symmetry.js';
import { everyState, orbitCount, successorsOf, textsOf } from '../../support/orbits.js';

function explore(system: MachineSystem, reductions: Parameters<typeof reduced>[1]) {
  const { model, on } = reduced(machineModel(system), reductions);
  const exploration = createExploration(model);
  while (exploration.advance(10_000));
  const verdicts = exploration.judgements.map(
    ({ property, verdict }) => `${verdict} ${property.id}`,
  );
  return { ...exploration.summary, verdicts, on };
}

const systems: readonly (readonly [string, () => MachineSystem])[] = [
  ['two-phase commit of 2', () => twoPhaseCommit(2)],
  ['two-phase commit of 3', () => twoPhaseCommit(3)],
  ['two-phase commit of 4', () => twoPhaseCommit(4)],
  ['the textbook election of 2', () => textbookElection(2)],
];

describe.each(systems)('%s', (_, make) => {
  it('CHEK-79: an exchange of neighbours is one of the model', () => {
    const model = machineModel(make());
    const { size, exchange } = model.symmetry!;
    const exchanged = (state: Int32Array, at: number) => {
      const other = state.slice();
      exchange(other, at);
      return other;
    };
    const states = [...everyState(model).values()];
    for (const state of states.slice(0, 600))
      for (let at = 0; at + 1 < size; at += 1) {
        const other = exchanged(state, at);
        expect(exchanged(other, at)).toEqual(state);
        const followed = successorsOf(model, state).map((key) =>
          exchanged(Int32Array.from(key.split(','), Number), at).join(),
        );
        expect(successorsOf(model, other)).toEqual(followed.sort());
        for (const { holds } of model.properties) expect(holds(other)).toBe(holds(state));
      }
    for (const state of model.initial)
      for (let at = 0; at + 1 < size; at += 1) expect(exchanged(state, at)).toEqual(state);
  });

  it('CHEK-80: a signature says the same of a part wherever it stands', () => {
    const { symmetry, ...model } = machineModel(make());
    const { size, exchange, signature } = symmetry!;
    for (const state of [...everyState(model).values()].slice(0, 600))
      for (let at = 0; at + 1 < size; at += 1) {
        const before = Array.from({ length: size }, (_, part) => signature(state, part));
        const other = state.slice();
        exchange(other, at);
        const after = Array.from({ length: size }, (_, part) => signature(other, part));
        [before[at], before[at + 1]] = [before[at + 1]!, before[at]!];
        expect(after).toEqual(before);
      }
  });

  it('CHEK-78: as many states as there are orbits, and the same verdicts', () => {
    const whole = explore(make(), []);
    const found = explore(make(), ['symmetry']);
    expect(found.on).toEqual(['symmetry']);
    expect(found.distinct).toBe(orbitCount(machineModel(make())));
    expect(found.distinct).toBeLessThan(whole.distinct);
    expect(found.verdicts).toEqual(whole.verdicts);
    expect(found.terminal > 0).toBe(whole.terminal > 0);
  });
});

describe('instances of one model', () => {
  it('CHEK-80: come to the same states, in whatever order they meet them', () => {
    // Numbers of parts are given in the order in which they are met; texts are the same everywhere.
    const make = () => reduced(machineModel(twoPhaseCommit(4))).model;
    const texts = textsOf(make(), 'bfs');
    expect(texts).toHaveLength(110);
    expect(textsOf(make(), 'dfs')).toEqual(texts);
  });
});

describe('a system whose parts are not interchangeable', () => {
  it('CHEK-79: is found out', () => {
    const right = twoPhaseCommit(3);
    const wrong: MachineSystem = {
      ...right,
      actors: right.actors.map((actor) =>
        actor.name === 'rm1'
          ? { ...actor, happenings: [...actor.happenings, { type: 'commit' }] }
          : actor,
      ),
    };
    // Only rm1 commits by itself: what is true of it is not true of the others.
    const model = machineModel(wrong);
    const [first] = model.initial;
    const turned = first!.slice();
    model.symmetry!.exchange(turned, 0);
    expect(turned).toEqual(first);
    const followed = successorsOf(model, first!).map((key) => {
      const state = Int32Array.from(key.split(','), Number);
      model.symmetry!.exchange(state, 0);
      return state.join();
    });
    expect(successorsOf(model, turned)).not.toEqual(followed.sort());
  });
});

describe('the orders of a few things', () => {
  it.each([1, 2, 3, 4, 5])('CHEK-80: are all met by exchanges of neighbours: %i', (count) => {
    const things = Array.from({ length: count }, (_, thing) => thing);
    const met = new Set([things.join()]);
    for (const at of everyOrder(count)) {
      [things[at], things[at + 1]] = [things[at + 1]!, things[at]!];
      met.add(things.join());
    }
    const factorial = Array.from({ length: count }, (_, i) => i + 1).reduce((a, b) => a * b, 1);
    expect([met.size, everyOrder(count).length]).toEqual([factorial, factorial - 1]);
  });
});

describe('a state in words', () => {
  it('CHEK-87: a path of the reduced model is one of the model', () => {
    const model = machineModel(twoPhaseCommit(3));
    const { model: few, unreduced } = reduced(model);
    const exploration = createExploration(few);
    while (exploration.advance(10_000));
    const witness = exploration.judgements.find(({ property: { id } }) => id === 'all-commit')!;
    const path = unreduced(exploration.pathTo(witness.witness!));
    for (const [i, { state }] of path.entries())
      if (i > 0) expect(successorsOf(model, path[i - 1]!.state)).toContain(state.join());
    const allCommit = model.properties.find(({ id }) => id === 'all-commit')!;
    expect(allCommit.holds(path.at(-1)!.state)).toBe(true);
    expect(new Set(path.map(({ label }) => label)).size).toBe(path.length);
  });
});
