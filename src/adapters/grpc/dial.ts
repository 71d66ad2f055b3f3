/** The dialling side: one HTTP/2 connection a dial, Ping on it, then at most one GossipStream. */
import { status } from '@grpc/grpc-js';
import { unlessLost } from '../dial-socket.js';
import { leafHashOf } from '../tls.js';
import { type CallStatus, startCall } from './client-call.js';
import { connectGrpc, type GrpcConnection } from './connection.js';
import type { GrpcSettings } from './options.js';
import { EMPTY, gossipStream, ping } from './service.js';
import { createGrpcStream, type GrpcStream } from './stream.js';

/** How long a stream that we half-closed stays for the remote's status, which nobody waits for. */
const LINGER_MS = 250;

/** A connection on which Ping was answered. */
export interface GossipClient {
  /** Opens the stream. When it is over, its connection is closed and `released` called. */
  open(released: () => void): GrpcStream;
  close(): void;
}

/**
 * Connects and calls Ping. `signal` gives the dial up.
 * @throws Error naming the endpoint and what failed; then nothing is left open.
 */
export async function dialGossip(
  endpoint: string,
  settings: GrpcSettings,
  signal: AbortSignal,
): Promise<GossipClient> {
  const failed = (error: unknown) =>
    new Error(`dial ${endpoint}: ${(error as Error).message}`, { cause: error });
  try {
    const connection = await connectGrpc(endpoint, settings, signal);
    await callPing(endpoint, connection, settings, signal);
    const open = (released: () => void): GrpcStream => {
      try {
        return openStream(endpoint, connection, settings, released);
      } catch (error) {
        // The connection was lost since Ping was answered.
        connection.close();
        throw failed(error);
      }
    };
    return { open, close: connection.close };
  } catch (error) {
    throw failed(error);
  }
}

function callPing(
  authority: string,
  connection: GrpcConnection,
  { connTimeoutMs: timeoutMs, maxRecvMsgSize, maxSendMsgSize }: GrpcSettings,
  signal: AbortSignal,
): Promise<void> {
  const waiting = { socket: connection.socket, timeoutMs, what: 'no answer to Ping', signal };
  return unlessLost(waiting, (done, fail) => {
    const { path } = ping;
    const ended = (answer: CallStatus) =>
      answer.code === status.OK ? done() : fail(new Error(`Ping: ${describe(answer)}`));
    const call = startCall({
      connection,
      path,
      authority,
      timeoutMs,
      maxRecvMsgSize,
      maxSendMsgSize,
      ended,
    });
    call.read(() => {});
    call.write(EMPTY, () => {});
    call.end();
  });
}

function openStream(
  authority: string,
  connection: GrpcConnection,
  settings: GrpcSettings,
  released: () => void,
): GrpcStream {
  const { tls, maxRecvMsgSize, maxSendMsgSize } = settings;
  let lingerTimer: NodeJS.Timeout | undefined;
  const call = startCall({
    connection,
    path: gossipStream.path,
    authority,
    maxRecvMsgSize,
    maxSendMsgSize,
    ended(answer) {
      const isOk = answer.code === status.OK;
      const reason = isOk ? 'the remote ended the stream' : describe(answer);
      stream.remoteEnded(isOk ? 'OK' : 'UNKNOWN', reason);
      stream.over();
    },
  });
  const stream: GrpcStream = createGrpcStream({
    call,
    settings,
    localTlsHash: tls && leafHashOf(tls.clientCertPem ?? tls.certPem),
    remoteTlsHash: connection.remoteTlsHash,
    remoteAddress: authority,
    finish() {
      call.end();
      lingerTimer = setTimeout(call.cancel, LINGER_MS);
    },
    abort: call.cancel,
    released() {
      clearTimeout(lingerTimer);
      connection.close();
      released();
    },
  });
  return stream;
}

const describe = ({ code, details }: CallStatus): string =>
  `${status[code] ?? code}${details === '' ? '' : `: ${details}`}`;
