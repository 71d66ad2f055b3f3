/**
 * The accepting side: gossip.Gossip on one port, over TLS or plaintext HTTP/2.
 *
 * TLS is taken here, not by grpc-js, because Fabric's server asks every client for a certificate and
 * judges none: grpc-js tells of a certificate only if TLS itself trusts it. A remote without one is
 * handed over as such; the peer refuses it.
 */
import { type AddressInfo, createServer, type Server as NetServer, type Socket } from 'node:net';
import { createServer as createTlsServer, type TLSSocket } from 'node:tls';
import * as grpc from '@grpc/grpc-js';
import type { EndStatus } from '../../peer/io.js';
import type { Stream } from '../../ports.js';
import { endpointOf, formatEndpoint } from '../endpoint.js';
import { listen } from '../listen.js';
import { leafHashOf, remoteLeafHashOf, tlsServerOptions } from '../tls.js';
import { type GrpcSettings, HALF_CLOSED_MS_MAX, serverOptions } from './options.js';
import { EMPTY, gossipStream, ping } from './service.js';
import { createGrpcStream, type GrpcStream } from './stream.js';

export interface GossipServer {
  /** The bound host:port. */
  readonly endpoint: string;
  /** Ends every stream with OK, then closes every connection. */
  close(): Promise<void>;
}

/** Octets with which every HTTP/2 connection starts: the preface and an empty SETTINGS frame. */
const HTTP2_START_BYTES = 33;

type ServerCall = grpc.ServerDuplexStream<Uint8Array, Uint8Array>;

export async function serveGossip(
  asked: string,
  settings: GrpcSettings,
  accepted: (stream: Stream) => void,
): Promise<GossipServer> {
  const { tls } = settings;
  const localTlsHash = tls && leafHashOf(tls.certPem);
  const sockets = new Map<string, { readonly socket: Socket; readonly leaf?: Uint8Array }>();
  const streams = new Set<GrpcStream>();

  const server = new grpc.Server(serverOptions(settings));
  server.addService(
    { GossipStream: gossipStream, Ping: ping },
    {
      // LINK-21: everybody gets an answer, before and beside any stream.
      Ping: (_: unknown, reply: grpc.sendUnaryData<Uint8Array>) => reply(null, EMPTY),
      GossipStream: (call: ServerCall) => accept(call),
    },
  );
  const injector = server.createConnectionInjector(grpc.ServerCredentials.createInsecure());

  const accept = (call: ServerCall): void => {
    const remoteAddress = call.getPeer();
    const connection = sockets.get(remoteAddress);
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

  const admit = (socket: Socket, leaf?: Uint8Array): void => {
    const { remoteAddress, remotePort } = socket;
    if (remoteAddress === undefined || remotePort === undefined) return void socket.destroy();
    const key = `${remoteAddress}:${remotePort}`;
    sockets.set(key, { socket, ...(leaf && { leaf }) });
    const startBytes = socket.bytesRead + HTTP2_START_BYTES;
    const timer = setTimeout(() => {
      if (socket.bytesRead < startBytes) socket.destroy();
    }, settings.connectionTimeoutMs);
    socket.on('close', () => {
      clearTimeout(timer);
      sockets.delete(key);
    });
    injector.injectConnection(socket);
  };

  const raw = new Set<Socket>();
  const listener: NetServer = tls
    ? createTlsServer(
        tlsServerOptions(tls, 'h2', settings.connectionTimeoutMs),
        (socket: TLSSocket) => admit(socket, remoteLeafHashOf(socket)),
      )
    : createServer((socket) => admit(socket));
  listener.on('connection', (socket: Socket) => {
    raw.add(socket);
    socket.setNoDelay(true);
    socket.on('error', () => {});
    socket.on('close', () => raw.delete(socket));
  });
  listener.on('tlsClientError', (error: Error, socket: TLSSocket) => {
    settings.observer.refused?.(formatAddress(socket), error.message);
    socket.destroy();
  });
  await listen(listener, endpointOf(asked));

  return {
    endpoint: formatEndpoint(boundTo(listener.address() as AddressInfo)),
    async close() {
      const isClosed = new Promise<void>((resolve) => listener.close(() => resolve()));
      for (const stream of streams) stream.end('OK');
      await Promise.all([...streams].map((stream) => stream.gone));
      // Says goodbye; a connection closes once the status of its last stream is out.
      injector.destroy();
      const timer = setTimeout(() => {
        for (const socket of raw) socket.destroy();
      }, settings.endTimeoutMs);
      await isClosed;
      clearTimeout(timer);
      server.forceShutdown();
    },
  };
}

const boundTo = ({ address, port }: AddressInfo) => ({ host: address, port });
const formatAddress = (socket: Socket): string =>
  socket.remoteAddress === undefined ? 'unknown' : `${socket.remoteAddress}:${socket.remotePort}`;

function finishCall(call: ServerCall, status: EndStatus): void {
  if (status === 'OK') call.end();
  else call.emit('error', { code: grpc.status.UNKNOWN, details: 'the peer ended the stream' });
}
