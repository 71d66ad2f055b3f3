/**
 * One HTTP/2 connection that we dialled. A refused or silent port is tried again until dialTimeout is
 * over, as Fabric's blocking dial does.
 *
 * Not grpc-js: its client forgets messages that nobody has read yet when a status other than OK
 * arrives, and it keeps the certificate and the reason of a failure to itself.
 */
import { type ClientHttp2Session, connect } from 'node:http2';
import type { Socket } from 'node:net';
import { dialSocket, unlessLost } from '../dial-socket.js';
import { endpointOf } from '../endpoint.js';
import type { GrpcSettings } from './options.js';

export interface GrpcConnection {
  readonly session: ClientHttp2Session;
  readonly socket: Socket;
  readonly remoteTlsHash: Uint8Array | undefined;
  /** Closes the connection as soon as its streams are closed. */
  close(): void;
}

/** Waits between attempts, as gRPC's: the first, how they grow, the longest. */
const BACKOFF = { firstMs: 1_000, factor: 1.6, mostMs: 120_000 };

/** @throws Error with the reason of the last attempt; then nothing is left open. */
export async function connectGrpc(
  endpoint: string,
  settings: GrpcSettings,
  signal: AbortSignal,
): Promise<GrpcConnection> {
  endpointOf(endpoint);
  const untilMs = performance.now() + settings.dialTimeoutMs;
  let backoffMs = BACKOFF.firstMs;
  for (;;) {
    const timeoutMs = Math.max(1, Math.ceil(untilMs - performance.now()));
    try {
      return await attempt(endpoint, settings, timeoutMs, signal);
    } catch (error) {
      const leftMs = untilMs - performance.now();
      await pause(Math.min(backoffMs, leftMs), signal);
      if (leftMs <= backoffMs || signal.aborted) {
        const { message } = signal.aborted
          ? new Error('this transport was closed')
          : (error as Error);
        throw new Error(message, { cause: error });
      }
      backoffMs = Math.min(backoffMs * BACKOFF.factor, BACKOFF.mostMs);
    }
  }
}

async function attempt(
  endpoint: string,
  settings: GrpcSettings,
  timeoutMs: number,
  signal: AbortSignal,
): Promise<GrpcConnection> {
  const { tls, keepalive } = settings;
  const dialled = await dialSocket({ endpoint, tls, alpn: 'h2', timeoutMs, signal });
  const { socket } = dialled;
  const session = connect(`${tls ? 'https' : 'http'}://${endpoint}`, {
    createConnection: () => socket,
    settings: { enablePush: false },
    // Messages may be as large as maxRecvMsgSize; that is the limit, not a sum over the session.
    maxSessionMemory: Number.MAX_SAFE_INTEGER,
  });
  session.on('error', () => {});
  const waiting = { socket, timeoutMs, what: 'no HTTP/2', signal };
  await unlessLost(waiting, (done, fail) => {
    session.once('remoteSettings', () => done()).once('error', fail);
  });
  const stopPings = keepAlive(session, keepalive.client);
  session.once('close', stopPings);
  return {
    ...dialled,
    session,
    close() {
      session.close();
      // A remote that keeps the connection open does not keep us.
      setTimeout(() => socket.destroy(), 250).unref();
    },
  };
}

/** Pings an idle or busy connection alike; one that does not answer is closed. */
function keepAlive(
  session: ClientHttp2Session,
  { intervalMs, timeoutMs }: { readonly intervalMs: number; readonly timeoutMs: number },
): () => void {
  let answered: NodeJS.Timeout | undefined;
  const interval = setInterval(() => {
    if (answered !== undefined || session.destroyed) return;
    answered = setTimeout(() => session.destroy(), timeoutMs).unref();
    session.ping(() => {
      clearTimeout(answered);
      answered = undefined;
    });
  }, intervalMs).unref();
  return () => {
    clearInterval(interval);
    clearTimeout(answered);
  };
}

const pause = (ms: number, signal: AbortSignal): Promise<void> =>
  new Promise((resolve) => {
    const finish = () => {
      clearTimeout(timer);
      signal.removeEventListener('abort', finish);
      resolve();
    };
    const timer = setTimeout(finish, Math.max(0, ms));
    signal.addEventListener('abort', finish, { once: true });
    if (signal.aborted) finish();
  });
