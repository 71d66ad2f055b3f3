/**
 * An election by terms and votes, as in textbooks on consensus, without logs: `size` peers as XState
 * machines. For comparison with others, and to show what a model without code of its own looks like.
 */
import { assign, enqueueActions, setup } from 'xstate';
import {
  type ActorView,
  EVERYBODY,
  type MachineSystem,
  type SystemProperty,
} from '../machines/system.js';

interface Candidate {
  readonly index: number;
  readonly size: number;
  readonly termMax: number;
  readonly term: number;
  /** A bit for each peer that has voted for this one in this term. */
  readonly votes: number;
}

type Message = {
  readonly type: 'vote.asked' | 'vote.given' | 'leader.beats';
  readonly term: number;
  readonly from: number;
};
type ElectionEvent = Message | { readonly type: 'patience.ended' };

const termOf = (event: ElectionEvent): number => ('term' in event ? event.term : 0);
const voted = (votes: number, event: ElectionEvent): number =>
  'from' in event ? votes | (1 << event.from) : votes;
const bitCount = (bits: number): number => {
  let count = 0;
  for (let rest = bits; rest > 0; rest >>= 1) count += rest & 1;
  return count;
};

const peerMachine = setup({
  types: {} as {
    context: Candidate;
    events: ElectionEvent;
    input: { index: number; size: number; termMax: number };
  },
  guards: {
    isNewTerm: ({ context, event }) => termOf(event) > context.term,
    isOwnTerm: ({ context, event }) => termOf(event) === context.term,
    hasTermsLeft: ({ context }) => context.term < context.termMax,
    completesMajority: ({ context, event }) =>
      termOf(event) === context.term && 2 * bitCount(voted(context.votes, event)) > context.size,
  },
  actions: {
    beginTerm: assign(({ context }) => ({
      term: context.term + 1,
      votes: 1 << context.index,
    })),
    followTerm: assign(({ event }) => ({ term: termOf(event), votes: 0 })),
    recordVote: assign(({ context, event }) => ({ votes: voted(context.votes, event) })),
    askForVotes: enqueueActions(({ context, enqueue }) =>
      enqueue.emit(message(EVERYBODY, 'vote.asked', context)),
    ),
    giveVote: enqueueActions(({ context, event, enqueue }) => {
      if (event.type === 'vote.asked')
        enqueue.emit(message(nameOf(event.from), 'vote.given', context));
    }),
    beat: enqueueActions(({ context, enqueue }) =>
      enqueue.emit(message(EVERYBODY, 'leader.beats', context)),
    ),
  },
}).createMachine({
  id: 'textbook-peer',
  context: ({ input }) => ({ ...input, term: 0, votes: 0 }),
  initial: 'follower',
  on: {
    'vote.asked': {
      guard: 'isNewTerm',
      target: '.follower',
      actions: ['followTerm', 'giveVote'],
    },
    'leader.beats': { guard: 'isNewTerm', target: '.follower', actions: 'followTerm' },
  },
  states: {
    follower: {
      on: {
        'patience.ended': {
          guard: 'hasTermsLeft',
          target: 'candidate',
          actions: ['beginTerm', 'askForVotes'],
        },
      },
    },
    candidate: {
      on: {
        'patience.ended': {
          guard: 'hasTermsLeft',
          target: 'candidate',
          reenter: true,
          actions: ['beginTerm', 'askForVotes'],
        },
        'vote.given': [
          { guard: 'completesMajority', target: 'leader', actions: ['recordVote', 'beat'] },
          { guard: 'isOwnTerm', actions: 'recordVote' },
        ],
      },
    },
    leader: {},
  },
});

const nameOf = (index: number): string => `p${index}`;
const message = (to: string, type: Message['type'], { term, index }: Candidate) => ({
  type: 'send' as const,
  to,
  message: { type, term, from: index },
});

/** Terms that peers begin. */
const TERM_MAX = 2;

/** A bit for the term that it leads, if it does. */
const termLed = ({ value, context }: ActorView): number =>
  value === 'leader' ? 1 << (context as Candidate).term : 0;

const TWO_TERMS_LED: SystemProperty = {
  id: 'two-terms-led',
  kind: 'sometimes',
  about: 'two peers lead, in different terms',
  factOf: termLed,
  holds: (facts) => facts.filter((term) => term !== 0).length === 2,
};

/** @param size peers, 1 to 20 */
export const textbookElection = (size: number): MachineSystem => ({
  name: 'textbook-election',
  actors: Array.from({ length: size }, (_, index) => ({
    name: nameOf(index),
    machine: peerMachine,
    input: { index, size, termMax: TERM_MAX },
    happenings: [{ type: 'patience.ended' }],
  })),
  network: 'taken',
  interchangeable: {
    actors: Array.from({ length: size }, (_, index) => nameOf(index)),
    context: (context, to) => {
      const { index, votes } = context as Candidate;
      let renamed = 0;
      for (let bit = 0; bit < size; bit += 1)
        if ((votes & (1 << bit)) !== 0) renamed |= 1 << to(bit);
      return { ...(context as Candidate), index: to(index), votes: renamed };
    },
    event: (event, to) =>
      'from' in event ? { ...event, from: to((event as Message).from) } : event,
  },
  properties: [
    {
      id: 'one-leader-a-term',
      kind: 'always',
      about: 'no two peers lead in one term',
      factOf: termLed,
      holds(facts) {
        let terms = 0;
        for (const bit of facts) {
          if ((terms & bit) !== 0) return false;
          terms |= bit;
        }
        return true;
      },
    },
    {
      id: 'leads',
      kind: 'sometimes',
      about: 'somebody leads',
      factOf: termLed,
      holds: (facts) => facts.some((term) => term !== 0),
    },
    // Of two peers each has to agree to a second term, and so leads no longer.
    ...(size < 3 ? [] : [TWO_TERMS_LED]),
  ],
  runProperties: [
    {
      id: 'leads-in-the-end',
      kind: 'eventually',
      about: 'somebody leads',
      factOf: termLed,
      holds: (facts) => facts.some((term) => term !== 0),
    },
  ],
  // Out of terms, a peer does not stand again: of what comes then the model says nothing.
  isCut: ({ value, context }) => value !== 'leader' && (context as Candidate).term === TERM_MAX,
});
