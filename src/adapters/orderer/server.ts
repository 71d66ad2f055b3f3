/** orderer.AtomicBroadcast on one port, over TLS or plaintext HTTP/2, for Fabric's peers and clients. */
import type { ServerDuplexStream } from '@grpc/grpc-js';
import { blockResponse, statusResponse } from '../../orderer/deliver-response.js';
import { nextStep } from '../../orderer/next-step.js';
import { readSeek, type Seek, type Served } from '../../orderer/seek.js';
import type { Clock } from '../../ports.js';
import { Status } from '../../wire/gen/common/common_pb.js';
import { BroadcastResponseSchema } from '../../wire/gen/orderer/ab_pb.js';
import { encodeFields } from '../../wire/transaction/encoding.js';
import { listenGrpc } from '../grpc/listener.js';
import { grpcSettings } from '../grpc/options.js';
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
  /** Time that a connection has for TLS and the start of HTTP/2. Default 5000. */
  readonly connectionTimeoutMs?: number;
  /** Streams that may be open at a time, of both methods together (ORDR-81). Default 2500. */
  readonly streamsMax?: number;
  /** What was refused, to whom and why. */
  readonly onRefused?: (remote: string, status: Status, reason: string) => void;
}

export interface OrdererServer {
  /** The bound host:port. */
  readonly endpoint: string;
  /** Ends every stream, then closes every connection. The service is closed by whoever made it. */
  close(): Promise<void>;
}

/** As many as a Fabric peer serves calls of one kind: `peer.limits.concurrency`. */
const STREAMS_MAX = 2_500;

type Call = ServerDuplexStream<Uint8Array, Uint8Array>;

/** @throws ListenError if the endpoint cannot be listened on; RangeError if it is none. */
export async function serveOrderer(
  asked: string,
  options: OrdererServerOptions,
): Promise<OrdererServer> {
  const { tls, connectionTimeoutMs, streamsMax = STREAMS_MAX, onRefused } = options;
  const settings = grpcSettings({
    ...(tls && {
      tls: {
        certPem: tls.certPem,
        keyPem: tls.keyPem,
        rootCaPems: [],
        clientAuthRequired: tls.clientRootCaPems !== undefined,
        clientRootCaPems: tls.clientRootCaPems,
      },
    }),
    ...(connectionTimeoutMs !== undefined && { connectionTimeoutMs }),
  });
  const calls = new Set<Call>();
  // ORDR-81
  const admitted = (serve: (call: Call) => void, refusal: Uint8Array) => (call: Call) => {
    const isFull = calls.size >= streamsMax;
    calls.add(call);
    call.on('error', () => {}).on('close', () => calls.delete(call));
    if (!isFull) return serve(call);
    onRefused?.(call.getPeer(), Status.SERVICE_UNAVAILABLE, TOO_MANY);
    call.write(refusal);
    call.end();
  };
  const leafOf = (call: Call): Uint8Array | undefined =>
    tls?.clientRootCaPems && (listener.connectionOf(call.getPeer())?.leaf ?? new Uint8Array());
  const listener = await listenGrpc(asked, settings, (server) =>
    server.addService(
      { Broadcast: broadcastMethod, Deliver: deliverMethod },
      {
        Broadcast: admitted(
          (call) => serveBroadcast(call, options),
          broadcastResponse(Status.SERVICE_UNAVAILABLE, TOO_MANY),
        ),
        Deliver: admitted(
          (call) => serveDeliver(call, leafOf(call), options),
          statusResponse(Status.SERVICE_UNAVAILABLE),
        ),
      },
    ),
  );
  return {
    endpoint: listener.endpoint,
    close: () =>
      listener.close(async () => {
        for (const call of calls) call.end();
      }),
  };
}

const TOO_MANY = 'too many streams are open';

const broadcastResponse = (status: Status, info: string): Uint8Array =>
  encodeFields(BroadcastResponseSchema, { status, info });

/** ORDR-1, ORDR-3: one answer for each envelope, in order; the first that is not SUCCESS ends the stream. */
function serveBroadcast(call: Call, { service, onRefused }: OrdererServerOptions): void {
  let isOver = false;
  call.on('data', (bytes: Uint8Array) => {
    if (isOver) return;
    const { status, info } = service.broadcast(bytes);
    const isFree = call.write(broadcastResponse(status, info));
    if (status !== Status.SUCCESS) {
      isOver = true;
      onRefused?.(call.getPeer(), status, info);
      call.end();
    } else if (!isFree) {
      // ORDR-83
      call.pause();
      call.once('drain', () => call.resume());
    }
  });
  call.on('end', () => call.end());
}

/** ORDR-50, ORDR-52: one request after the other: its blocks, then a status; the first that is not SUCCESS ends the stream. */
function serveDeliver(
  call: Call,
  tlsHash: Uint8Array | undefined,
  options: OrdererServerOptions,
): void {
  call.on('data', (bytes: Uint8Array) => {
    // The next request waits, under HTTP/2's flow control.
    call.pause();
    answer(call, bytes, tlsHash, options).then(
      (goesOn) => (goesOn ? call.resume() : call.end()),
      // The call was cancelled, or its connection lost: there is nobody left to answer.
      () => call.end(),
    );
  });
  call.on('end', () => call.end());
}

/** Whether the stream goes on. @throws Error if the call is over */
async function answer(
  call: Call,
  bytes: Uint8Array,
  tlsHash: Uint8Array | undefined,
  options: OrdererServerOptions,
): Promise<boolean> {
  const { service, clock, onRefused } = options;
  const served: Served = {
    chains: service.chains,
    heightOf: (channel) => service.channels.get(channel)?.store.height ?? 0n,
    stateOf: (channel) => service.channels.get(channel)?.state ?? 'closed',
  };
  const seek = readSeek(served, bytes, { nowMs: clock.now(), tlsHash });
  const end = seek.type === 'seek' ? await deliver(call, seek.seek, options) : seek;
  await written(call, statusResponse(end.status));
  if (end.status === Status.SUCCESS) return true;
  onRefused?.(call.getPeer(), end.status, end.reason);
  return false;
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
    const { state } = channel;
    const step = nextStep(seek, { height: store.height, state, isDone }, clock.now());
    if (step.type === 'status') return step;
    if (step.type === 'wait') {
      await grown(call, channel.watchers);
      if (call.cancelled || call.destroyed || call.writableEnded)
        return { status: Status.INTERNAL_SERVER_ERROR, reason: 'the call is over' };
      continue;
    }
    // ORDR-65
    const block = await store.read(step.number).catch(() => undefined);
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

/** ORDR-82: resolves when the next message may be written: a slow reader holds up its own stream alone. */
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
