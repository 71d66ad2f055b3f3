/**
 * State server: answers the state requests of others one at a time. One per channel.
 *
 * Implements spec/11-state-transfer.md, state table "state-server" (XFER-R40 to XFER-R44).
 * Plain (ignore) rows of the table have no transition here. Requests wait in a store of the peer.
 */
import { setup } from 'xstate';
import { forXState, type Registry } from './registry.js';

export type StateServerEvent =
  | { type: 'request.queued' }
  /** The request that was being served has been answered, or whoever made it is gone. */
  | { type: 'request.served' };

export type StateServerEffect = { type: 'request.serve' };

export interface StateServer {
  /** Requests that wait behind the one being served. */
  queuedCount: number;
}

export const stateServerRegistry = {
  guards: {
    hasQueued: (s) => s.queuedCount > 0,
  },
  actions: {
    countRequest: { set: (s) => ({ queuedCount: s.queuedCount + 1 }) },
    uncountRequest: { set: (s) => ({ queuedCount: s.queuedCount - 1 }) },
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
        'request.queued': { description: 'XFER-R42', actions: 'countRequest' },
        'request.served': [
          {
            description: 'XFER-R43',
            guard: 'hasQueued',
            actions: ['uncountRequest', 'serveNext'],
          },
          { description: 'XFER-R44', target: 'idle' },
        ],
      },
    },
  },
});
