/**
 * One port that speaks gRPC, over TLS or plaintext HTTP/2, whatever its services are.
 *
 * TLS is taken here, not by grpc-js, because Fabric's servers ask clients for a certificate and may judge
 * none: grpc-js tells of a certificate only if TLS itself trusts it.
 */
import { type AddressInfo, createServer, type Server as NetServer, type Socket } from 'node:net';
import { createServer as createTlsServer, type TLSSocket } from 'node:tls';
import * as grpc from '@grpc/grpc-js';
import { endpointOf, formatEndpoint } from '../endpoint.js';
import { listen } from '../listen.js';
import { remoteLeafHashOf, tlsServerOptions } from '../tls.js';
import { type GrpcSettings, serverOptions } from './options.js';

export interface GrpcConnectionIn {
  readonly socket: Socket;
  /** SHA-256 of the DER of the leaf that the client presented. */
  readonly leaf?: Uint8Array;
}

export interface GrpcListener {
  /** The bound host:port. */
  readonly endpoint: string;
  /** The connection of a call, by its `getPeer()`. */
  connectionOf(peer: string): GrpcConnectionIn | undefined;
  /** Takes no connection any more, lets `endCalls` end what is open, then closes every connection. */
  close(endCalls: () => Promise<unknown>): Promise<void>;
}

/** Octets with which every HTTP/2 connection starts: the preface and an empty SETTINGS frame. */
const HTTP2_START_BYTES = 33;

/** @throws ListenError if the endpoint cannot be listened on; RangeError if it is none. */
export async function listenGrpc(
  asked: string,
  settings: GrpcSettings,
  addServices: (server: grpc.Server) => void,
): Promise<GrpcListener> {
  const { tls } = settings;
  const sockets = new Map<string, GrpcConnectionIn>();
  const server = new grpc.Server(serverOptions(settings));
  addServices(server);
  const injector = server.createConnectionInjector(grpc.ServerCredentials.createInsecure());

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
    connectionOf: (peer) => sockets.get(peer),
    async close(endCalls) {
      const isClosed = new Promise<void>((resolve) => listener.close(() => resolve()));
      await endCalls();
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
