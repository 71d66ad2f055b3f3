/**
 * The dialling side: one HTTP/2 connection a dial, Ping on it, then at most one GossipStream.
 * A refused port is tried again until dialTimeout is over, as Fabric's blocking dial does.
 */
import * as grpc from '@grpc/grpc-js';
import { endpointOf } from '../endpoint.js';
import { leafHashOf } from '../tls.js';
import { createDialCredentials } from './credentials.js';
import { clientOptions, type GrpcSettings } from './options.js';
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
  endpointOf(endpoint);
  const { tls } = settings;
  const { credentials, connection } = createDialCredentials(endpoint, tls);
  const client = new grpc.Client(`dns:${endpoint}`, credentials, clientOptions(settings));
  const close = () => {
    client.close();
    connection.destroy();
  };
  try {
    await unlessAborted(signal, becomeReady(client, settings.dialTimeoutMs, connection));
    await unlessAborted(signal, callPing(client, settings.connTimeoutMs));
  } catch (error) {
    close();
    throw new Error(`dial ${endpoint}: ${(error as Error).message}`, { cause: error });
  }

  const open = (released: () => void): GrpcStream => {
    const call = client.makeBidiStreamRequest(
      gossipStream.path,
      gossipStream.requestSerialize,
      gossipStream.responseDeserialize,
      new grpc.Metadata(),
      {},
    );
    let lingerTimer: NodeJS.Timeout | undefined;
    const stream = createGrpcStream({
      call,
      settings,
      localTlsHash: tls && leafHashOf(tls.clientCertPem ?? tls.certPem),
      remoteTlsHash: connection.remoteTlsHash,
      remoteAddress: endpoint,
      finish() {
        call.end();
        lingerTimer = setTimeout(() => call.cancel(), LINGER_MS);
      },
      abort: () => call.cancel(),
      released() {
        clearTimeout(lingerTimer);
        close();
        released();
      },
    });
    let status: grpc.StatusObject | undefined;
    let isDrained = false;
    const conclude = () => {
      if (status === undefined) return;
      const isOk = status.code === grpc.status.OK;
      // A status may overtake messages that nobody has read yet: it is told after them.
      if (isDrained)
        stream.remoteEnded(
          isOk ? 'OK' : 'UNKNOWN',
          isOk ? 'the remote ended the stream' : describe(status),
        );
      stream.over();
    };
    call.on('error', () => {});
    call.on('end', () => {
      isDrained = true;
      conclude();
    });
    call.on('status', (received: grpc.StatusObject) => {
      status = received;
      conclude();
    });
    return stream;
  };
  return { open, close };
}

const describe = ({ code, details }: grpc.StatusObject): string =>
  `${grpc.status[code] ?? code}: ${details}`;

function becomeReady(
  client: grpc.Client,
  timeoutMs: number,
  connection: { readonly failure: Error | undefined },
): Promise<void> {
  return new Promise((resolve, reject) => {
    client.waitForReady(Date.now() + timeoutMs, (error) => {
      if (error === undefined) return resolve();
      const because = (reason: string) =>
        reject(new Error(`no connection within ${timeoutMs} ms: ${reason}`));
      if (connection.failure !== undefined) return because(connection.failure.message);
      // grpc-js tells why only to a call.
      callPing(client, 1).then(resolve, (failure: Error) => because(failure.message));
    });
  });
}

function callPing(client: grpc.Client, timeoutMs: number): Promise<void> {
  return new Promise((resolve, reject) => {
    client.makeUnaryRequest(
      ping.path,
      ping.requestSerialize,
      ping.responseDeserialize,
      EMPTY,
      new grpc.Metadata(),
      { deadline: Date.now() + timeoutMs },
      (error) => (error === null ? resolve() : reject(new Error(`Ping: ${error.details}`))),
    );
  });
}

function unlessAborted<T>(signal: AbortSignal, work: Promise<T>): Promise<T> {
  return new Promise((resolve, reject) => {
    const abort = () => reject(new Error('the transport was closed'));
    if (signal.aborted) abort();
    signal.addEventListener('abort', abort, { once: true });
    work.then(resolve, reject).finally(() => signal.removeEventListener('abort', abort));
  });
}
