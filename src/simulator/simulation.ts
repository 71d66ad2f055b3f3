/**
 * A simulated network: peers, streams between them, and virtual time. Everything follows from the seed.
 *
 * Knows endpoints, reachability and delay; what the peers say to one another it does not look into.
 */
import type { PeerOptions } from '../peer/config.js';
import type { PeerEffect, PeerInput } from '../peer/io.js';
import { createPeer, type Peer, step } from '../peer/peer.js';
import type { TraceLine } from '../peer/trace.js';
import { createSeededChoose } from './choose-seeded.js';
import { createVirtualClock, type VirtualClock } from './virtual-clock.js';

export interface SimulationOptions {
  readonly seed: number;
  /** Instant of the beginning, ms since 1970. Default 1 700 000 000 000. */
  readonly startMs?: number;
  /** Delay of every envelope and dial, ms. Default 1. */
  readonly latencyMs?: number;
  /** Whether `to` can be reached from `from`, by name, at present. Default: always. */
  readonly isReachable?: (from: string, to: string) => boolean;
  /** Whether an envelope on its way is lost. Default: never. */
  readonly isLost?: (from: string, to: string, bytes: Uint8Array) => boolean;
  readonly onTrace?: (line: TraceLine) => void;
}

interface End {
  readonly node: Node;
  readonly link: string;
}

interface Node {
  readonly name: string;
  readonly options: PeerOptions;
  readonly tlsHash: Uint8Array;
  peer: Peer | undefined;
  /** Raised by each start, so that what was meant for an earlier life is dropped. */
  life: number;
  acceptedCount: number;
  readonly timers: Map<string, () => void>;
  /** The far end of each open stream, by own link. */
  readonly streams: Map<string, End>;
}

export interface Simulation {
  readonly clock: VirtualClock;
  /** @throws RangeError if the name is taken, or an option is out of range. */
  add(name: string, options: PeerOptions): void;
  start(name: string): void;
  /** Ends a peer at once, as SIGKILL does: its streams break, it forgets everything. */
  kill(name: string): void;
  advance(ms: number): void;
  /** @throws RangeError if no such peer runs. */
  peer(name: string): Peer;
  readonly names: readonly string[];
}

export function createSimulation(options: SimulationOptions): Simulation {
  const { latencyMs = 1, isReachable = () => true, isLost = () => false, onTrace } = options;
  const clock = createVirtualClock(options.startMs ?? 1_700_000_000_000);
  const choose = createSeededChoose(options.seed);
  const nodes = new Map<string, Node>();
  const byEndpoint = new Map<string, Node>();
  let seq = 0;

  const nodeOf = (name: string): Node => {
    const node = nodes.get(name);
    if (node === undefined)
      throw new RangeError(`peer: expected one of ${[...nodes.keys()].join(', ')}, got "${name}"`);
    return node;
  };
  const runningAt = (from: Node, endpoint: string): Node | undefined => {
    const node = byEndpoint.get(endpoint);
    return node?.peer !== undefined && isReachable(from.name, node.name) ? node : undefined;
  };
  /** Runs `what` after the delay, unless the node has ended since. */
  const later = (node: Node, ms: number, what: () => void) => {
    const { life } = node;
    return clock.after(ms, () => {
      if (node.life === life) what();
    });
  };

  function feed(node: Node, input: PeerInput): void {
    if (node.peer === undefined) return;
    for (const effect of step(node.peer, input, clock.now(), choose)) perform(node, effect);
  }

  function perform(node: Node, effect: PeerEffect): void {
    switch (effect.type) {
      case 'dial':
        return dial(node, effect.link, effect.endpoint);
      case 'ping': {
        const { endpoint } = effect;
        const isThere = runningAt(node, endpoint) !== undefined;
        const wait = isThere ? 2 * latencyMs : node.peer!.config.parameters.dialTimeout;
        later(node, wait, () =>
          feed(node, { type: isThere ? 'ping.answered' : 'ping.failed', endpoint }),
        );
        return;
      }
      case 'envelope.send': {
        const far = node.streams.get(effect.link);
        if (far === undefined || !isReachable(node.name, far.node.name)) return;
        if (isLost(node.name, far.node.name, effect.bytes)) return;
        later(far.node, latencyMs, () =>
          feed(far.node, { type: 'envelope.received', link: far.link, bytes: effect.bytes }),
        );
        return;
      }
      case 'stream.end': {
        const far = node.streams.get(effect.link);
        node.streams.delete(effect.link);
        if (far === undefined) return;
        later(far.node, latencyMs, () => {
          if (!far.node.streams.delete(far.link)) return;
          feed(far.node, { type: 'stream.ended', link: far.link, status: effect.status });
        });
        return;
      }
      case 'timer.arm': {
        const { timer } = effect;
        node.timers.get(timer)?.();
        const fire = () => feed(node, { type: 'timer.fired', timer });
        node.timers.set(timer, later(node, effect.ms, fire));
        return;
      }
      case 'timer.disarm':
        node.timers.get(effect.timer)?.();
        node.timers.delete(effect.timer);
        return;
      case 'report':
        seq += 1;
        onTrace?.({ v: 1, seq, atMs: clock.now(), peer: node.name, trace: effect.trace });
    }
  }

  function dial(from: Node, link: string, endpoint: string): void {
    const to = runningAt(from, endpoint);
    if (to === undefined) {
      const wait = from.peer!.config.parameters.dialTimeout;
      later(from, wait, () => feed(from, { type: 'dial.failed', link, reason: 'unreachable' }));
      return;
    }
    to.acceptedCount += 1;
    const accepted = `a${to.acceptedCount}`;
    later(from, latencyMs, () => {
      if (to.peer === undefined) return feed(from, { type: 'dial.failed', link, reason: 'gone' });
      from.streams.set(link, { node: to, link: accepted });
      to.streams.set(accepted, { node: from, link });
      const hashes = { remoteTlsHash: to.tlsHash, localTlsHash: from.tlsHash };
      feed(from, { type: 'stream.opened', link, ...hashes });
      feed(to, {
        type: 'stream.accepted',
        link: accepted,
        remoteTlsHash: from.tlsHash,
        localTlsHash: to.tlsHash,
      });
    });
  }

  return {
    clock,
    add(name, peerOptions) {
      if (nodes.has(name)) throw new RangeError(`peer: the name "${name}" is taken`);
      const tlsHash = peerOptions.crypto.sha256(new TextEncoder().encode(`tls:${name}`));
      const node: Node = {
        name,
        options: peerOptions,
        tlsHash,
        peer: undefined,
        life: 0,
        acceptedCount: 0,
        timers: new Map(),
        streams: new Map(),
      };
      nodes.set(name, node);
      for (const endpoint of [peerOptions.endpoint, peerOptions.externalEndpoint])
        if (endpoint) byEndpoint.set(endpoint, node);
    },
    start(name) {
      const node = nodeOf(name);
      node.life += 1;
      node.peer = createPeer(node.options);
      feed(node, { type: 'start' });
    },
    kill(name) {
      const node = nodeOf(name);
      node.peer = undefined;
      node.life += 1;
      node.timers.clear();
      for (const [, far] of node.streams)
        later(far.node, latencyMs, () => {
          if (far.node.streams.delete(far.link))
            feed(far.node, { type: 'stream.ended', link: far.link, status: 'UNKNOWN' });
        });
      node.streams.clear();
    },
    advance: (ms) => clock.advance(ms),
    peer(name) {
      const { peer } = nodeOf(name);
      if (peer === undefined) throw new RangeError(`peer: "${name}" does not run`);
      return peer;
    },
    get names() {
      return [...nodes.keys()];
    },
  };
}
