/**
 * Reconnection: rounds in which a peer asks its dead members whether they are back.
 *
 * Implements spec/05-membership.md, state table "reconnection" (MEMB-R21 to MEMB-R23).
 * A round pings every dead member at once and ends when the last ping is answered or has failed.
 */
import { setup } from 'xstate';
import { forXState, type Registry } from './registry.js';

export type ReconnectionEvent = { type: 'round.finished' };
export type ReconnectionEffect = { type: 'dead.ping' };

export interface Reconnection {
  reconnectIntervalMs: number;
}

export const reconnectionRegistry = {
  guards: {},
  actions: {
    /** MEMB-25 */
    pingDeadMembers: { emit: () => [{ type: 'dead.ping' }] },
  },
  delays: {
    /** MEMB-P3 */
    reconnectInterval: (r) => r.reconnectIntervalMs,
  },
} satisfies Registry<Reconnection, ReconnectionEvent, ReconnectionEffect>;

const { actions, delays } = forXState<
  Reconnection,
  ReconnectionEvent,
  ReconnectionEffect,
  typeof reconnectionRegistry
>(reconnectionRegistry);

export const reconnectionMachine = setup({
  types: {} as {
    context: Reconnection;
    events: ReconnectionEvent;
    emitted: ReconnectionEffect;
    input: Reconnection;
  },
  actions,
  delays,
}).createMachine({
  id: 'reconnection',
  context: ({ input }) => ({ ...input }),
  initial: 'resting',
  states: {
    resting: {
      after: {
        reconnectInterval: {
          description: 'MEMB-R21',
          target: 'pinging',
          actions: 'pingDeadMembers',
        },
      },
    },
    pinging: { on: { 'round.finished': { description: 'MEMB-R23', target: 'resting' } } },
  },
});
