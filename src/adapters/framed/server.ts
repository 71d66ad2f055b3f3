/** The accepting side of a framed transport, on plain TCP or TLS. FRAM-11. */
import { type AddressInfo, createServer, type Server, type Socket } from 'node:net';
import { createServer as createTlsServer, type TLSSocket } from 'node:tls';
import type { Stream } from '../../ports.js';
import { endpointOf, formatEndpoint } from '../endpoint.js';
import { listen } from '../listen.js';
import { leafHashOf, remoteLeafHashOf, tlsServerOptions } from '../tls.js';
import { createFramedConnection, type FramedConnection } from './connection.js';
import type { FramedSettings } from './options.js';

export interface FramedServer {
  /** The bound host:port. */
  readonly endpoint: string;
  /** Ends every stream with OK, then closes every connection. */
  close(): Promise<void>;
}

export async function serveFramed(
  asked: string,
  settings: FramedSettings,
  accepted: (stream: Stream) => void,
): Promise<FramedServer> {
  const { tls, connectionTimeoutMs } = settings;
  const localTlsHash = tls && leafHashOf(tls.certPem);
  const streams = new Set<FramedConnection>();
  const sockets = new Set<Socket>();

  const admit = (socket: Socket, remoteTlsHash?: Uint8Array): void => {
    const silence = setTimeout(() => socket.destroy(), connectionTimeoutMs);
    socket.once('data', () => clearTimeout(silence));
    socket.once('close', () => clearTimeout(silence));
    createFramedConnection({
      socket,
      role: 'acceptor',
      settings,
      localTlsHash,
      remoteTlsHash,
      remoteAddress: addressOf(socket),
      ready(connection) {
        streams.add(connection);
        void connection.gone.then(() => streams.delete(connection));
        accepted(connection.stream);
      },
    });
  };

  const server: Server = tls
    ? createTlsServer(tlsServerOptions(tls, undefined, connectionTimeoutMs), (socket: TLSSocket) =>
        admit(socket, remoteLeafHashOf(socket)),
      )
    : createServer((socket) => admit(socket));
  server.on('connection', (socket: Socket) => {
    sockets.add(socket);
    socket.setNoDelay(true).setKeepAlive(true);
    socket.on('error', () => {}).once('close', () => sockets.delete(socket));
  });
  server.on('tlsClientError', (error: Error, socket: TLSSocket) => {
    settings.observer.refused?.(addressOf(socket), error.message);
    socket.destroy();
  });
  await listen(server, endpointOf(asked));
  const { address, port } = server.address() as AddressInfo;

  return {
    endpoint: formatEndpoint({ host: address, port }),
    async close() {
      const isClosed = new Promise<void>((resolve) => server.close(() => resolve()));
      const open = [...streams];
      for (const { stream } of open) stream.end('OK');
      await Promise.all(open.map(({ gone }) => gone));
      for (const socket of sockets) socket.destroy();
      await isClosed;
    },
  };
}

const addressOf = ({ remoteAddress, remotePort }: Socket): string =>
  remoteAddress === undefined || remotePort === undefined
    ? 'unknown'
    : formatEndpoint({ host: remoteAddress, port: remotePort });
