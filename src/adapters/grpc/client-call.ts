/** One call on a connection that we dialled: messages both ways, then a status. */
import { constants, type IncomingHttpHeaders } from 'node:http2';
import { status } from '@grpc/grpc-js';
import type { GrpcConnection } from './connection.js';
import { createMessageDecoder, encodeMessage, tooLarge } from './message-decoder.js';

export interface CallStatus {
  readonly code: status;
  readonly details: string;
}

export interface ClientCall {
  /** Writes one message; calls back when the next may be written. */
  write(message: Uint8Array, done: (error?: Error | null) => void): void;
  /** Starts to read. Until then what arrives waits, under HTTP/2's flow control. */
  read(received: (message: Uint8Array) => void): void;
  /** Stops to read until `resume`: HTTP/2's flow control holds up the remote. A few messages may follow. */
  pause(): void;
  resume(): void;
  /** Half-closes: there will be no more messages of ours. */
  end(): void;
  /** Ends the call for both sides, now. */
  cancel(): void;
}

export interface ClientCallOptions {
  readonly connection: GrpcConnection;
  /** For example `/gossip.Gossip/Ping`. */
  readonly path: string;
  readonly authority: string;
  /** Tells the remote how long we wait; undefined for as long as it takes. */
  readonly timeoutMs?: number;
  readonly maxRecvMsgSize: number;
  readonly maxSendMsgSize: number;
  /** Once, after every message that arrived before it was received. */
  ended(status: CallStatus): void;
}

export function startCall(options: ClientCallOptions): ClientCall {
  const { connection, path, authority, timeoutMs, maxSendMsgSize, ended } = options;
  const decoder = createMessageDecoder(options.maxRecvMsgSize);
  const { socket, session } = connection;
  const stream = session.request({
    ':method': 'POST',
    ':scheme': 'encrypted' in socket ? 'https' : 'http',
    ':authority': authority,
    ':path': path,
    'content-type': 'application/grpc',
    'user-agent': 'fabric-gossip',
    te: 'trailers',
    ...(timeoutMs !== undefined && { 'grpc-timeout': `${Math.min(timeoutMs, 99_999_999)}m` }),
  });
  let received: ((message: Uint8Array) => void) | undefined;
  let final: CallStatus | undefined;
  let isClosed = false;

  const cancel = (): void => {
    if (!stream.closed) stream.close(constants.NGHTTP2_CANCEL);
  };

  // Paused, not merely without listener: Node throws away what nobody reads of a closed stream.
  stream.on('data', (chunk: Uint8Array) => {
    const { messages, flaw } = decoder.push(chunk);
    for (const message of messages) if (!isClosed) received?.(message);
    if (flaw === undefined) return;
    final = flaw;
    cancel();
  });
  stream.pause();
  stream.on('response', (headers) => {
    if (headers['grpc-status'] !== undefined) final ??= statusOf(headers);
    else if (headers[':status'] !== 200)
      final ??= { code: status.UNKNOWN, details: `HTTP status ${headers[':status']}` };
  });
  stream.on('trailers', (headers) => {
    final ??= statusOf(headers);
  });
  stream.on('end', () => {
    // The status follows the last message. Without one the stream was cut off, and closes by itself.
    setImmediate(() => {
      if (final !== undefined && !stream.closed) stream.close(constants.NGHTTP2_NO_ERROR);
    });
  });
  stream.on('close', () => {
    // Node calls it a reset as well when the connection is gone.
    if (stream.rstCode !== constants.NGHTTP2_NO_ERROR && !session.destroyed)
      final ??= { code: status.CANCELLED, details: `the stream was reset (${stream.rstCode})` };
    isClosed = true;
    ended(final ?? { code: status.UNAVAILABLE, details: 'the connection was lost' });
  });
  stream.on('error', () => {});

  return {
    write(message, done) {
      if (message.length <= maxSendMsgSize) {
        stream.write(encodeMessage(message), done);
        return;
      }
      final ??= tooLarge(message.length, maxSendMsgSize);
      cancel();
    },
    read(hear) {
      received = hear;
      stream.resume();
    },
    pause: () => void stream.pause(),
    resume: () => void stream.resume(),
    end: () => void stream.end(),
    cancel,
  };
}

function statusOf(headers: IncomingHttpHeaders): CallStatus {
  const code = Number(headers['grpc-status']);
  const details = String(headers['grpc-message'] ?? '');
  return { code: Number.isInteger(code) ? code : status.UNKNOWN, details: decoded(details) };
}

function decoded(details: string): string {
  try {
    return decodeURIComponent(details);
  } catch {
    return details;
  }
}
