/**
 * The election machine of every peer, and nothing else of a peer: what the durations are for (spec/10-election.md).
 * Leadership messages reach everybody; there are no numbers on them, so that elections may go on for ever.
 */
import { type ElectionEffect, electionMachine } from '../../machines/election.machine.js';
import type { Event } from '../machines/step.js';
import type { ActorView, MachineSystem, Send } from '../machines/system.js';

const nameOf = (index: number): string => `p${index + 1}`;

const after = (delay: string, state: string): Event => ({
  type: `xstate.after.${delay}.election.${state}`,
});
const WINDOW = after('leaderAliveThreshold', 'following');
const TIMERS: readonly Event[] = [
  after('membershipSampleInterval', 'stabilising'),
  after('leaderElectionDuration', 'electing'),
  after('declarationInterval', 'leading'),
  WINDOW,
];

const leads = ({ value }: ActorView): number => (value === 'leading' ? 1 : 0);
const countOf = (facts: Int32Array): number => facts.reduce((sum, fact) => sum + fact, 0);

/**
 * What the durations say of the order of timers and messages: whatever is sent arrives before a timer fires next, and
 * who leads declares itself twice in every window of the others.
 */
function inTime(actors: readonly ActorView[], place: number, event: Event, isQuiet: boolean) {
  if (!isQuiet) return false;
  if (event.type !== WINDOW.type) return true;
  const { hasDeclaration } = actors[place]!.context as { hasDeclaration: boolean };
  return hasDeclaration || !actors.some((actor) => leads(actor) === 1);
}

/** @param isInTime false: a message may take as long as it likes, and any timer fires at any time */
export const electionMachines = (size: number, isInTime: boolean): MachineSystem => ({
  name: isInTime ? 'election-in-time' : 'election-at-any-time',
  actors: Array.from({ length: size }, (_, index) => ({
    name: nameOf(index),
    machine: electionMachine,
    input: {
      viewCount: size,
      waitedMs: 0,
      hasLowerProposal: false,
      hasDeclaration: false,
      restMs: 0,
      yieldWindowsLeft: 0,
      membershipSampleIntervalMs: 1_000,
      startupGracePeriodMs: 15_000,
      leaderElectionDurationMs: 5_000,
      leaderAliveThresholdMs: 10_000,
    },
    happenings: TIMERS,
    // The lower the place, the lower the PKI-ID.
    says: (effect: Event): readonly Send[] => messagesOf(effect as ElectionEffect, index, size),
  })),
  network: 'taken',
  ...(isInTime && { mayHappen: inTime }),
  properties: [
    {
      id: 'leads',
      kind: 'sometimes',
      about: 'somebody leads',
      factOf: leads,
      holds: (facts) => countOf(facts) > 0,
    },
    isInTime
      ? {
          id: 'never-two',
          kind: 'always',
          about: 'no two lead at the same time',
          factOf: leads,
          holds: (facts) => countOf(facts) < 2,
        }
      : {
          id: 'two-lead',
          kind: 'sometimes',
          about: 'two lead at the same time',
          factOf: leads,
          holds: (facts) => countOf(facts) === 2,
        },
  ],
  runProperties: [
    {
      id: 'one-leads',
      kind: 'eventually-always',
      about: 'in the end one leads, and nobody else does',
      factOf: leads,
      holds: (facts) => countOf(facts) === 1,
    },
  ],
});

function messagesOf(effect: ElectionEffect, index: number, size: number): readonly Send[] {
  const to = (place: number, message: Event): Send => ({
    type: 'send',
    to: nameOf(place),
    message,
  });
  switch (effect.type) {
    case 'view.sample':
      return [to(index, { type: 'view.sampled', count: size } as Event)];
    case 'leadership.report':
      return [];
    case 'leadership.send': {
      const type = effect.isDeclaration ? 'declaration.received' : 'proposal.received';
      const others = Array.from({ length: size }, (_, place) => place).filter((p) => p !== index);
      return others.map((place) =>
        to(place, { type, author: index < place ? 'lower' : 'higher' } as Event),
      );
    }
  }
}
