/** One gossip Ping: the sign that a peer serves. No handshake, no client certificate. */
import { X509Certificate } from 'node:crypto';
import { isIP } from 'node:net';
import type { PeerCertificate } from 'node:tls';
import { Client, credentials, Metadata } from '@grpc/grpc-js';

const empty = new Uint8Array(0);

export interface PingOptions {
  readonly endpoint: string;
  readonly tlsCaPem: Buffer;
  /** The one certificate that may answer: somebody else may have taken the port. */
  readonly leafPem: Buffer;
  /** How long to keep trying. */
  readonly forMs: number;
  /** Ends the attempt early, as a failure. */
  readonly abandon: Promise<unknown>;
}

/** Resolves when the endpoint answered Ping. @throws Error with gRPC's reason. */
export function pingUntil(options: PingOptions): Promise<void> {
  const { endpoint, tlsCaPem, forMs, abandon } = options;
  const leaf = new X509Certificate(options.leafPem).raw;
  const isOurs = (_: string, { raw }: PeerCertificate): Error | undefined =>
    raw.equals(leaf) ? undefined : new Error('another node answers there');
  const tls = credentials.createSsl(tlsCaPem, null, null, { checkServerIdentity: isOurs });
  const client = new Client(endpoint, tls, {
    // A refused port is tried again at once: the peer is only just starting.
    'grpc.initial_reconnect_backoff_ms': 50,
    'grpc.min_reconnect_backoff_ms': 50,
    'grpc.max_reconnect_backoff_ms': 100,
    // An address is no TLS server name (RFC 6066); minted certificates name localhost as well.
    ...(isIP(endpoint.slice(0, endpoint.lastIndexOf(':'))) && {
      'grpc.ssl_target_name_override': 'localhost',
    }),
  });
  return new Promise<void>((resolve, reject) => {
    const call = client.makeUnaryRequest(
      '/gossip.Gossip/Ping',
      () => Buffer.from(empty),
      () => undefined,
      empty,
      new Metadata({ waitForReady: true }),
      { deadline: Date.now() + forMs },
      (error) => (error ? reject(error) : resolve()),
    );
    void abandon.then(() => call.cancel());
  }).finally(() => client.close());
}
