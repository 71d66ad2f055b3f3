/** orderer.AtomicBroadcast on one port, over TLS or plaintext HTTP/2, for Fabric's peers and clients. */
import { createHash } from 'node:crypto';
import * as grpc from '@grpc/grpc-js';
import {
  blockResponse,
  nextStep,
  readSeek,
  type Seek,
  statusResponse,
} from '../../orderer/seek.js';
import type { Clock } from '../../ports.js';
import { MESSAGE_SIZE_MAX } from '../../wire/codec/limits.js';
import { Status } from '../../wire/gen/common/common_pb.js';
import { BroadcastResponseSchema } from '../../wire/gen/orderer/ab_pb.js';
import { encodeFields } from '../../wire/transaction/encoding.js';
import { endpointOf, formatEndpoint } from '../endpoint.js';
import { ListenError } from '../listen.js';
import { broadcastMethod, deliverMethod } from './methods.js';
import type { OrderingService } from './service.js';

export interface OrdererTls {
  readonly certPem: string;
  readonly keyPem: string;
  /** Roots of client certificates, PEM; given, everybody needs one, and requests for blocks are bound to it. */
  readonly clientRootCaPems?: readonly string[] | undefined;
}

export interface OrdererServerOptions {
  readonly service: OrderingService;
  readonly clock: Clock;
  readonly tls?: OrdererTls | undefined;
  /** What was refused, to whom and why. */
  readonly onRefused?: (remote: string, status: Status, reason: string) => void;
}

export interface OrdererServer {
  /** The bound host:port. */
  readonly endpoint: string;
  /** Ends every stream, then closes every connection. The service is closed by whoever made it. */
  close(): Promise<void>;
}

type Call = grpc.ServerDuplexStream<Uint8Array, Uint8Array>;

/** How long an orderly end may take. */
const CLOSE_MS_MAX = 1_000;

/** @throws ListenError if the endpoint cannot be listened on; RangeError if it is none. */
export async function serveOrderer(
  asked: string,
  options: OrdererServerOptions,
): Promise<OrdererServer> {
  const { host } = endpointOf(asked);
  const calls = new Set<Call>();
  const server = new grpc.Server({
    'grpc.max_receive_message_length': MESSAGE_SIZE_MAX,
    'grpc.max_send_message_length': -1,
    'grpc.enable_channelz': 0,
    'grpc.so_reuseport': 0,
  });
  const tracked = (serve: (call: Call) => void) => (call: Call) => {
    calls.add(call);
    // What arrives before somebody reads it waits, under HTTP/2's flow control.
    call.on('error', () => {}).on('close', () => calls.delete(call));
    serve(call);
  };
  server.addService(
    { Broadcast: broadcastMethod, Deliver: deliverMethod },
    {
      Broadcast: tracked((call) => serveBroadcast(call, options)),
      Deliver: tracked((call) => void serveDeliver(call, options)),
    },
  );
  const port = await bound(server, asked, credentialsOf(options.tls));
  return {
    endpoint: formatEndpoint({ host, port }),
    async close() {
      for (const call of calls) call.end();
      await new Promise<void>((resolve) => {
        const timer = setTimeout(resolve, CLOSE_MS_MAX);
        server.tryShutdown(() => {
          clearTimeout(timer);
          resolve();
        });
      });
      server.forceShutdown();
    },
  };
}

function credentialsOf(tls: OrdererTls | undefined): grpc.ServerCredentials {
  if (tls === undefined) return grpc.ServerCredentials.createInsecure();
  const pair = { cert_chain: Buffer.from(tls.certPem), private_key: Buffer.from(tls.keyPem) };
  const roots = tls.clientRootCaPems;
  return grpc.ServerCredentials.createSsl(
    roots === undefined ? null : Buffer.from(roots.join('\n')),
    [pair],
    roots !== undefined,
  );
}

function bound(
  server: grpc.Server,
  asked: string,
  credentials: grpc.ServerCredentials,
): Promise<number> {
  return new Promise((resolve, reject) => {
    server.bindAsync(asked, credentials, (error, port) => {
      if (error === null) return resolve(port);
      const code = /\bE[A-Z]{4,}\b/.exec(error.message)?.[0] ?? 'unknown';
      reject(new ListenError(asked, Object.assign(error, { code })));
    });
  });
}

/** One answer for each envelope, in order; the first that is not SUCCESS ends the stream. */
function serveBroadcast(call: Call, { service, onRefused }: OrdererServerOptions): void {
  let isOver = false;
  call.on('data', (bytes: Uint8Array) => {
    if (isOver) return;
    const { status, info } = service.broadcast(bytes);
    const isFree = call.write(encodeFields(BroadcastResponseSchema, { status, info }));
    if (status !== Status.SUCCESS) {
      isOver = true;
      onRefused?.(call.getPeer(), status, info);
      call.end();
    } else if (!isFree) {
      call.pause();
      call.once('drain', () => call.resume());
    }
  });
  call.on('end', () => call.end());
}

/** One request after the other: its blocks, then a status; the first that is not SUCCESS ends the stream. */
async function serveDeliver(call: Call, options: OrdererServerOptions): Promise<void> {
  const { service, clock, tls, onRefused } = options;
  const heightOf = (channel: string): bigint => service.channels.get(channel)?.store.height ?? 0n;
  const tlsHash = tls?.clientRootCaPems && (leafHashOf(call) ?? new Uint8Array());
  try {
    for await (const bytes of call as AsyncIterable<Uint8Array>) {
      const requester = { nowMs: clock.now(), tlsHash };
      const answer = readSeek(service.chains, heightOf, bytes, requester);
      const end = answer.type === 'seek' ? await deliver(call, answer.seek, options) : answer;
      if (call.cancelled || call.destroyed) return;
      await written(call, statusResponse(end.status));
      if (end.status === Status.SUCCESS) continue;
      onRefused?.(call.getPeer(), end.status, end.reason);
      break;
    }
  } catch {
    // The call was cancelled, or its connection lost: there is nobody left to answer.
  }
  call.end();
}

async function deliver(
  call: Call,
  seek: Seek,
  { service, clock }: OrdererServerOptions,
): Promise<{ readonly status: Status; readonly reason: string }> {
  const channel = service.channels.get(seek.chain.channel)!;
  const { store } = channel;
  let isDone = false;
  for (;;) {
    if (channel.state !== 'open')
      return { status: Status.SERVICE_UNAVAILABLE, reason: 'the channel is closed' };
    const step = nextStep(seek, store.height, isDone, clock.now());
    if (step.type === 'status') return step;
    if (step.type === 'wait') {
      await grown(call, channel.watchers);
      if (call.cancelled || call.destroyed || call.writableEnded)
        return { status: Status.INTERNAL_SERVER_ERROR, reason: 'the call is over' };
      continue;
    }
    const block = await store.read(step.number);
    if (block === undefined)
      return { status: Status.SERVICE_UNAVAILABLE, reason: `block ${step.number} is not readable` };
    await written(call, blockResponse(block, seek));
    isDone = step.number === seek.last;
  }
}

/** Resolves when a watcher is called, or the call is over. */
function grown(call: Call, watchers: Set<() => void>): Promise<void> {
  return new Promise((resolve) => {
    const finish = () => {
      watchers.delete(finish);
      call.off('cancelled', finish).off('close', finish).off('finish', finish);
      resolve();
    };
    watchers.add(finish);
    call.once('cancelled', finish).once('close', finish).once('finish', finish);
    if (call.cancelled || call.destroyed || call.writableEnded) finish();
  });
}

/** Resolves when the next message may be written: a slow reader holds up its own stream alone. */
function written(call: Call, bytes: Uint8Array): Promise<void> {
  return new Promise((resolve, reject) => {
    if (call.cancelled || call.writableEnded) return reject(new Error('the call is over'));
    if (call.write(bytes)) return resolve();
    const finish = (isOver: boolean) => () => {
      call.off('drain', drained).off('cancelled', over).off('close', over);
      if (isOver) reject(new Error('the call is over'));
      else resolve();
    };
    const drained = finish(false);
    const over = finish(true);
    call.once('drain', drained).once('cancelled', over).once('close', over);
  });
}

/** SHA-256 of the DER of the leaf that the client presented; undefined if it presented none. */
function leafHashOf(call: Call): Uint8Array | undefined {
  const { sslPeerCertificate } = call.getAuthContext();
  if (sslPeerCertificate?.raw === undefined) return undefined;
  return new Uint8Array(createHash('sha256').update(sslPeerCertificate.raw).digest());
}
