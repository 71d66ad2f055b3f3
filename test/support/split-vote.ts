/**
 * An election as textbooks have it before they add chance: who is out of patience stands, asks for votes, and votes for
 * itself; who has voted does not stand any more. Two that stand at the same time refuse each other, and try again.
 */
import { emit, setup } from 'xstate';
import { EVERYBODY, type MachineSystem, type Send } from '../../src/checker/machines/system.js';

type Message = { readonly type: 'vote.asked' | 'vote.given'; readonly from: number };

const send = (to: string, type: Message['type'], from: number): Send =>
  ({ type: 'send', to, message: { type, from } }) as Send;

const peerMachine = setup({
  types: {} as {
    context: { index: number };
    events: Message | { type: 'patience.ended' };
    emitted: Send;
    input: { index: number };
  },
  actions: {
    ask: emit(({ context: { index } }) => send(EVERYBODY, 'vote.asked', index)),
    give: emit(({ context: { index }, event }) =>
      send(`p${(event as Message).from}`, 'vote.given', index),
    ),
  },
}).createMachine({
  id: 'split-vote-peer',
  context: ({ input }) => ({ index: input.index }),
  initial: 'waiting',
  states: {
    waiting: {
      on: {
        'patience.ended': { target: 'standing', actions: 'ask' },
        'vote.asked': { target: 'voted', actions: 'give' },
      },
    },
    standing: { on: { 'patience.ended': 'waiting', 'vote.given': 'leading' } },
    voted: {},
    leading: {},
  },
});

export const splitVote = (size: number): MachineSystem => ({
  name: 'split-vote',
  actors: Array.from({ length: size }, (_, index) => ({
    name: `p${index}`,
    machine: peerMachine,
    input: { index },
    happenings: [{ type: 'patience.ended' }],
  })),
  network: 'taken',
  properties: [],
  runProperties: [
    {
      id: 'leads-in-the-end',
      kind: 'eventually',
      about: 'somebody leads',
      factOf: ({ value }) => (value === 'leading' ? 1 : 0),
      holds: (facts) => facts.some((fact) => fact === 1),
    },
  ],
});
