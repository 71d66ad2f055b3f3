/**
 * A simulated network: peers, streams between them, ledgers, an ordering service, and virtual time.
 * Everything follows from the seed.
 *
 * Peers are stepped as on the wire. What they say to one another the simulation does not look into.
 */
import type { PeerOptions } from '../peer/config.js';
import type { PeerInput, Timer } from '../peer/io.js';
import { createPeer, type Peer } from '../peer/peer.js';
import type { TraceLine } from '../peer/trace.js';
import type { Clock } from '../ports.js';
import { addNode, createWorld } from './create-world.js';
import type { SimulationEvent } from './event-queue.js';
import { setOrdering } from './host-services.js';
import { openLedger } from './known-blocks.js';
import { resume, stopNode } from './life.js';
import type { LinkModel } from './link-model.js';
import type { Costs, Node, SimulationObserver, Step } from './node.js';
import type { OrderingService } from './ordering-service.js';
import { markerFor, processArrival, processNamedTimer, processTimer, wake } from './process.js';
import { send } from './streams.js';
import { ARRIVAL, CALL, call, type Mishap, TIMER_DUE, WAKE } from './world.js';

export interface SimulationOptions {
  readonly seed: number;
  /** Instant of the beginning, ms since 1970. Default 1 700 000 000 000. */
  readonly startMs?: number;
  /** Delay of every envelope and dial, ms. Default 1. Left aside where `link` is given. */
  readonly latencyMs?: number;
  /** What lies between two peers, by name. */
  readonly link?: (from: string, to: string) => LinkModel;
  readonly costs?: Costs;
  /** Whether `to` can be reached from `from`, by name, at present. Default: always. */
  readonly isReachable?: (from: string, to: string) => boolean;
  /** Whether an envelope on its way is lost. Default: as the link says. */
  readonly isLost?: (from: string, to: string, bytes: Uint8Array) => boolean;
  /** What befalls a message that one sends another, by name; asked of each when it leaves, in their order. */
  readonly mishapOf?: (from: string, to: string, atMs: number) => Mishap | undefined;
  /** A share of all envelopes that is lost at present, besides what the links lose. Default 0. */
  readonly lossNow?: () => number;
  readonly onTrace?: (line: TraceLine) => void;
  readonly observers?: readonly SimulationObserver[];
}

export interface NodeOptions {
  readonly region?: string;
  /** In the place of the peer's own step: for peers that are broken on purpose. */
  readonly step?: Step;
}

export interface Simulation {
  readonly clock: Clock;
  readonly ordering: OrderingService;
  /** @throws RangeError if the name is taken, or an option is out of range. */
  add(name: string, options: PeerOptions, node?: NodeOptions): void;
  /** Starts a peer that does not run: new, or as `image` remembers it. */
  start(name: string, image?: Peer): void;
  /** Ends a peer at once, as SIGKILL does: its streams break, it forgets everything but its ledgers. */
  kill(name: string): void;
  /** Gives a running peer an input, for example a local command. */
  feed(name: string, input: PeerInput): void;
  /** Opens the ledger of a channel at its first block, unless there is one, and joins. */
  join(name: string, channel: string, genesis: Uint8Array): void;
  /** Takes the ledgers of a peer that does not run away. */
  forgetLedgers(name: string): void;
  /** Sends bytes on every open stream from one peer to another, as if the first had. Whether there was one. */
  inject(from: string, to: string, bytes: Uint8Array): boolean;
  setOrdering(isUp: boolean): void;
  /** The peer gets nothing to do until then; what comes waits. `atMs` since 1970. */
  pause(name: string, untilMs: number): void;
  advance(ms: number): void;
  /** Fires everything that is due before `atMs`, in ms since 1970, but stops after so many events. Events fired. */
  advanceSome(atMs: number, eventsMax: number): number;
  /** @throws RangeError if no such peer runs. */
  peer(name: string): Peer;
  /** @throws RangeError if there is no such peer. */
  node(name: string): Node;
  isRunning(name: string): boolean;
  readonly names: readonly string[];
  /** Verifications of signatures so far. */
  readonly verifyCount: number;
}

export function createSimulation(options: SimulationOptions): Simulation {
  const world = createWorld(options);
  const { queue } = world;
  const event: SimulationEvent = { atMs: 0, kind: 0, node: 0, a: undefined, b: undefined };
  const now = () => Math.floor(world.nowMs);

  const nodeOf = (name: string): Node => {
    const node = world.byName.get(name);
    if (node === undefined)
      throw new RangeError(
        `peer: expected one of ${[...world.byName.keys()].join(', ')}, got "${name}"`,
      );
    return node;
  };

  function advanceSome(atMs: number, eventsMax: number): number {
    if (!(atMs >= world.nowMs))
      throw new RangeError(`atMs: expected ${world.nowMs} or later, got ${atMs}`);
    let fired = 0;
    while (fired < eventsMax && queue.take(event, atMs)) {
      world.nowMs = event.atMs;
      fired += 1;
      if (event.kind === ARRIVAL) processArrival(world, event);
      else if (event.kind === TIMER_DUE) {
        const node = world.nodes[event.node]!;
        const timer = event.a as Timer | string;
        if (typeof timer === 'string') processNamedTimer(world, node, timer);
        else processTimer(world, node, timer);
      } else if (event.kind === WAKE) wake(world, world.nodes[event.node]!);
      else if (event.kind === CALL) (event.a as () => void)();
    }
    if (fired < eventsMax) world.nowMs = atMs;
    return fired;
  }

  return {
    ordering: world.ordering,
    clock: {
      now,
      after(ms, callback) {
        if (!(ms >= 0 && Number.isFinite(ms)))
          throw new RangeError(`ms: expected a finite number from 0, got ${ms}`);
        let ticket: number | undefined = call(world, ms, () => {
          ticket = undefined;
          callback();
        });
        return () => {
          if (ticket !== undefined) queue.cancel(ticket);
          ticket = undefined;
        };
      },
    },
    add(name, peerOptions, node = {}) {
      if (world.byName.has(name)) throw new RangeError(`peer: the name "${name}" is taken`);
      addNode(world, name, peerOptions, node);
    },
    start(name, image) {
      const node = nodeOf(name);
      if (node.peer !== undefined) throw new RangeError(`peer: "${name}" runs already`);
      node.life += 1;
      node.busyUntilMs = 0;
      node.peer = image ?? createPeer(node.options);
      node.marker = markerFor(world, node, node.peer);
      for (const observer of world.told.life) observer.life(node, 'started', now());
      if (image === undefined) {
        node.unfinished.clear();
        return world.feed(node, { type: 'start' });
      }
      resume(world, node, image);
    },
    kill(name) {
      const node = nodeOf(name);
      if (node.peer === undefined) return;
      stopNode(world, node);
    },
    feed: (name, input) => world.feed(nodeOf(name), input),
    join(name, channel, genesis) {
      const node = nodeOf(name);
      let ledger = node.ledgers.get(channel);
      if (ledger === undefined) {
        ledger = openLedger(channel, node.options, genesis);
        node.ledgers.set(channel, ledger);
      }
      world.feed(node, {
        type: 'channel.join',
        channel,
        // At the start the same bytes for all, which are then read once.
        configBlock: ledger.height === 1n ? genesis : ledger.configBlock,
        height: ledger.height,
        lastHash: ledger.lastHash,
      });
    },
    forgetLedgers: (name) => nodeOf(name).ledgers.clear(),
    inject(from, to, bytes) {
      const ends = [...nodeOf(from).streams.values()].filter(({ far }) => far?.node.name === to);
      for (const end of ends) send(world, end, bytes, world.nowMs);
      return ends.length > 0;
    },
    setOrdering: (isUp) => setOrdering(world, isUp),
    pause(name, untilMs) {
      const node = nodeOf(name);
      node.busyUntilMs = Math.max(node.busyUntilMs, untilMs);
    },
    advance: (ms) => void advanceSome(world.nowMs + ms, Number.POSITIVE_INFINITY),
    advanceSome,
    peer(name) {
      const { peer } = nodeOf(name);
      if (peer === undefined) throw new RangeError(`peer: "${name}" does not run`);
      return peer;
    },
    node: nodeOf,
    isRunning: (name) => nodeOf(name).peer !== undefined,
    get names() {
      return [...world.byName.keys()];
    },
    get verifyCount() {
      return world.verifyCount;
    },
  };
}
