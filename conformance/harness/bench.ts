/**
 * Where a case takes place: a clock, a network for probes and nodes, and the target's starter. One
 * for each case. The wire bench is here; an in-process target brings its own, with virtual time.
 */
import { createServer } from 'node:net';
import type { RunningNode, StartNode, Target } from '../targets/target.js';
import { type CaseClock, realClock } from './clock.js';
import { grpcTransport } from './wire/grpc-transport.js';
import type { ProbeTransport, TlsCredentials } from './wire/transport.js';

export interface Bench {
  readonly clock: CaseClock;
  /** For one probe; undefined = one that presents no certificate. */
  transport(tls: TlsCredentials | undefined, rootsPem: readonly string[]): ProbeTransport;
  /** What a probe asks for when it serves: the network assigns the port. */
  readonly anyEndpoint: string;
  /** host:port at which nobody listens. */
  reserve(): Promise<string>;
  start(node: StartNode): Promise<RunningNode>;
  close(): Promise<void>;
}

/** A target that does not live in the world of sockets and seconds. */
export interface InProcessTarget extends Target {
  bench(seed: string): Bench;
}

export const isInProcess = (target: Target): target is InProcessTarget => 'bench' in target;

export function wireBench(target: Target): Bench {
  const transports: ProbeTransport[] = [];
  return {
    clock: realClock(),
    transport(tls, rootsPem) {
      const transport = grpcTransport(tls, rootsPem);
      transports.push(transport);
      return transport;
    },
    anyEndpoint: '127.0.0.1:0',
    reserve: freeEndpoint,
    start: (node) => target.start(node),
    async close() {
      await Promise.all(transports.map((t) => t.close()));
    },
  };
}

/** Asks the system for a free port and gives it back at once; somebody else may take it meanwhile. */
async function freeEndpoint(): Promise<string> {
  const server = createServer();
  await new Promise<void>((resolve, fail) => {
    server.once('error', fail);
    server.listen(0, '127.0.0.1', resolve);
  });
  const { port } = server.address() as { port: number };
  await new Promise((resolve) => server.close(resolve));
  return `127.0.0.1:${port}`;
}
