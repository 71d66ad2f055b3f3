/**
 * The judge's own gRPC over mutual TLS: gossip.Gossip/GossipStream and Ping, client and server.
 * Shares nothing with src/adapters. Bytes go through unread: what an envelope says is no concern here.
 * The server asks for a client certificate and judges none, as Fabric's does.
 */
import { X509Certificate } from 'node:crypto';
import { isIP } from 'node:net';
import tls from 'node:tls';
import * as grpc from '@grpc/grpc-js';
import type { Stream, StreamListener } from '../../../src/ports.js';
import { listenFresh } from './fresh-port.js';
import { sha256 } from './sign.js';
import type { ProbeTransport, TlsCredentials } from './transport.js';

/** Largest message either way, as Fabric's default of peer.maxRecvMsgSize and maxSendMsgSize. */
const MESSAGE_BYTES_MAX = 100 * 1024 * 1024;
const DIAL_TIMEOUT_MS = 10_000;

const raw = (bytes: Buffer): Buffer => bytes;
const method = (name: string, streaming: boolean) => ({
  path: `/gossip.Gossip/${name}`,
  requestStream: streaming,
  responseStream: streaming,
  requestSerialize: raw,
  requestDeserialize: raw,
  responseSerialize: raw,
  responseDeserialize: raw,
});
const GOSSIP = { GossipStream: method('GossipStream', true), Ping: method('Ping', false) };
const GossipClient = grpc.makeGenericClientConstructor(GOSSIP, 'gossip.Gossip');
const LIMITS = {
  'grpc.max_receive_message_length': MESSAGE_BYTES_MAX,
  'grpc.max_send_message_length': MESSAGE_BYTES_MAX,
};

const leafHash = (pem: string): Uint8Array => sha256(new X509Certificate(pem).raw);

type Call = grpc.ClientDuplexStream<Buffer, Buffer> | grpc.ServerDuplexStream<Buffer, Buffer>;

/** Keeps what arrives before somebody listens, and tells the end once. */
function inbox(call: Call): {
  listen(to: StreamListener): void;
  ended(status: 'OK' | 'UNKNOWN', reason: string): void;
  /** We ended it ourselves: nobody is told. */
  mute(): void;
} {
  const early: Uint8Array[] = [];
  let listener: StreamListener | undefined;
  let end: ['OK' | 'UNKNOWN', string] | undefined;
  let muted = false;
  call.on('data', (chunk: Buffer) => {
    const bytes = new Uint8Array(chunk);
    if (listener) listener.received(bytes);
    else early.push(bytes);
  });
  return {
    listen(to) {
      listener = to;
      for (const bytes of early.splice(0)) to.received(bytes);
      if (end) to.ended(...end);
    },
    ended(status, reason) {
      if (end || muted) return;
      end = [status, reason];
      listener?.ended(status, reason);
    },
    mute() {
      muted = true;
    },
  };
}

const nameOf = (code: grpc.status): string => grpc.status[code] ?? String(code);

/**
 * A transport that presents `credentials` and, as a client, trusts `rootsPem`. Without credentials it
 * is a client without certificate, which cannot serve.
 */
export function grpcTransport(
  credentials: TlsCredentials | undefined,
  rootsPem: readonly string[],
): ProbeTransport {
  const closers = new Set<() => void>();
  /** A case that is over may still be about to dial or to serve. */
  let isClosed = false;
  const localTlsHash = credentials && leafHash(credentials.certPem);

  const connect = async (endpoint: string) => {
    if (isClosed) throw new Error(`${endpoint} is not dialled: the case is over`);
    const client = new GossipClient(
      endpoint,
      grpc.credentials.createSsl(
        Buffer.from(rootsPem.join('\n')),
        credentials ? Buffer.from(credentials.keyPem) : null,
        credentials ? Buffer.from(credentials.certPem) : null,
      ),
      {
        ...LIMITS,
        'grpc.use_local_subchannel_pool': 1,
        'grpc.enable_retries': 0,
        // An address is no TLS server name (RFC 6066); minted certificates name localhost as well.
        ...(isIP(endpoint.slice(0, endpoint.lastIndexOf(':'))) && {
          'grpc.ssl_target_name_override': 'localhost',
        }),
      },
    );
    const release = () => {
      closers.delete(release);
      client.close();
    };
    closers.add(release);
    try {
      await new Promise<void>((resolve, fail) =>
        client.waitForReady(Date.now() + DIAL_TIMEOUT_MS, (e) => (e ? fail(e) : resolve())),
      );
      await new Promise<void>((resolve, fail) =>
        client.Ping!(
          Buffer.alloc(0),
          { deadline: Date.now() + DIAL_TIMEOUT_MS },
          (e: grpc.ServiceError | null) => (e ? fail(e) : resolve()),
        ),
      );
    } catch (error) {
      release();
      throw new Error(`${endpoint} does not answer Ping: ${(error as Error).message}`);
    }
    return { client, release };
  };

  const transport: ProbeTransport = {
    pinged: undefined,

    async ping(endpoint) {
      (await connect(endpoint)).release();
    },

    async dial(endpoint) {
      const { client, release } = await connect(endpoint);
      const call = client.GossipStream!() as grpc.ClientDuplexStream<Buffer, Buffer>;
      const box = inbox(call);
      call.on('error', () => {});
      call.on('status', (status: grpc.StatusObject) => {
        const ok = status.code === grpc.status.OK;
        box.ended(ok ? 'OK' : 'UNKNOWN', ok ? 'OK' : `${nameOf(status.code)}: ${status.details}`);
        release();
      });
      return {
        get remoteTlsHash() {
          const leaf = call.getAuthContext()?.sslPeerCertificate?.raw;
          return leaf && sha256(leaf);
        },
        localTlsHash,
        remoteAddress: endpoint,
        send: (bytes) => void call.write(Buffer.from(bytes)),
        end() {
          box.mute();
          call.end();
          // A remote that never ends its half would keep the connection for good.
          setTimeout(() => call.cancel(), 1_000).unref();
          release();
        },
        listen: box.listen,
      } satisfies Stream;
    },

    async serve(endpoint, accepted) {
      if (!credentials) throw new TypeError('a probe without TLS certificate cannot serve');
      const server = new grpc.Server(LIMITS);
      const leaves = new Map<string, Uint8Array>();
      server.addService(GOSSIP, {
        Ping(_call: unknown, reply: grpc.sendUnaryData<Buffer>) {
          transport.pinged?.();
          if (transport.answers?.() !== false) reply(null, Buffer.alloc(0));
        },
        GossipStream(call: grpc.ServerDuplexStream<Buffer, Buffer>) {
          const box = inbox(call);
          call.on('error', (e) => box.ended('UNKNOWN', e.message));
          call.on('cancelled', () => box.ended('UNKNOWN', 'cancelled by the dialler'));
          call.on('end', () => {
            call.end();
            box.ended('OK', 'half-closed by the dialler');
          });
          const leaf = leaves.get(call.getPeer());
          accepted({
            remoteTlsHash: leaf && sha256(leaf),
            localTlsHash,
            remoteAddress: call.getPeer(),
            send: (bytes) => void call.write(Buffer.from(bytes)),
            end(status) {
              box.mute();
              if (status === 'OK') call.end();
              else call.emit('error', { code: grpc.status.UNKNOWN, details: 'refused' });
            },
            listen: box.listen,
          });
        },
      });
      const injector = server.createConnectionInjector(grpc.ServerCredentials.createInsecure());
      const listener = tls.createServer(
        {
          key: credentials.keyPem,
          cert: credentials.certPem,
          requestCert: true,
          rejectUnauthorized: false,
          ALPNProtocols: ['h2'],
          minVersion: 'TLSv1.2',
        },
        (socket) => {
          const peer = `${socket.remoteAddress}:${socket.remotePort}`;
          const leaf = socket.getPeerCertificate()?.raw;
          if (transport.admits?.(leaf) === false) {
            socket.destroy();
            return;
          }
          if (leaf) leaves.set(peer, new Uint8Array(leaf));
          socket.on('close', () => leaves.delete(peer));
          socket.on('error', () => {});
          injector.injectConnection(socket);
        },
      );
      listener.on('tlsClientError', () => {});
      const [host, port] = splitEndpoint(endpoint);
      const served = await listenFresh(listener, host, port);
      const stop = () => {
        closers.delete(stop);
        injector.destroy();
        listener.close();
        server.forceShutdown();
      };
      closers.add(stop);
      if (isClosed) stop();
      return `${host}:${served}`;
    },

    async close() {
      isClosed = true;
      for (const release of [...closers]) release();
    },
  };
  return transport;
}

function splitEndpoint(endpoint: string): [host: string, port: number] {
  const colon = endpoint.lastIndexOf(':');
  return [endpoint.slice(0, colon), Number(endpoint.slice(colon + 1))];
}
