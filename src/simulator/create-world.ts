/** The beginning of a simulation: an empty world, and nodes that are put into it. */
import type { PeerOptions } from '../peer/config.js';
import { step } from '../peer/peer.js';
import type { Crypto } from '../wire/crypto/port.js';
import { createSeededBits, createSeededChoose } from './choose-seeded.js';
import { directOf } from './direct.js';
import { createEventQueue } from './event-queue.js';
import { perfectLink, uniformOf } from './link-model.js';
import { type Node, noCosts, type SimulationObserver } from './node.js';
import { createOrderingService } from './ordering-service.js';
import { createFeed } from './process.js';
import { createRememberingCrypto } from './remembering-crypto.js';
import type { NodeOptions, SimulationOptions } from './simulation.js';
import type { World } from './world.js';

/** What drives a world in the place of chance and of events that are due. */
export type Driver = Pick<World, 'choose' | 'perform'>;

/** Nothing has happened yet, and nobody is there. */
export function createWorld(options: SimulationOptions, driver?: Driver): World {
  const { seed, latencyMs = 1, isReachable, isLost, mishapOf, onTrace, costs = noCosts } = options;
  const observers = [...(options.observers ?? [])];
  let seq = 0;
  if (onTrace !== undefined)
    observers.push({
      trace(node, trace, atMs) {
        seq += 1;
        onTrace({ v: 1, seq, atMs, peer: node.name, trace });
      },
    });
  const telling = <K extends keyof SimulationObserver>(key: K) =>
    observers.filter((observer) => observer[key] !== undefined) as (SimulationObserver &
      Required<Pick<SimulationObserver, K>>)[];
  const everyLink = { ...perfectLink, latency: latencyMs };
  const { link } = options;
  const world: World = {
    nowMs: options.startMs ?? 1_700_000_000_000,
    startMs: options.startMs ?? 1_700_000_000_000,
    queue: createEventQueue(),
    choose: driver?.choose ?? createSeededChoose(seed),
    // A source of its own: what happens on the way does not change what peers draw.
    uniform: uniformOf(createSeededBits(seed ^ 0x5eed)),
    costs,
    hasCosts: costs.input > 0 || costs.verify > 0,
    nodes: [],
    byName: new Map(),
    byEndpoint: new Map(),
    observers,
    told: {
      trace: telling('trace'),
      sent: telling('sent'),
      received: telling('received'),
      dropped: telling('dropped'),
      stepped: telling('stepped'),
      committed: telling('committed'),
      life: telling('life'),
    },
    ordering: createOrderingService(),
    isOrderingUp: true,
    verifyCount: 0,
    linkBetween: link === undefined ? () => everyLink : (from, to) => link(from.name, to.name),
    isReachable:
      isReachable === undefined ? () => true : (from, to) => isReachable(from.name, to.name),
    lossNow: options.lossNow ?? (() => 0),
    mishapOf: mishapOf && ((from, to, atMs) => mishapOf(from.name, to.name, atMs)),
    isLost: isLost && ((from, to, bytes) => isLost(from.name, to.name, bytes)),
    direct: undefined,
    perform: driver?.perform,
    feed: (node, input, from) => feed(node, input, from),
  };
  const feed = createFeed(world);
  return Object.assign(world, { direct: directOf(world) });
}

const remembering = new WeakMap<Crypto, Crypto>();

/** One for all peers that use the same. */
function rememberingOf(crypto: Crypto): Crypto {
  let known = remembering.get(crypto);
  if (known === undefined) {
    known = createRememberingCrypto(crypto);
    remembering.set(crypto, known);
  }
  return known;
}

/** A node that has not started. */
export function addNode(world: World, name: string, options: PeerOptions, node: NodeOptions): void {
  const crypto = rememberingOf(options.crypto);
  // What nobody listens to need not be told.
  const isHeard = options.reports !== false && world.told.trace.length > 0;
  const machines = world.told.trace.map((observer) => observer.machines);
  const reports = isHeard && machines.includes(undefined);
  const reportsOf =
    isHeard && !reports ? new Set(machines.flatMap((wanted) => [...wanted!])) : undefined;
  const { isRemembered: _, ...counted } = crypto;
  const verify: typeof crypto.verify = (...given) => {
    world.verifyCount += 1;
    return crypto.verify(...given);
  };
  const made: Node = {
    index: world.nodes.length,
    name,
    region: node.region ?? '',
    options: {
      ...options,
      reports,
      reportsOf,
      timersByReference: true,
      crypto: world.costs.verify > 0 ? { ...counted, verify } : crypto,
    },
    step: node.step ?? step,
    isPlain: node.step === undefined || node.step === step,
    tlsHash: crypto.sha256(new TextEncoder().encode(`tls:${name}`)),
    peer: undefined,
    marker: undefined,
    life: 0,
    acceptedCount: 0,
    timers: new Map(),
    streams: new Map(),
    ledgers: new Map(),
    unfinished: new Map(),
    inbox: [],
    inboxAt: 0,
    busyUntilMs: 0,
    isWakePending: false,
    clockOffsetMs: 0,
    toldMs: 0,
    slowness: 1,
  };
  world.nodes.push(made);
  world.byName.set(name, made);
  for (const endpoint of [options.endpoint, options.externalEndpoint])
    if (endpoint) world.byEndpoint.set(endpoint, made);
}
