/**
 * The accepting side: gossip.Gossip on one port. A remote without a certificate is handed over as such;
 * the peer refuses it.
 */
import * as grpc from '@grpc/grpc-js';
import type { EndStatus } from '../../peer/io.js';
import type { Stream } from '../../ports.js';
import { leafHashOf } from '../tls.js';
import { listenGrpc } from './listener.js';
import { type GrpcSettings, HALF_CLOSED_MS_MAX } from './options.js';
import { EMPTY, gossipStream, ping } from './service.js';
import { createGrpcStream, type GrpcStream } from './stream.js';

export interface GossipServer {
  /** The bound host:port. */
  readonly endpoint: string;
  /** Ends every stream with OK, then closes every connection. */
  close(): Promise<void>;
}

type ServerCall = grpc.ServerDuplexStream<Uint8Array, Uint8Array>;

export async function serveGossip(
  asked: string,
  settings: GrpcSettings,
  accepted: (stream: Stream) => void,
): Promise<GossipServer> {
  const { tls } = settings;
  const localTlsHash = tls && leafHashOf(tls.certPem);
  const streams = new Set<GrpcStream>();

  const accept = (call: ServerCall): void => {
    const remoteAddress = call.getPeer();
    const connection = listener.connectionOf(remoteAddress);
    let halfClosedTimer: NodeJS.Timeout | undefined;
    const stream = createGrpcStream({
      call: {
        write: (message, done) => void call.write(message, done),
        read: (received) => void call.on('data', received),
      },
      settings,
      localTlsHash,
      remoteTlsHash: connection?.leaf,
      remoteAddress,
      finish: (status) => finishCall(call, status),
      // A remote that reads nothing at all cannot be told; only its connection can be closed.
      abort: () => connection?.socket.destroy(),
      released() {
        clearTimeout(halfClosedTimer);
        streams.delete(stream);
      },
    });
    streams.add(stream);
    // The call stays open for a status after the remote has closed its half. A cancelled call ends as
    // well, just before it says that it was cancelled.
    call.on('end', () =>
      setImmediate(() => {
        if (call.cancelled) return;
        halfClosedTimer = setTimeout(() => stream.end('UNKNOWN'), HALF_CLOSED_MS_MAX);
        stream.remoteEnded('OK', 'the remote closed its half of the stream');
      }),
    );
    call.on('error', () => {});
    // Also after a status of ours was sent, or one of grpc-js for a message above the limit.
    call.on('cancelled', () => {
      stream.remoteEnded('UNKNOWN', 'the stream was cancelled or its connection lost');
      stream.over();
    });
    accepted(stream);
  };

  const listener = await listenGrpc(asked, settings, (server) =>
    server.addService(
      { GossipStream: gossipStream, Ping: ping },
      {
        // LINK-21: everybody gets an answer, before and beside any stream.
        Ping: (_: unknown, reply: grpc.sendUnaryData<Uint8Array>) => reply(null, EMPTY),
        GossipStream: (call: ServerCall) => accept(call),
      },
    ),
  );

  return {
    endpoint: listener.endpoint,
    close: () =>
      listener.close(() => {
        for (const stream of streams) stream.end('OK');
        return Promise.all([...streams].map((stream) => stream.gone));
      }),
  };
}

function finishCall(call: ServerCall, status: EndStatus): void {
  if (status === 'OK') call.end();
  else call.emit('error', { code: grpc.status.UNKNOWN, details: 'the peer ended the stream' });
}
