/** Each property of each system of machines can fail: a machine, or what happens to it, is not as it should be. */
import { describe, expect, it } from 'vitest';
import type { AnyStateMachine } from 'xstate';
import { createExploration } from '../../src/checker/explore.js';
import { exploreRuns } from '../../src/checker/liveness/runs.js';
import { machineModel } from '../../src/checker/machines/machine-model.js';
import type { MachineSystem } from '../../src/checker/machines/system.js';
import { electionMachines } from '../../src/checker/models/election-machines.js';
import { models } from '../../src/checker/models/registry.js';
import { textbookElection } from '../../src/checker/models/textbook-election.js';
import { twoPhaseCommit } from '../../src/checker/models/two-phase-commit.js';

const systems: Readonly<Record<string, MachineSystem>> = {
  'election-in-time': electionMachines(3, true),
  'election-at-any-time': electionMachines(2, false),
  'two-phase-commit': twoPhaseCommit(3),
  'textbook-election': textbookElection(2),
};

type Plant = (system: MachineSystem) => MachineSystem;
type Provided = Parameters<AnyStateMachine['provide']>[0];

/** With other guards or actions in the machines that have some of these names. */
const provided =
  (implementations: Provided): Plant =>
  (system) => ({
    ...system,
    actors: system.actors.map((actor) => ({
      ...actor,
      machine: actor.machine.provide(implementations),
    })),
  });
/** What happens no longer; `place`: only to this actor. */
const never =
  (isGone: (type: string, place: number) => boolean): Plant =>
  (system) => ({
    ...system,
    actors: system.actors.map((actor, place) => ({
      ...actor,
      happenings: actor.happenings.filter(({ type }) => !isGone(type, place)),
    })),
  });
const guard = (name: string, is: boolean) => provided({ guards: { [name]: () => is } });
const noLead = never((type) => type.includes('leaderElectionDuration'));

const faults: Readonly<Record<string, Readonly<Record<string, Plant>>>> = {
  'election-in-time': {
    leads: noLead,
    // Nobody hears of a leader, and each takes itself for the lowest.
    'never-two': (system) =>
      guard(
        'hasLowerProposal',
        false,
      )({
        ...system,
        actors: system.actors.map((actor) => ({
          ...actor,
          says: (emitted) => actor.says!(emitted).filter(({ to }) => to === actor.name),
        })),
      }),
    'one-leads': noLead,
  },
  'election-at-any-time': {
    leads: noLead,
    'two-lead': never((type, place) => place === 0 && type.includes('leaderElectionDuration')),
    'one-leads': noLead,
  },
  'two-phase-commit': {
    consistent: guard('areAllPrepared', true),
    'all-commit': guard('areAllPrepared', false),
    'all-abort': never((type) => type === 'decide.abort'),
    decided: never((type) => type.startsWith('decide.')),
  },
  'textbook-election': {
    // Votes for whoever asks, be it the same term.
    'one-leader-a-term': () => guard('isNewTerm', true)(textbookElection(3)),
    leads: guard('completesMajority', false),
    'two-terms-led': guard('hasTermsLeft', false),
    // Without the word on what comes after the last term: a candidate that never leads.
    'leads-in-the-end': (system) => ({
      ...guard('completesMajority', false)(system),
      isCut: () => false,
    }),
  },
};

const pairs = Object.entries(systems).flatMap(([name, { properties, runProperties = [] }]) => [
  ...properties.map(({ id }) => [name, id, 'states'] as const),
  ...runProperties.map(({ id }) => [name, id, 'runs'] as const),
]);

describe('a fault in a system of machines', () => {
  it.each(pairs)('CHEK-5, CHEK-7, CHEK-73: %s: breaks %s', (name, id, of) => {
    const model = machineModel(faults[name]![id]!(systems[name]!));
    if (of === 'runs') {
      const runs = exploreRuns(model);
      while (runs.advance(1_000));
      const broken = runs.judge().find(({ property }) => property.id === id)!;
      expect(broken.verdict).toBe('violated');
      return;
    }
    const properties = model.properties.filter((property) => property.id === id);
    const exploration = createExploration({ ...model, properties });
    while (exploration.advance(10_000));
    const [broken] = exploration.judgements;
    expect(broken!.verdict).toBe('violated');
    if (broken!.property.kind === 'always')
      expect(exploration.pathTo(broken!.witness!).length).toBeLessThan(16);
  });

  it('CHEK-7: there is one for each of them', () => {
    const plain = models.filter(({ sized, make }) => !('view' in make(sized?.min ?? 0)));
    expect(Object.keys(systems).sort()).toEqual(plain.map(({ name }) => name).sort());
    expect(pairs.filter(([name, id]) => faults[name]![id] === undefined)).toEqual([]);
  });
});
