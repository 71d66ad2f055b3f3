/**
 * Heartbeat: when a peer says that it is alive.
 *
 * Implements spec/05-membership.md, state table "heartbeat" (MEMB-R16 to MEMB-R18).
 * What the alive message contains is for the peer; whom it reaches is for push.
 */
import { setup } from 'xstate';
import { forXState, type Registry } from './registry.js';

export type HeartbeatEvent =
  /** The number of live members has changed. */
  { type: 'membership.counted'; liveCount: number };

export type HeartbeatEffect = { type: 'alive.push' };

export interface Heartbeat {
  /** Live members known, self not counted. */
  liveCount: number;
  aliveTimeIntervalMs: number;
}

export const heartbeatRegistry = {
  guards: {
    /** MEMB-5 */
    hasLiveMembers: (h) => h.liveCount > 0,
  },
  actions: {
    recordLiveCount: {
      set: (_, e) => (e.type === 'membership.counted' ? { liveCount: e.liveCount } : {}),
    },
    /** MEMB-5 */
    pushAlive: { emit: () => [{ type: 'alive.push' }] },
  },
  delays: {
    /** MEMB-P1 */
    aliveTimeInterval: (h) => h.aliveTimeIntervalMs,
  },
} satisfies Registry<Heartbeat, HeartbeatEvent, HeartbeatEffect>;

const { guards, actions, delays } = forXState<
  Heartbeat,
  HeartbeatEvent,
  HeartbeatEffect,
  typeof heartbeatRegistry
>(heartbeatRegistry);

export const heartbeatMachine = setup({
  types: {} as {
    context: Heartbeat;
    events: HeartbeatEvent;
    emitted: HeartbeatEffect;
    input: Heartbeat;
  },
  guards,
  actions,
  delays,
}).createMachine({
  id: 'heartbeat',
  context: ({ input }) => ({ ...input }),
  initial: 'beating',
  states: {
    beating: {
      on: { 'membership.counted': { description: 'MEMB-R16', actions: 'recordLiveCount' } },
      after: {
        aliveTimeInterval: [
          {
            description: 'MEMB-R17',
            guard: 'hasLiveMembers',
            target: 'beating',
            reenter: true,
            actions: 'pushAlive',
          },
          { description: 'MEMB-R18', target: 'beating', reenter: true },
        ],
      },
    },
  },
});
