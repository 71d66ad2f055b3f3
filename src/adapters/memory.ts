/**
 * A network inside one process: transports that reach each other through a clock, virtual or real.
 *
 * Ordered and reliable, as TCP is; every delivery, and the outcome of every dial, happens inside a
 * callback of the clock. Nobody is authenticated: the TLS hashes are those given at construction.
 */
import type { Clock, Stream, Transport } from '../ports.js';
import { createMemoryStreams, type MemoryStream, type OpenWay } from './memory-stream.js';

export interface MemoryNetworkOptions {
  readonly clock: Clock;
  /** One way, in milliseconds, for a message between two endpoints. Default 1. */
  readonly latencyMs?: number | ((from: string, to: string) => number);
  /** How long a dial to an endpoint that nobody serves lasts before it fails. Default 3000. */
  readonly dialTimeoutMs?: number;
  /** Messages on their way in one direction of one stream; one more is dropped. Default 10000. */
  readonly inFlightCountMax?: number;
  /** Called with the endpoint that a dropped message was for. */
  readonly onOverflow?: (endpoint: string) => void;
  /** What lies between two endpoints; default nothing, so that all arrives after the latency. */
  readonly way?: OpenWay;
}

export interface MemoryTransportOptions {
  /** Where dials of this transport come from, as others see it. Default `memory:<n>`. */
  readonly name?: string;
  /** Hash of the certificate presented where a stream is accepted; undefined without TLS. */
  readonly serverTlsHash?: Uint8Array;
  /** Hash of the certificate presented where a stream is dialled; default that of the server. */
  readonly clientTlsHash?: Uint8Array;
}

export interface MemoryNetwork {
  transport(options?: MemoryTransportOptions): Transport;
}

/** What a dialler finds at an endpoint. */
interface Served {
  readonly tlsHash: Uint8Array | undefined;
  readonly accepted: (stream: Stream) => void;
  /** Streams that end when the acceptor closes. */
  readonly open: Set<MemoryStream>;
}

export function createMemoryNetwork(options: MemoryNetworkOptions): MemoryNetwork {
  const { clock, latencyMs = 1, dialTimeoutMs = 3_000, way } = options;
  const served = new Map<string, Served>();
  let transportCount = 0;
  let portCount = 0;
  const latency = (from: string, to: string): number =>
    typeof latencyMs === 'number' ? latencyMs : latencyMs(from, to);

  const createTransport = (own: MemoryTransportOptions = {}): Transport => {
    transportCount += 1;
    const name = own.name ?? `memory:${transportCount}`;
    const { serverTlsHash, clientTlsHash = serverTlsHash } = own;
    const open = new Set<MemoryStream>();
    const endpoints = new Set<string>();
    const aborts = new Set<() => void>();
    let isClosed = false;

    /** Calls `connected` inside the clock callback in which the answer to Ping arrives. */
    const reach = <T>(endpoint: string, connected: (acceptor: Served) => T): Promise<T> =>
      new Promise((resolve, reject) => {
        let isOver = false;
        const settle = (act: () => void) => () => {
          if (isOver) return;
          isOver = true;
          cancel();
          aborts.delete(abort);
          act();
        };
        const fail = (reason: string) =>
          settle(() => reject(new Error(`dial ${endpoint}: ${reason}`)));
        const answer = (): void => {
          const acceptor = served.get(endpoint);
          if (acceptor === undefined) fail('the connection was lost')();
          else settle(() => resolve(connected(acceptor)))();
        };
        let cancel = () => {};
        const abort = fail('this transport was closed');
        if (isClosed) return abort();
        aborts.add(abort);
        const isServed = served.has(endpoint);
        const roundTripMs = latency(name, endpoint) + latency(endpoint, name);
        const late = fail(`nobody answered within ${dialTimeoutMs} ms`);
        if (!isServed) cancel = clock.after(dialTimeoutMs, late);
        else if (way === undefined) cancel = clock.after(roundTripMs, answer);
        else {
          cancel = clock.after(Math.max(dialTimeoutMs, roundTripMs), late);
          const lost = fail('the connection was lost');
          way(
            name,
            endpoint,
            lost,
          )(0, () => way(endpoint, name, lost)(0, () => void clock.after(roundTripMs, answer)));
        }
      });

    return {
      serve: async (asked, accepted) => {
        if (isClosed) throw new Error(`serve ${asked}: this transport was closed`);
        const endpoint = asked.replace(/:0$/, () => `:${++portCount}`);
        if (served.has(endpoint)) throw new Error(`serve ${endpoint}: the endpoint is in use`);
        endpoints.add(endpoint);
        served.set(endpoint, { tlsHash: serverTlsHash, accepted, open });
        return endpoint;
      },
      dial: (endpoint) =>
        reach(endpoint, (acceptor) => {
          const isTls = acceptor.tlsHash !== undefined;
          const { near, far } = createMemoryStreams({
            clock,
            there: { endpoint, tlsHash: acceptor.tlsHash, open: acceptor.open },
            here: { endpoint: name, tlsHash: isTls ? clientTlsHash : undefined, open },
            latency,
            inFlightCountMax: options.inFlightCountMax ?? 10_000,
            onOverflow: options.onOverflow,
            way,
          });
          acceptor.accepted(far);
          return near;
        }),
      ping: (endpoint) => reach(endpoint, () => undefined),
      close: async () => {
        isClosed = true;
        for (const endpoint of endpoints) served.delete(endpoint);
        for (const abort of aborts) abort();
        aborts.clear();
        for (const stream of [...open]) stream.end('OK');
      },
    };
  };
  return { transport: createTransport };
}
