/**
 * Delivery: the client that fetches the blocks of a channel from the ordering service. One per channel.
 *
 * Implements spec/12-delivery.md, state table "delivery" (DELV-R1 to DELV-R28) and clauses DELV-1 to DELV-9.
 * Knows neither endpoints nor blocks: the peer draws the one and judges the other.
 */
import { setup } from 'xstate';
import { backoffOf } from '../rules/delivery-backoff.js';
import { forXState, type Registry } from './registry.js';

export type DeliveryEvent =
  /** The peer begins or ceases to lead. */
  | { type: 'delivery.started' | 'delivery.stopped' }
  | { type: 'stream.opened' }
  /** Not opened, or ended by the orderer, or broken, or there is no endpoint. */
  | { type: 'stream.ended' }
  /** A block was handed over; or it has to wait for room; or the response was refused. */
  | { type: 'block.handled' | 'block.held' | 'response.refused' }
  /** The ordering service has other endpoints. */
  | { type: 'orderers.changed' };
export type DeliveryEffect =
  | { type: 'stream.open' | 'stream.seek' | 'stream.pause' | 'stream.resume' | 'stream.close' }
  /** Delivery has ended by itself. */
  | { type: 'delivery.end' };

export interface DeliveryClient {
  /** A static leader never gives up. */
  isStatic: boolean;
  /** Whether a handled block forgets the time spent waiting. */
  forgetsWaits: boolean;
  /** Failures since the last handled block. */
  failureCount: number;
  /** Time spent waiting between attempts, ms. */
  waitedMs: number;
  minimalReconnectIntervalMs: number;
  reconnectBackoffThresholdMs: number;
  reconnectTotalTimeThresholdMs: number;
}

/** The wait after one failure more than those counted. */
const nextWaitOf = (d: DeliveryClient): number =>
  backoffOf(d.failureCount + 1, d.minimalReconnectIntervalMs, d.reconnectBackoffThresholdMs);

export const deliveryRegistry = {
  guards: {
    /** DELV-6, DELV-7 */
    isTimeSpent: (d) => !d.isStatic && d.waitedMs + nextWaitOf(d) > d.reconnectTotalTimeThresholdMs,
  },
  actions: {
    forgetFailures: { set: () => ({ failureCount: 0, waitedMs: 0 }) },
    /** DELV-5, DELV-8, DELV-9 */
    recordSuccess: {
      set: (d) => ({ failureCount: 0, waitedMs: d.forgetsWaits ? 0 : d.waitedMs }),
    },
    /** DELV-4, DELV-6 */
    recordFailure: {
      set: (d) => ({ failureCount: d.failureCount + 1, waitedMs: d.waitedMs + nextWaitOf(d) }),
    },
    /** DELV-1, DELV-10 */
    openStream: { emit: () => [{ type: 'stream.open' }] },
    /** DELV-11 */
    seek: { emit: () => [{ type: 'stream.seek' }] },
    /** DELV-24 */
    pauseStream: { emit: () => [{ type: 'stream.pause' }] },
    resumeStream: { emit: () => [{ type: 'stream.resume' }] },
    /** DELV-10, DELV-15, DELV-21 */
    closeStream: { emit: () => [{ type: 'stream.close' }] },
    /** DELV-6 */
    reportEnd: { emit: () => [{ type: 'delivery.end' }] },
  },
  delays: {
    /** DELV-4 */
    reconnectWait: (d) =>
      backoffOf(d.failureCount, d.minimalReconnectIntervalMs, d.reconnectBackoffThresholdMs),
  },
} satisfies Registry<DeliveryClient, DeliveryEvent, DeliveryEffect>;

const { guards, actions, delays } = forXState<
  DeliveryClient,
  DeliveryEvent,
  DeliveryEffect,
  typeof deliveryRegistry
>(deliveryRegistry);

export const deliveryMachine = setup({
  types: {} as {
    context: DeliveryClient;
    events: DeliveryEvent;
    emitted: DeliveryEffect;
    input: DeliveryClient;
  },
  guards,
  actions,
  delays,
}).createMachine({
  id: 'delivery',
  context: ({ input }) => ({ ...input }),
  initial: 'idle',
  states: {
    idle: {
      on: {
        'delivery.started': {
          description: 'DELV-R1',
          target: 'opening',
          actions: ['forgetFailures', 'openStream'],
        },
      },
    },
    opening: {
      on: {
        'delivery.stopped': { description: 'DELV-R3', target: 'idle', actions: 'closeStream' },
        'stream.opened': { description: 'DELV-R4', target: 'streaming', actions: 'seek' },
        'stream.ended': [
          {
            description: 'DELV-R5',
            guard: 'isTimeSpent',
            target: 'idle',
            actions: ['closeStream', 'reportEnd'],
          },
          {
            description: 'DELV-R6',
            target: 'waiting',
            actions: ['closeStream', 'recordFailure'],
          },
        ],
        'orderers.changed': {
          description: 'DELV-R7',
          target: 'opening',
          reenter: true,
          actions: ['closeStream', 'openStream'],
        },
      },
    },
    streaming: {
      on: {
        'delivery.stopped': { description: 'DELV-R9', target: 'idle', actions: 'closeStream' },
        'stream.ended': [
          {
            description: 'DELV-R10',
            guard: 'isTimeSpent',
            target: 'idle',
            actions: ['closeStream', 'reportEnd'],
          },
          {
            description: 'DELV-R11',
            target: 'waiting',
            actions: ['closeStream', 'recordFailure'],
          },
        ],
        'response.refused': [
          {
            description: 'DELV-R12',
            guard: 'isTimeSpent',
            target: 'idle',
            actions: ['closeStream', 'reportEnd'],
          },
          {
            description: 'DELV-R13',
            target: 'waiting',
            actions: ['closeStream', 'recordFailure'],
          },
        ],
        'block.handled': { description: 'DELV-R14', actions: 'recordSuccess' },
        'block.held': { description: 'DELV-R15', target: 'holding', actions: 'pauseStream' },
        'orderers.changed': {
          description: 'DELV-R16',
          target: 'opening',
          actions: ['closeStream', 'openStream'],
        },
      },
    },
    holding: {
      on: {
        'delivery.stopped': { description: 'DELV-R18', target: 'idle', actions: 'closeStream' },
        'stream.ended': [
          {
            description: 'DELV-R19',
            guard: 'isTimeSpent',
            target: 'idle',
            actions: ['closeStream', 'reportEnd'],
          },
          {
            description: 'DELV-R20',
            target: 'waiting',
            actions: ['closeStream', 'recordFailure'],
          },
        ],
        'response.refused': [
          {
            description: 'DELV-R21',
            guard: 'isTimeSpent',
            target: 'idle',
            actions: ['closeStream', 'reportEnd'],
          },
          {
            description: 'DELV-R22',
            target: 'waiting',
            actions: ['closeStream', 'recordFailure'],
          },
        ],
        'block.handled': {
          description: 'DELV-R23',
          target: 'streaming',
          actions: ['recordSuccess', 'resumeStream'],
        },
        'orderers.changed': {
          description: 'DELV-R24',
          target: 'opening',
          actions: ['closeStream', 'openStream'],
        },
      },
    },
    waiting: {
      on: { 'delivery.stopped': { description: 'DELV-R26', target: 'idle' } },
      after: {
        reconnectWait: { description: 'DELV-R28', target: 'opening', actions: 'openStream' },
      },
    },
  },
});
