/** What the parts of a simulation share: time, events to come, the nodes, chance, and who is told. */
import type { Choose, PeerEffect, PeerInput } from '../peer/io.js';
import type { Received } from '../peer/received.js';
import type { Direct } from './direct.js';
import type { EventQueue } from './event-queue.js';
import type { LinkModel, Uniform } from './link-model.js';
import {
  type Costs,
  type DropReason,
  type End,
  type Node,
  type SimulationObserver,
  sentOf,
} from './node.js';
import type { OrderingService } from './ordering-service.js';

/** Kinds of events. */
export const ARRIVAL = 1;
export const TIMER_DUE = 2;
export const WAKE = 3;
export const CALL = 4;

/** What becomes of one message on its way. */
export interface Mishap {
  /** How much later it comes, while others overtake it; undefined: it is lost. */
  readonly delayMs: number | undefined;
  /** To be told when the message would have come, and when a late one comes. `atMs` since 1970. */
  strikes(what: 'begins' | 'ends', atMs: number): void;
}

export interface World {
  nowMs: number;
  /** Instant at which the simulation began, ms since 1970. */
  readonly startMs: number;
  readonly queue: EventQueue;
  readonly choose: Choose;
  readonly uniform: Uniform;
  readonly costs: Costs;
  /** Whether the work of peers takes time. */
  readonly hasCosts: boolean;
  readonly nodes: Node[];
  readonly byName: Map<string, Node>;
  readonly byEndpoint: Map<string, Node>;
  readonly observers: readonly SimulationObserver[];
  /** Those who want each of the frequent kinds of news, so that nobody else is asked. */
  readonly told: {
    readonly [K in Exclude<keyof SimulationObserver, 'machines'>]-?: readonly (SimulationObserver &
      Required<Pick<SimulationObserver, K>>)[];
  };
  readonly ordering: OrderingService;
  isOrderingUp: boolean;
  /** Verifications of signatures so far, by all peers. */
  verifyCount: number;
  readonly linkBetween: (from: Node, to: Node) => LinkModel;
  readonly isReachable: (from: Node, to: Node) => boolean;
  readonly isLost: ((from: Node, to: Node, bytes: Uint8Array) => boolean) | undefined;
  /** Asked of every message that is sent, if anybody wants to be. */
  readonly mishapOf: ((from: Node, to: Node, atMs: number) => Mishap | undefined) | undefined;
  /** A share of everything that is lost at present. */
  readonly lossNow: () => number;
  /** Takes at once what peers send and arm, where it can (direct.ts). */
  readonly direct: Direct | undefined;
  /** Performs what peers ask for, in the place of streams, timers and services on virtual time. Undefined: those do. */
  readonly perform: ((node: Node, effect: PeerEffect) => void) | undefined;
  /** Gives an input to a peer, now or when it has time. */
  readonly feed: (node: Node, input: PeerInput, from?: End) => void;
}

/** Calls `what` after `ms`. For what happens seldom; the rest has events of its own. */
export const call = (world: World, ms: number, what: () => void): number =>
  world.queue.push(world.nowMs + ms, CALL, -1, what);

/** Runs `what` after `ms`, unless the node has ended since. */
export function later(world: World, node: Node, ms: number, what: () => void): number {
  const { life } = node;
  return call(world, ms, () => {
    if (node.life === life) what();
  });
}

export const tellDropped = (
  world: World,
  from: Node,
  to: Node,
  message: Received,
  why: DropReason,
): void => {
  for (const observer of world.told.dropped)
    observer.dropped(from, to, sentOf(message), why, world.nowMs);
};
