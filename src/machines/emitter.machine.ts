/**
 * Emitter: gathers messages that are to be pushed and says when to flush them.
 *
 * Implements spec/06-push.md, state table "emitter" (PUSH-R1 to PUSH-R7).
 * Whom a message reaches is decided at the flush, by the routing rules.
 */
import { setup } from 'xstate';
import { forXState, type Registry } from './registry.js';

export type EmitterEvent =
  | { type: 'message.queued' }
  /** After a flush, so many messages have flushes left. */
  | { type: 'burst.kept'; count: number };
export type EmitterEffect = { type: 'burst.flush' };

export interface Emitter {
  /** Messages that wait for the next flush. */
  queuedCount: number;
  maxPropagationBurstSize: number;
  maxPropagationBurstLatencyMs: number;
}

export const emitterRegistry = {
  guards: {
    /** PUSH-1 */
    isFullBurst: (e) => e.queuedCount + 1 >= e.maxPropagationBurstSize,
  },
  actions: {
    countMessage: { set: (e) => ({ queuedCount: e.queuedCount + 1 }) },
    recordCount: {
      set: (_, e) => (e.type === 'burst.kept' ? { queuedCount: e.count } : {}),
    },
    forgetCount: { set: () => ({ queuedCount: 0 }) },
    /** PUSH-1 */
    flush: { emit: () => [{ type: 'burst.flush' }] },
  },
  delays: {
    /** PUSH-P2 */
    maxPropagationBurstLatency: (e) => e.maxPropagationBurstLatencyMs,
  },
} satisfies Registry<Emitter, EmitterEvent, EmitterEffect>;

const { guards, actions, delays } = forXState<
  Emitter,
  EmitterEvent,
  EmitterEffect,
  typeof emitterRegistry
>(emitterRegistry);

export const emitterMachine = setup({
  types: {} as { context: Emitter; events: EmitterEvent; emitted: EmitterEffect; input: Emitter },
  guards,
  actions,
  delays,
}).createMachine({
  id: 'emitter',
  context: ({ input }) => ({ ...input }),
  initial: 'empty',
  states: {
    empty: {
      on: {
        'message.queued': [
          { description: 'PUSH-R1', guard: 'isFullBurst', actions: 'flush' },
          { description: 'PUSH-R2', target: 'gathering', actions: 'countMessage' },
        ],
        'burst.kept': { description: 'PUSH-R6', target: 'gathering', actions: 'recordCount' },
      },
    },
    gathering: {
      on: {
        'message.queued': [
          {
            description: 'PUSH-R3',
            guard: 'isFullBurst',
            target: 'empty',
            actions: ['forgetCount', 'flush'],
          },
          { description: 'PUSH-R4', actions: 'countMessage' },
        ],
      },
      after: {
        maxPropagationBurstLatency: {
          description: 'PUSH-R5',
          target: 'empty',
          actions: ['forgetCount', 'flush'],
        },
      },
    },
  },
});
