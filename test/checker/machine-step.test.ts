/** The cheap call of XState against its public one, on random walks: it is no documented interface. */

import { describe, expect, it } from 'vitest';
import { type AnyStateMachine, createMachine, initialTransition, transition } from 'xstate';
import { createMachineStepper, type Event } from '../../src/checker/machines/step.js';
import { textbookElection } from '../../src/checker/models/textbook-election.js';
import { twoPhaseCommit } from '../../src/checker/models/two-phase-commit.js';
import { canonical } from '../../src/peer/image.js';
import { fc } from '../support/drawing.js';

const happening = (type: string, more: object = {}): Event => ({ type, ...more });
const subjects: [string, AnyStateMachine, unknown, readonly Event[]][] = [
  [
    'coordinator',
    twoPhaseCommit(2).actors[0]!.machine,
    { size: 2 },
    [
      happening('prepared', { from: 0 }),
      happening('prepared', { from: 1 }),
      happening('decide.commit'),
      happening('decide.abort'),
    ],
  ],
  [
    'peer of the textbook election',
    textbookElection(3).actors[0]!.machine,
    { index: 0, size: 3, termMax: 4 },
    [
      happening('patience.ended'),
      ...[1, 2, 3].flatMap((term) =>
        ['vote.asked', 'vote.given', 'leader.beats'].map((type) =>
          happening(type, { term, from: 1 }),
        ),
      ),
    ],
  ],
];

describe('a step of a machine', () => {
  it.each(subjects)('CHEK-10: is what transition() says: %s', (_, machine, input, events) => {
    const stepper = createMachineStepper(machine);
    const walks = fc.array(fc.constantFrom(...events), { maxLength: 30 });
    fc.assert(
      fc.property(walks, (walk) => {
        let cheap = stepper.start(input).snapshot;
        let [public_] = initialTransition(machine, input as never);
        for (const event of walk) {
          const stepped = stepper.step(cheap, event);
          const [next, actions] = transition(machine, public_, event as never);
          const emitted = (actions as readonly { type: string; params?: unknown }[])
            .filter(({ type }) => type === 'xstate.emit')
            .map(({ params }) => (params as { event: Event }).event);
          if (stepped === undefined) expect(next).toBe(public_);
          expect(stepped?.emitted ?? []).toEqual(emitted);
          cheap = stepped?.snapshot ?? cheap;
          public_ = next;
          expect(canonical({ v: cheap.value, c: cheap.context })).toBe(
            canonical({ v: public_.value, c: public_.context }),
          );
        }
      }),
      { numRuns: 60 },
    );
  });

  it('refuses machines that invoke actors', () => {
    const machine = createMachine({ initial: 'a', states: { a: { invoke: { src: 'clock' } } } });
    expect(() => createMachineStepper(machine)).toThrow('invoked');
  });
});
