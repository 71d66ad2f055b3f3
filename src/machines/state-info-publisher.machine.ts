/**
 * State-info publisher: whether what a peer says of itself in a channel has changed since it last said
 * so. One for each channel.
 *
 * Implements spec/09-channel.md, state table "state-info-publisher" (CHAN-R1 to CHAN-R5).
 */
import { setup } from 'xstate';
import { forXState, type Registry } from './registry.js';

export type StateInfoPublisherEvent =
  /** Height or membership of the channel: what StateInfo says. */
  | { type: 'properties.changed' }
  /** publishStateInfoInterval has passed. `liveCount`: live members, of any channel. */
  | { type: 'publish.due'; liveCount: number };

export type StateInfoPublisherEffect = { type: 'state-info.publish'; channel: string };

export interface StateInfoPublisher {
  channel: string;
}

export const stateInfoPublisherRegistry = {
  guards: {
    hasAudience: (_, event) => event.type === 'publish.due' && event.liveCount > 0,
  },
  actions: {
    publish: { emit: (p) => [{ type: 'state-info.publish', channel: p.channel }] },
  },
  delays: {},
} satisfies Registry<StateInfoPublisher, StateInfoPublisherEvent, StateInfoPublisherEffect>;

const { guards, actions } = forXState<
  StateInfoPublisher,
  StateInfoPublisherEvent,
  StateInfoPublisherEffect,
  typeof stateInfoPublisherRegistry
>(stateInfoPublisherRegistry);

export const stateInfoPublisherMachine = setup({
  types: {} as {
    context: StateInfoPublisher;
    events: StateInfoPublisherEvent;
    emitted: StateInfoPublisherEffect;
    input: StateInfoPublisher;
  },
  guards,
  actions,
}).createMachine({
  id: 'state-info-publisher',
  context: ({ input }) => ({ ...input }),
  initial: 'unpublished',
  states: {
    unpublished: {
      on: {
        'publish.due': {
          description: 'CHAN-R1',
          guard: 'hasAudience',
          target: 'published',
          actions: 'publish',
        },
      },
    },
    published: {
      on: {
        'properties.changed': { description: 'CHAN-R4', target: 'unpublished' },
      },
    },
  },
});
