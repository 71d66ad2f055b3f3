/** One gossip Ping: the sign that a peer serves. No handshake, no client certificate. */
import { isIP } from 'node:net';
import { Client, credentials, Metadata } from '@grpc/grpc-js';

const empty = new Uint8Array(0);

/**
 * Resolves when the endpoint answered Ping, keeps trying until `deadlineMs` from now.
 * `abandon` ends the attempt early, as a failure.
 * @throws Error with gRPC's reason.
 */
export function pingUntil(
  endpoint: string,
  tlsCaPem: Buffer,
  deadlineMs: number,
  abandon: Promise<unknown>,
): Promise<void> {
  const client = new Client(endpoint, credentials.createSsl(tlsCaPem), {
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
      { deadline: Date.now() + deadlineMs },
      (error) => (error ? reject(error) : resolve()),
    );
    void abandon.then(() => call.cancel());
  }).finally(() => client.close());
}
