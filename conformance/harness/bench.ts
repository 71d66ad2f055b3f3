/**
 * Where a case takes place: a clock, a network for probes and nodes, and the target's starter. One
 * for each case. The wire bench is here; an in-process target brings its own, with virtual time.
 */
import type { FaultPlane, Wiring } from '../faults/plane.js';
import { wireFaults } from '../faults/wire.js';
import { isFree } from '../targets/port.js';
import type { RunningNode, StartNode, Target } from '../targets/target.js';
import { type CaseClock, realClock } from './clock.js';
import { HarnessError } from './verdict.js';
import { type DeliverCall, type DeliverServer, serveDeliver } from './wire/deliver-server.js';
import { grpcTransport } from './wire/grpc-transport.js';
import type { ProbeTransport, TlsCredentials } from './wire/transport.js';

export interface Bench {
  readonly clock: CaseClock;
  /** For one probe; undefined = one that presents no certificate. `name` is the probe's. */
  transport(
    tls: TlsCredentials | undefined,
    rootsPem: readonly string[],
    name: string,
  ): ProbeTransport;
  /** What a probe asks for when it serves: the network assigns the port. */
  readonly anyEndpoint: string;
  /** host:port at which nobody listens. */
  reserve(): Promise<string>;
  /** Serves AtomicBroadcast/Deliver with the certificate of an orderer; undefined where nobody can. */
  readonly deliver?: (
    tls: TlsCredentials,
    accepted: (call: DeliverCall) => void,
  ) => Promise<DeliverServer>;
  start(node: StartNode): Promise<RunningNode>;
  /** Somebody takes part by hand: a case takes as long as it takes. */
  readonly isAttended?: boolean;
  /** Starts a node of the reference, whatever the target is. */
  startReference(node: StartNode): Promise<RunningNode>;
  /** Lets faults get between all parties that come from now on. At most once. */
  faults(plane: () => FaultPlane): Wiring;
  close(): Promise<void>;
}

/** A target that does not live in the world of sockets and seconds. */
export interface InProcessTarget extends Target {
  /** `epochMs`: the instant at which virtual time begins, milliseconds since 1970. Default now. */
  bench(seed: string, epochMs?: number): Bench;
}

export const isInProcess = (target: Target): target is InProcessTarget => 'bench' in target;

/** `reference` is for networks of target and reference. */
export function wireBench(target: Target, reference?: Target): Bench {
  const transports: ProbeTransport[] = [];
  const servers: DeliverServer[] = [];
  return {
    clock: realClock(),
    transport(tls, rootsPem) {
      const transport = grpcTransport(tls, rootsPem);
      transports.push(transport);
      return transport;
    },
    anyEndpoint: '127.0.0.1:0',
    reserve: freeEndpoint,
    async deliver(tls, accepted) {
      const server = await serveDeliver(tls, accepted);
      servers.push(server);
      return server;
    },
    start: (node) => target.start(node),
    async startReference(node) {
      if (!reference) throw new HarnessError('no reference on this bench');
      return reference.start(node);
    },
    faults: (plane) => wireFaults(plane, freeEndpoint),
    async close() {
      for (const server of servers) server.close();
      await Promise.all(transports.map((t) => t.close()));
    },
  };
}

/** Below what systems hand out by themselves, to listeners on port 0 and to dialling sockets. */
const PORTS = { first: 12_000, count: 20_000 };
let nextPort = Math.floor(Math.random() * PORTS.count);

/** A port that is free and that this process has not named before; another process may take it. */
async function freeEndpoint(): Promise<string> {
  for (let attempt = 0; attempt < PORTS.count; attempt += 1) {
    const endpoint = `127.0.0.1:${PORTS.first + (nextPort++ % PORTS.count)}`;
    if (await isFree(endpoint)) return endpoint;
  }
  throw new HarnessError(`no port from ${PORTS.first} on is free`);
}
