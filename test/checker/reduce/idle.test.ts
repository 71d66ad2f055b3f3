/** Letters that nothing comes of: a system without them does the same, and nothing else. */
import { describe, expect, it } from 'vitest';
import { createMachine, emit, setup } from 'xstate';
import { createExploration } from '../../../src/checker/explore.js';
import { machineModel } from '../../../src/checker/machines/machine-model.js';
import type { MachineSystem } from '../../../src/checker/machines/system.js';
import { textbookElection } from '../../../src/checker/models/textbook-election.js';
import { twoPhaseCommit } from '../../../src/checker/models/two-phase-commit.js';
import { reduced } from '../../../src/checker/reduce/reduced.js';
import { everyState } from '../../support/orbits.js';

/** What the actors come to, in all states: everything but what is under way. */
const actorsIn = (model: ReturnType<typeof machineModel>): Set<string> =>
  new Set([...everyState(model).values()].map((state) => state.subarray(0, -1).join()));

describe.each([
  ['two-phase commit of 3', () => twoPhaseCommit(3)],
  ['two-phase commit of 4', () => twoPhaseCommit(4)],
  ['the textbook election of 2', () => textbookElection(2)],
] as const)('%s', (_, make) => {
  it('CHEK-81: the actors come to the same without idle letters', () => {
    const model = machineModel(make());
    const { model: few, on } = reduced(model, ['noop']);
    expect(on).toEqual(['noop']);
    const left = everyState(few);
    expect(left.size).toBeLessThan(everyState(model).size);
    expect(new Set([...left.values()].map((state) => state.subarray(0, -1).join()))).toEqual(
      actorsIn(model),
    );
    const verdicts = [model, few].map((one) => {
      const exploration = createExploration(one);
      while (exploration.advance(10_000));
      return exploration.judgements.map(({ verdict }) => verdict);
    });
    expect(verdicts[1]).toEqual(verdicts[0]);
  });
});

describe('a letter that is refused now and taken later', () => {
  const sender = setup({
    actions: { call: emit({ type: 'send', to: 'sleeper', message: { type: 'call' } }) },
  }).createMachine({
    initial: 'quiet',
    states: { quiet: { on: { begin: { target: 'done', actions: 'call' } } }, done: {} },
  });
  const sleeper = createMachine({
    initial: 'asleep',
    states: {
      asleep: { on: { wake: 'awake' } },
      awake: { on: { call: 'called' } },
      called: {},
    },
  });
  const system: MachineSystem = {
    name: 'a call',
    actors: [
      { name: 'caller', machine: sender, happenings: [{ type: 'begin' }] },
      { name: 'sleeper', machine: sleeper, happenings: [{ type: 'wake' }] },
    ],
    network: 'kept',
    properties: [
      {
        id: 'called',
        kind: 'sometimes',
        about: 'the sleeper hears the call',
        factOf: ({ value }) => (value === 'called' ? 1 : 0),
        holds: (facts) => facts[1] === 1,
      },
    ],
  };

  it('CHEK-81: is kept until it is', () => {
    const { model } = reduced(machineModel(system), ['noop']);
    const exploration = createExploration(model);
    while (exploration.advance(100));
    expect(exploration.judgements.map(({ verdict }) => verdict)).toEqual(['holds']);
    // Before and after the call, asleep or awake; called, when nothing is left of it.
    expect(exploration.summary.distinct).toBe(5);
  });
});

describe('a letter that is answered without a change', () => {
  const asking = setup({
    actions: { ask: emit({ type: 'send', to: 'echo', message: { type: 'ping' } }) },
  }).createMachine({
    initial: 'quiet',
    states: {
      quiet: { on: { begin: { target: 'asking', actions: 'ask' } } },
      asking: { on: { pong: 'answered' } },
      answered: {},
    },
  });
  const echo = setup({
    actions: { answer: emit({ type: 'send', to: 'asker', message: { type: 'pong' } }) },
  }).createMachine({
    initial: 'there',
    states: { there: { on: { ping: { actions: 'answer' } } } },
  });

  it('CHEK-81: is not idle', () => {
    const { model } = reduced(
      machineModel({
        name: 'an echo',
        actors: [
          { name: 'asker', machine: asking, happenings: [{ type: 'begin' }] },
          { name: 'echo', machine: echo, happenings: [] },
        ],
        network: 'taken',
        properties: [],
      }),
      ['noop'],
    );
    const ends = [...everyState(model).values()].map((state) => model.describe(state)[0]);
    expect(ends.some((line) => line!.includes('"answered"'))).toBe(true);
  });
});
