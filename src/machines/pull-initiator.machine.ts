/**
 * Pull initiator: one round in which a peer asks some others what they have, and for what it lacks.
 *
 * Implements spec/07-pull.md, state table "pull-initiator" (PULL-R1 to PULL-R4, PULL-R6 to
 * PULL-R10).
 * Rounds know nothing of one another. Which members are greeted, whose a digest is and which items are
 * wanted is decided outside, by rules.
 */
import { setup } from 'xstate';
import type { SignedMessage } from '../wire/envelope.js';
import { forXState, type Registry } from './registry.js';

/** An item with the message that is it. */
export interface PulledItem {
  /** Key of the item in its engine. */
  readonly item: string;
  readonly signed: SignedMessage;
}

export type PullInitiatorEvent =
  /** It is time for this round. */
  | { type: 'round.due' }
  /** A digest with a nonce of this round was taken. */
  | { type: 'digest.received'; nonce: bigint; digests: readonly Uint8Array[] }
  /** An update with a nonce of this round was taken, every item of it sound. */
  | { type: 'update.received'; items: readonly PulledItem[] };

export type PullInitiatorEffect =
  | { type: 'hellos.send' }
  /** Notes who has which items that are wanted. */
  | { type: 'owners.record'; nonce: bigint; digests: readonly Uint8Array[] }
  | { type: 'requests.send' }
  /** From now on these are advertised and served. */
  | { type: 'items.hold'; items: readonly PulledItem[] }
  | { type: 'round.forget' };

export interface PullInitiator {
  digestWaitTimeMs: number;
  responseWaitTimeMs: number;
}

export const pullInitiatorRegistry = {
  guards: {},
  actions: {
    /** PULL-1, PULL-2 */
    sendHellos: { emit: () => [{ type: 'hellos.send' }] },
    /** PULL-6 */
    recordOwners: {
      emit: (_, e) =>
        e.type === 'digest.received'
          ? [{ type: 'owners.record', nonce: e.nonce, digests: e.digests }]
          : [],
    },
    /** PULL-7 */
    sendRequests: { emit: () => [{ type: 'requests.send' }] },
    /** PULL-14 */
    holdItems: {
      emit: (_, e) =>
        e.type === 'update.received' ? [{ type: 'items.hold', items: e.items }] : [],
    },
    /** PULL-9 */
    forgetRound: { emit: () => [{ type: 'round.forget' }] },
  },
  delays: {
    /** PULL-P1 */
    digestWaitTime: (r) => r.digestWaitTimeMs,
    /** PULL-P3 */
    responseWaitTime: (r) => r.responseWaitTimeMs,
  },
} satisfies Registry<PullInitiator, PullInitiatorEvent, PullInitiatorEffect>;

const { actions, delays } = forXState<
  PullInitiator,
  PullInitiatorEvent,
  PullInitiatorEffect,
  typeof pullInitiatorRegistry
>(pullInitiatorRegistry);

export const pullInitiatorMachine = setup({
  types: {} as {
    context: PullInitiator;
    events: PullInitiatorEvent;
    emitted: PullInitiatorEffect;
    input: PullInitiator;
  },
  actions,
  delays,
}).createMachine({
  id: 'pull-initiator',
  context: ({ input }) => ({ ...input }),
  initial: 'idle',
  states: {
    idle: {
      on: {
        'round.due': {
          description: 'PULL-R1',
          target: 'collectingDigests',
          actions: 'sendHellos',
        },
      },
    },
    collectingDigests: {
      on: { 'digest.received': { description: 'PULL-R4', actions: 'recordOwners' } },
      after: {
        digestWaitTime: {
          description: 'PULL-R6',
          target: 'collectingUpdates',
          actions: 'sendRequests',
        },
      },
    },
    collectingUpdates: {
      on: { 'update.received': { description: 'PULL-R8', actions: 'holdItems' } },
      after: {
        responseWaitTime: { description: 'PULL-R9', target: 'ended', actions: 'forgetRound' },
      },
    },
    ended: {},
  },
});
