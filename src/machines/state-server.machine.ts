/**
 * State server: answers the state requests of others one at a time. One per channel.
 *
 * Implements spec/11-state-transfer.md, state table "state-server" (XFER-R40 to XFER-R44).
 * Plain (ignore) rows of the table have no transition here. Which request is next, the peer decides
 * (src/rules/fair-queue.ts).
 */
import { setup } from 'xstate';
import { forXState, type Registry } from './registry.js';

export type StateServerEvent =
  | { type: 'request.queued' }
  /** The one that was being served has been answered, or its link is gone. `isFollowed`: another waits. */
  | { type: 'request.served'; isFollowed: boolean };

export type StateServerEffect = { type: 'request.serve' };

/** Nothing to remember: requests wait in the peer's store. */
export type StateServer = Readonly<Record<string, never>>;

export const stateServerRegistry = {
  guards: {
    isFollowed: (_, e) => e.type === 'request.served' && e.isFollowed,
  },
  actions: {
    /** XFER-23 */
    serveNext: { emit: () => [{ type: 'request.serve' }] },
  },
  delays: {},
} satisfies Registry<StateServer, StateServerEvent, StateServerEffect>;

const { guards, actions } = forXState<
  StateServer,
  StateServerEvent,
  StateServerEffect,
  typeof stateServerRegistry
>(stateServerRegistry);

export const stateServerMachine = setup({
  types: {} as {
    context: StateServer;
    events: StateServerEvent;
    emitted: StateServerEffect;
    input: StateServer;
  },
  guards,
  actions,
}).createMachine({
  id: 'state-server',
  context: ({ input }) => ({ ...input }),
  initial: 'idle',
  states: {
    idle: {
      on: {
        'request.queued': { description: 'XFER-R40', target: 'serving', actions: 'serveNext' },
      },
    },
    serving: {
      on: {
        'request.served': [
          { description: 'XFER-R43', guard: 'isFollowed', actions: 'serveNext' },
          { description: 'XFER-R44', target: 'idle' },
        ],
      },
    },
  },
});
