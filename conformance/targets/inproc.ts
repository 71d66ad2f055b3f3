/**
 * The reference inside this process, on virtual time and a network in memory: a case takes
 * milliseconds. With inproc-reference.ts the only file of the suite that imports the reference, and it
 * imports it as a target.
 */
import { createHash, X509Certificate } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { createMemoryNetwork } from '../../src/adapters/memory.js';
import type { OrdererClient, Transport } from '../../src/ports.js';
import { createVirtualClock } from '../../src/simulator/virtual-clock.js';
import { memoryFaults } from '../faults/memory.js';
import type { Bench, InProcessTarget } from '../harness/bench.js';
import { virtualClock } from '../harness/clock.js';
import type { ProbeTransport, TlsCredentials } from '../harness/wire/transport.js';
import { createGate, type Gate, gatedClock, gatedWay } from './inproc-gate.js';
import { memoryOrderers } from './inproc-orderer.js';
import { startReference } from './inproc-reference.js';
import { REFERENCE_FEATURES } from './reference-features.js';
import type { Implementation, RunningNode, StartNode } from './target.js';
import { TargetError } from './target.js';

/** Where nobody serves. */
const NOBODY = '127.0.0.1:0';
/** How much later than the one before a node begins to start. Milliseconds. */
const STEP_MS = 37;
/** Where a node of one case lives. */
export interface Place {
  readonly seed: string;
  readonly clock: Bench['clock'];
  /** A transport of the node's own; one for each start. */
  readonly transport: () => Transport;
  /** The orderers of the suite. */
  readonly orderers: () => OrdererClient;
  /** Through which all comes that reaches the node; shut, it stands still. */
  readonly gate: Gate;
}

export interface InProcessOptions {
  readonly implementation: Implementation;
  /** Starts a node; resolves when it serves. */
  start(node: StartNode, place: Place): Promise<RunningNode>;
}

/** Any implementation in TypeScript that can run on a given clock and transport. */
export function inProcessTarget({ implementation, start }: InProcessOptions): InProcessTarget {
  return {
    name: 'inproc',
    features: [...REFERENCE_FEATURES, 'pause'],
    timeScale: 1,
    identify: async () => implementation,
    async start() {
      throw new TargetError('an in-process node lives on the bench of one case');
    },
    close: async () => {},
    bench: (seed, epochMs = Date.now()) =>
      memoryBench(seed, epochMs, start, implementation.profile),
  };
}

export const inProcessReference = (options: {
  readonly profile: NonNullable<Implementation['profile']>;
  readonly version: string;
}): InProcessTarget =>
  inProcessTarget({
    implementation: { name: 'fabric-gossip', language: 'typescript', ...options },
    start: (node, place) => startReference(node, place, options.profile),
  });

function memoryBench(
  seed: string,
  epochMs: number,
  start: InProcessOptions['start'],
  profile: Implementation['profile'],
): Bench {
  const time = createVirtualClock(epochMs);
  const { way: faulty, wire } = memoryFaults();
  /** Of nodes, by name and by endpoint. */
  const gates = new Map<string, Gate>();
  const way = gatedWay(faulty, (place) => gates.get(place));
  const network = createMemoryNetwork({ clock: time, dialTimeoutMs: 1_000, way });
  const clock = virtualClock({
    now: time.now,
    after: time.after,
    nextAt: time.nextDeadline,
    advanceTo: time.advanceTo,
  });
  /** Probes by endpoint, to tell them of a Ping. */
  const probes = new Map<string, ProbeTransport>();
  const orderers = memoryOrderers(clock, way);
  const closers: (() => Promise<void>)[] = [];
  let ports = 10_000;
  let nodes = 0;

  async function startAt(node: StartNode, by: InProcessOptions['start']): Promise<RunningNode> {
    const own = (): Transport => {
      const transport = network.transport(presenting(tlsOf(node), node.name));
      /** Fails after the time of a dial where the Ping is not answered. */
      const reached = (endpoint: string): string => {
        const probe = probes.get(endpoint);
        if (probe?.answers?.() !== false) return endpoint;
        probe.pinged?.();
        return NOBODY;
      };
      return {
        ...transport,
        dial: (endpoint) => transport.dial(reached(endpoint)),
        async ping(endpoint) {
          await transport.ping(reached(endpoint));
          probes.get(endpoint)?.pinged?.();
        },
      };
    };
    const client = (): OrdererClient => orderers.client(node.name);
    // Nodes in step would dial each other at the same instant, for ever; no two processes do.
    await clock.until(() => false, STEP_MS * nodes++);
    const gate = createGate();
    for (const place of [node.name, node.listen]) gates.set(place, gate);
    const at = { seed, clock: gatedClock(clock, gate), transport: own, orderers: client, gate };
    const running = await by(node, at);
    closers.push(running.stop);
    return running;
  }

  return {
    clock,
    anyEndpoint: '127.0.0.1:0',
    reserve: async () => `127.0.0.1:${++ports}`,
    faults: wire,
    transport(tls, _, name) {
      const inner = network.transport(presenting(tls, name));
      closers.push(inner.close);
      const transport: ProbeTransport = {
        ...inner,
        pinged: undefined,
        async serve(_, accepted) {
          const endpoint = `127.0.0.1:${++ports}`;
          probes.set(endpoint, transport);
          return inner.serve(endpoint, (stream) => {
            transport.pinged?.();
            accepted(stream);
          });
        },
      };
      return transport;
    },
    deliver: async (_, accepted) => orderers.serve(`127.0.0.1:${++ports}`, accepted),
    start: (node) => startAt(node, start),
    startReference: (node) => startAt(node, (asked, at) => startReference(asked, at, profile)),
    async close() {
      await Promise.all(closers.map((close) => close()));
    },
  };
}

const presenting = (tls: TlsCredentials | undefined, name: string) =>
  tls ? { serverTlsHash: hashOf(tls.certPem), name } : { name };

/** SHA-256 of the DER of certificates by their PEM: every case has the same. Emptied when it is full. */
const tlsHashes = new Map<string, Uint8Array>();
const TLS_HASHES_MAX = 500;

function hashOf(certPem: string): Uint8Array {
  const known = tlsHashes.get(certPem);
  if (known) return known;
  const hash = sha256(new X509Certificate(certPem).raw);
  if (tlsHashes.size >= TLS_HASHES_MAX) tlsHashes.clear();
  tlsHashes.set(certPem, hash);
  return hash;
}

const sha256 = (bytes: Uint8Array): Uint8Array =>
  new Uint8Array(createHash('sha256').update(bytes).digest());

const tlsOf = (node: StartNode): TlsCredentials => ({
  certPem: readFileSync(join(node.tlsDir, 'server.crt'), 'utf8'),
  keyPem: readFileSync(join(node.tlsDir, 'server.key'), 'utf8'),
});
