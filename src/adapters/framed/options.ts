/** What can be set about a framed transport. The defaults are those of Fabric's wire. */
import { MESSAGE_SIZE_MAX } from '../../wire/codec/limits.js';
import type { TransportObserver } from '../observer.js';
import type { TlsMaterial } from '../tls.js';

export interface FramedTransportOptions {
  /** Left out: plain TCP, and nobody presents a certificate. */
  readonly tls?: TlsMaterial | undefined;
  /** Time for TCP and TLS to be up. Default 3000. */
  readonly dialTimeoutMs?: number;
  /** Time for a Ping to be answered. Default 2000. */
  readonly connTimeoutMs?: number;
  /** FRAM-11: time that an accepted connection has for its first frame. Default 5000. */
  readonly connectionTimeoutMs?: number;
  /** FRAM-5: envelopes that wait for one stream. Default 200. */
  readonly sendBuffSize?: number;
  /** Largest body each way, in bytes. Default 100 MiB. */
  readonly maxRecvMsgSize?: number;
  readonly maxSendMsgSize?: number;
  /** Time that a stream which we ended has to deliver what it holds. Default 2000. */
  readonly endTimeoutMs?: number;
  readonly observer?: TransportObserver;
}

export type FramedSettings = Required<Omit<FramedTransportOptions, 'tls'>> & {
  readonly tls: TlsMaterial | undefined;
};

export const framedSettings = (options: FramedTransportOptions): FramedSettings => ({
  tls: options.tls,
  dialTimeoutMs: options.dialTimeoutMs ?? 3_000,
  connTimeoutMs: options.connTimeoutMs ?? 2_000,
  connectionTimeoutMs: options.connectionTimeoutMs ?? 5_000,
  sendBuffSize: options.sendBuffSize ?? 200,
  maxRecvMsgSize: options.maxRecvMsgSize ?? MESSAGE_SIZE_MAX,
  maxSendMsgSize: options.maxSendMsgSize ?? MESSAGE_SIZE_MAX,
  endTimeoutMs: options.endTimeoutMs ?? 2_000,
  observer: options.observer ?? {},
});
