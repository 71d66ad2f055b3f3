/**
 * Two-phase commit, for comparison with other checkers: the same steps as in the TLA+ example TwoPhase, so
 * that the same states are counted. A transaction manager and `size` resource managers, as XState machines.
 */
import { assign, emit, setup } from 'xstate';
import { type ActorView, EVERYBODY, type MachineSystem, type Send } from '../machines/system.js';

const send = (to: string, type: string, from = 0): Send =>
  ({ type: 'send', to, message: { type, from } }) as Send;
const COORDINATOR = 'tm';

interface Prepared {
  readonly type: 'prepared';
  readonly from: number;
}

const coordinatorMachine = setup({
  types: {} as {
    context: { size: number; preparedMask: number };
    events: Prepared | { type: 'decide.commit' } | { type: 'decide.abort' };
    emitted: Send;
    input: { size: number };
  },
  guards: {
    areAllPrepared: ({ context: { size, preparedMask } }) => preparedMask === 2 ** size - 1,
  },
  actions: {
    recordPrepared: assign({
      preparedMask: ({ context, event }) => context.preparedMask | (1 << (event as Prepared).from),
    }),
    sendCommit: emit(send(EVERYBODY, 'commit')),
    sendAbort: emit(send(EVERYBODY, 'abort')),
  },
}).createMachine({
  id: 'coordinator',
  context: ({ input }) => ({ size: input.size, preparedMask: 0 }),
  initial: 'collecting',
  states: {
    collecting: {
      on: {
        prepared: { actions: 'recordPrepared' },
        'decide.commit': { guard: 'areAllPrepared', target: 'committed', actions: 'sendCommit' },
        'decide.abort': { target: 'aborted', actions: 'sendAbort' },
      },
    },
    committed: {},
    aborted: {},
  },
});

const managerMachine = setup({
  types: {} as {
    context: { index: number };
    events: { type: 'prepare' } | { type: 'give.up' } | { type: 'commit' } | { type: 'abort' };
    emitted: Send;
    input: { index: number };
  },
  actions: {
    sendPrepared: emit(({ context: { index } }) => send(COORDINATOR, 'prepared', index)),
  },
}).createMachine({
  id: 'manager',
  context: ({ input }) => ({ index: input.index }),
  initial: 'working',
  states: {
    working: {
      on: {
        prepare: { target: 'prepared', actions: 'sendPrepared' },
        'give.up': 'aborted',
        commit: 'committed',
        abort: 'aborted',
      },
    },
    prepared: { on: { commit: 'committed', abort: 'aborted' } },
    // A decision is heard as often as it likes: in TwoPhase that is a step too.
    committed: { on: { commit: 'committed', abort: 'aborted' } },
    aborted: { on: { commit: 'committed', abort: 'aborted' } },
  },
});

const UNDECIDED = 0;
const COMMITTED = 1;
const ABORTED = 2;
const decisionOf = ({ value }: ActorView): number =>
  value === 'committed' ? COMMITTED : value === 'aborted' ? ABORTED : UNDECIDED;
/** What a manager came to; of the coordinator, which is first, nothing. */
const outcomeOf = (actor: ActorView, place: number): number =>
  place === 0 ? UNDECIDED : decisionOf(actor);

/** @param size resource managers, 1 to 20 */
export const twoPhaseCommit = (size: number): MachineSystem => ({
  name: 'two-phase-commit',
  actors: [
    {
      name: COORDINATOR,
      machine: coordinatorMachine,
      input: { size },
      happenings: [{ type: 'decide.commit' }, { type: 'decide.abort' }],
    },
    ...Array.from({ length: size }, (_, index) => ({
      name: `rm${index}`,
      machine: managerMachine,
      input: { index },
      happenings: [{ type: 'prepare' }, { type: 'give.up' }],
    })),
  ],
  network: 'kept',
  interchangeable: {
    actors: Array.from({ length: size }, (_, index) => `rm${index}`),
    context: (context, to) => {
      const { index, preparedMask } = context as { index?: number; preparedMask?: number };
      if (index !== undefined) return { ...(context as object), index: to(index) };
      let mask = 0;
      for (let bit = 0; bit < size; bit += 1)
        if (((preparedMask ?? 0) & (1 << bit)) !== 0) mask |= 1 << to(bit);
      return { ...(context as object), preparedMask: mask };
    },
    event: (event, to) =>
      event.type === 'prepared' ? { ...event, from: to((event as Prepared).from) } : event,
  },
  properties: [
    {
      id: 'consistent',
      kind: 'always',
      about: 'no manager has committed while another has aborted',
      factOf: outcomeOf,
      holds(facts) {
        let met = 0;
        for (const fact of facts) met |= fact;
        return met !== (COMMITTED | ABORTED);
      },
    },
    {
      id: 'all-commit',
      kind: 'sometimes',
      about: 'every manager has committed',
      factOf: decisionOf,
      holds: (facts) => facts.every((fact) => fact === COMMITTED),
    },
    {
      id: 'all-abort',
      kind: 'sometimes',
      about: 'every manager has aborted',
      factOf: decisionOf,
      holds: (facts) => facts.every((fact) => fact === ABORTED),
    },
  ],
  runProperties: [
    {
      id: 'decided',
      kind: 'eventually',
      about: 'everybody commits, or everybody aborts',
      factOf: decisionOf,
      holds: (facts) => facts[0] !== UNDECIDED && facts.every((fact) => fact === facts[0]),
    },
  ],
});
