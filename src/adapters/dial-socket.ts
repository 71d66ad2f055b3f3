/** Opening a connection: TCP, and TLS on it, within a time and until somebody gives it up. */
import { connect, type Socket } from 'node:net';
import { connect as connectTls, type TLSSocket } from 'node:tls';
import { endpointOf } from './endpoint.js';
import { remoteLeafHashOf, type TlsMaterial, tlsClientOptions } from './tls.js';

export interface DialledSocket {
  readonly socket: Socket;
  /** SHA-256 of the DER of the remote's leaf; undefined without TLS. */
  readonly remoteTlsHash: Uint8Array | undefined;
}

export interface DialOptions {
  readonly endpoint: string;
  readonly tls: TlsMaterial | undefined;
  /** The application protocol to ask for. */
  readonly alpn: string | undefined;
  readonly timeoutMs: number;
  /** Gives the dial up. */
  readonly signal: AbortSignal;
}

/** @throws Error with the reason; then nothing is left open. RangeError if the endpoint is none. */
export async function dialSocket(options: DialOptions): Promise<DialledSocket> {
  const { endpoint, tls, alpn, timeoutMs, signal } = options;
  const { host, port } = endpointOf(endpoint);
  const address = { host, port, noDelay: true, keepAlive: true };
  const socket = tls
    ? connectTls({ ...tlsClientOptions(tls, alpn, host), ...address })
    : connect(address);
  // What fails is told by whoever waits; a late error must not end the process.
  socket.on('error', () => {});
  const waiting = { socket, timeoutMs, what: 'no connection', signal };
  await unlessLost(waiting, (done) => void socket.once(tls ? 'secureConnect' : 'connect', done));
  return { socket, remoteTlsHash: tls && remoteLeafHashOf(socket as TLSSocket) };
}

export interface Waiting {
  readonly socket: Socket;
  readonly timeoutMs: number;
  /** What there is not, if time is up: begins the message. */
  readonly what: string;
  readonly signal: AbortSignal;
}

/**
 * What `start` passes on, unless time is up, the socket closes, or the dial is given up.
 * @throws Error with the reason; then the socket is destroyed.
 */
export function unlessLost<T = void>(
  { socket, timeoutMs, what, signal }: Waiting,
  start: (done: (value: T) => void, fail: (error: Error) => void) => void,
): Promise<T> {
  return new Promise((resolve, reject) => {
    const release = () => {
      clearTimeout(timer);
      socket.off('error', fail).off('close', closed);
      signal.removeEventListener('abort', aborted);
    };
    const fail = (error: Error) => {
      release();
      socket.destroy();
      reject(error);
    };
    const closed = () => fail(new Error(`${what}: the remote closed the connection`));
    const aborted = () => fail(new Error('this transport was closed'));
    const timer = setTimeout(() => fail(new Error(`${what} within ${timeoutMs} ms`)), timeoutMs);
    socket.once('error', fail).once('close', closed);
    signal.addEventListener('abort', aborted, { once: true });
    if (signal.aborted) return aborted();
    start((value) => {
      release();
      resolve(value);
    }, fail);
  });
}
