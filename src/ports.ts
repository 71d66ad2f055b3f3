/**
 * The ports through which hosts reach the world. Adapters implement them and do not import each other.
 */
import type { EndStatus } from './peer/io.js';

/** One open GossipStream, seen from either end. */
export interface Stream {
  /** SHA-256 of the DER of the remote's TLS leaf on this very connection; undefined if it presented none. */
  readonly remoteTlsHash: Uint8Array | undefined;
  /** SHA-256 of the DER of the certificate that we presented on this connection; undefined without TLS. */
  readonly localTlsHash: Uint8Array | undefined;
  /** host:port of the remote socket, for people only. */
  readonly remoteAddress: string;
  /** Serialized gossip.Envelope, in order. After the end, ignored. */
  send(bytes: Uint8Array): void;
  /**
   * Acceptor: ends the call with this status, also where the remote has half-closed before (LINK-R8).
   * Dialler: half-closes and releases the connection.
   */
  end(status: EndStatus): void;
  /** Set once, right after the stream was handed over; what arrived before is kept until then. */
  listen(listener: StreamListener): void;
}

export interface StreamListener {
  received(bytes: Uint8Array): void;
  /** Exactly once, unless we ended the stream ourselves. */
  ended(status: EndStatus, reason: string): void;
}

export interface Transport {
  /** Starts to accept streams and to answer Ping. Resolves to the bound host:port. */
  serve(endpoint: string, accepted: (stream: Stream) => void): Promise<string>;
  /**
   * Connects within dialTimeout, calls Ping within connTimeout, opens a GossipStream.
   * @throws Error with a reason if any of it fails; then no stream exists.
   */
  dial(endpoint: string): Promise<Stream>;
  /** Connects within dialTimeout and calls Ping within connTimeout. @throws Error with a reason. */
  ping(endpoint: string): Promise<void>;
  /** Ends every stream and stops serving. Leaves no handle behind. */
  close(): Promise<void>;
}

/** Time and timers of a host. Virtual in the simulator, real on the wire. */
export interface Clock {
  /** Milliseconds since 1970, an integer. */
  now(): number;
  /** Calls back once after `ms`; the returned function cancels. */
  after(ms: number, callback: () => void): () => void;
}
