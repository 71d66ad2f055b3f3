/** The dialling side of a framed transport: connect, Ping, then one stream at most. FRAM-2, FRAM-3. */
import { connect, type Socket } from 'node:net';
import { connect as connectTls, type TLSSocket } from 'node:tls';
import { endpointOf } from '../endpoint.js';
import { leafHashOf, remoteLeafHashOf, tlsClientOptions } from '../tls.js';
import { createFramedConnection, type FramedConnection } from './connection.js';
import type { FramedSettings } from './options.js';

/**
 * A connection on which Ping was answered. `signal` gives the dial up.
 * @throws Error naming the endpoint and what failed; then nothing is left open.
 */
export async function connectFramed(
  endpoint: string,
  settings: FramedSettings,
  signal: AbortSignal,
): Promise<FramedConnection> {
  const { tls } = settings;
  let socket: Socket | undefined;
  try {
    signal.throwIfAborted();
    socket = openSocket(endpoint, settings);
    await within(settings.dialTimeoutMs, 'no connection', socket, signal, (done) => {
      socket!.once(tls ? 'secureConnect' : 'connect', done);
    });
    const connected = socket;
    return await within<FramedConnection>(
      settings.connTimeoutMs,
      'no answer to Ping',
      socket,
      signal,
      (done) => {
        createFramedConnection({
          socket: connected,
          role: 'dialler',
          settings,
          localTlsHash: tls && leafHashOf(tls.clientCertPem ?? tls.certPem),
          remoteTlsHash: tls && remoteLeafHashOf(connected as TLSSocket),
          remoteAddress: endpoint,
          ready: done,
        }).ping();
      },
    );
  } catch (error) {
    socket?.destroy();
    throw new Error(`dial ${endpoint}: ${(error as Error).message}`, { cause: error });
  }
}

function openSocket(endpoint: string, { tls }: FramedSettings): Socket {
  const { host, port } = endpointOf(endpoint);
  const address = { host, port, noDelay: true, keepAlive: true };
  const socket = tls
    ? connectTls({ ...tlsClientOptions(tls, undefined, host), ...address })
    : connect(address);
  // What fails is told by whoever waits; a late error must not end the process.
  return socket.on('error', () => {});
}

/** What `start` passes on, unless time is up, the socket closes, or the dial is given up. */
function within<T = void>(
  timeoutMs: number,
  what: string,
  socket: Socket,
  signal: AbortSignal,
  start: (done: (value: T) => void) => void,
): Promise<T> {
  return new Promise((resolve, reject) => {
    const timer = setTimeout(() => settle(new Error(`${what} within ${timeoutMs} ms`)), timeoutMs);
    const failed = (error: Error) => settle(error);
    const closed = () => settle(new Error(`${what}: the remote closed the connection`));
    const aborted = () => settle(new Error('this transport was closed'));
    const settle = (outcome: Error | { readonly value: T }) => {
      clearTimeout(timer);
      socket.off('error', failed).off('close', closed);
      signal.removeEventListener('abort', aborted);
      if (outcome instanceof Error) reject(outcome);
      else resolve(outcome.value);
    };
    socket.once('error', failed).once('close', closed);
    signal.addEventListener('abort', aborted, { once: true });
    if (signal.aborted) aborted();
    start((value) => settle({ value }));
  });
}
