/** What can be set about a gRPC transport, with Fabric's defaults, and what grpc-js's server makes of it. */
import type { ServerOptions } from '@grpc/grpc-js';
import { MESSAGE_SIZE_MAX } from '../../wire/codec/limits.js';
import type { TransportObserver } from '../observer.js';
import type { TlsMaterial } from '../tls.js';

/** Milliseconds; the keys are those of `peer.keepalive` in Fabric's core.yaml. */
export interface Keepalive {
  /** Idle time after which the server pings a client. */
  readonly intervalMs: number;
  readonly timeoutMs: number;
  readonly client: { readonly intervalMs: number; readonly timeoutMs: number };
}

export interface GrpcTransportOptions {
  /** Left out: plaintext HTTP/2, and nobody presents a certificate. */
  readonly tls?: TlsMaterial | undefined;
  /** Time for a connection to be up, retries included. Default 3000. */
  readonly dialTimeoutMs?: number;
  /** Time for a Ping to be answered. Default 2000. */
  readonly connTimeoutMs?: number;
  /** Time that an accepted connection has for TLS and the start of HTTP/2. Default 5000. */
  readonly connectionTimeoutMs?: number;
  /** Envelopes that wait for one stream. Default 200, as in core.yaml. */
  readonly sendBuffSize?: number;
  /** Largest message each way, in bytes. Default 100 MiB (WIRE-2). */
  readonly maxRecvMsgSize?: number;
  readonly maxSendMsgSize?: number;
  readonly keepalive?: Keepalive;
  /** Time that a stream which we ended has to deliver what it holds. Default 2000. */
  readonly endTimeoutMs?: number;
  readonly observer?: TransportObserver;
}

export type GrpcSettings = Required<Omit<GrpcTransportOptions, 'tls'>> & {
  readonly tls: TlsMaterial | undefined;
};

/** A stream that the remote half-closed waits this long for a status before it gets UNKNOWN. */
export const HALF_CLOSED_MS_MAX = 60_000;

export function grpcSettings(options: GrpcTransportOptions): GrpcSettings {
  return {
    tls: options.tls,
    dialTimeoutMs: options.dialTimeoutMs ?? 3_000,
    connTimeoutMs: options.connTimeoutMs ?? 2_000,
    connectionTimeoutMs: options.connectionTimeoutMs ?? 5_000,
    sendBuffSize: options.sendBuffSize ?? 200,
    maxRecvMsgSize: options.maxRecvMsgSize ?? MESSAGE_SIZE_MAX,
    maxSendMsgSize: options.maxSendMsgSize ?? MESSAGE_SIZE_MAX,
    keepalive: options.keepalive ?? {
      intervalMs: 7_200_000,
      timeoutMs: 20_000,
      client: { intervalMs: 60_000, timeoutMs: 20_000 },
    },
    endTimeoutMs: options.endTimeoutMs ?? 2_000,
    observer: options.observer ?? {},
  };
}

export function serverOptions(settings: GrpcSettings): ServerOptions {
  return {
    'grpc.max_receive_message_length': settings.maxRecvMsgSize,
    'grpc.max_send_message_length': settings.maxSendMsgSize,
    'grpc.enable_channelz': 0,
    'grpc.keepalive_time_ms': settings.keepalive.intervalMs,
    'grpc.keepalive_timeout_ms': settings.keepalive.timeoutMs,
  };
}
