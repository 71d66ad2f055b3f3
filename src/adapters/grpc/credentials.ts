/**
 * The client's side of a connection, under our own eyes: which socket it is, whose certificate came,
 * why it failed. grpc-js keeps all of that to itself.
 */
import type { Socket } from 'node:net';
import { connect, type TLSSocket } from 'node:tls';
import { CallCredentials, ChannelCredentials } from '@grpc/grpc-js';
import { endpointOf } from '../endpoint.js';
import { remoteLeafHashOf, type TlsMaterial, tlsClientOptions } from '../tls.js';

/** What is known of the connection of one dial. */
export interface Connection {
  readonly remoteTlsHash: Uint8Array | undefined;
  /** Why TLS last failed, undefined if it did not. */
  readonly failure: Error | undefined;
  /** Closes whatever is open. */
  destroy(): void;
}

type Connector = ReturnType<ChannelCredentials['_createSecureConnector']>;
type Connected = Awaited<ReturnType<Connector['connect']>>;

/** Credentials for exactly one dial of `endpoint`, and a view of the connection they make. */
export function createDialCredentials(
  endpoint: string,
  tls: TlsMaterial | undefined,
): { readonly credentials: ChannelCredentials; readonly connection: Connection } {
  const sockets = new Set<Socket>();
  let current: TLSSocket | undefined;
  let failure: Error | undefined;

  const hold = (socket: Socket): void => {
    sockets.add(socket);
    socket.on('close', () => sockets.delete(socket));
    // Failures are told by whoever reads the socket; a late one must not end the process.
    socket.on('error', () => {});
    socket.setNoDelay(true);
  };
  const secure = (material: TlsMaterial, socket: Socket): Promise<Connected> =>
    new Promise((resolve, reject) => {
      const { host } = endpointOf(endpoint);
      let isSettled = false;
      const fail = (error: Error) => {
        if (isSettled) return;
        isSettled = true;
        failure = error;
        socket.destroy();
        reject(error);
      };
      const secured = connect({ ...tlsClientOptions(material, 'h2', host), socket }, () => {
        isSettled = true;
        current = secured;
        failure = undefined;
        resolve({ socket: secured, secure: true });
      });
      hold(secured);
      secured.once('error', fail);
      secured.once('close', () => fail(new Error('the remote closed the connection during TLS')));
    });

  class DialCredentials extends ChannelCredentials {
    override compose(): ChannelCredentials {
      throw new TypeError('a gossip dial has no call credentials');
    }
    override _isSecure(): boolean {
      return tls !== undefined;
    }
    override _equals(other: ChannelCredentials): boolean {
      return this === other;
    }
    override _createSecureConnector(): Connector {
      return {
        connect: (socket) => {
          hold(socket);
          return tls === undefined
            ? Promise.resolve({ socket, secure: false })
            : secure(tls, socket);
        },
        waitForReady: () => Promise.resolve(),
        getCallCredentials: () => CallCredentials.createEmpty(),
        destroy: () => {},
      };
    }
  }

  return {
    credentials: new DialCredentials(),
    connection: {
      get remoteTlsHash() {
        return current && remoteLeafHashOf(current);
      },
      get failure() {
        return failure;
      },
      destroy() {
        for (const socket of sockets) socket.destroy();
      },
    },
  };
}
