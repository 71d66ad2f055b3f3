/**
 * The ports through which hosts reach the world. Adapters implement them and do not import each other.
 */
import type { EndStatus, StoredBlock } from './peer/io.js';

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

/** The ledger of one channel: its blocks, and the world state that their transactions made. */
/** How a run of blocks was committed. */
export interface RunOutcome {
  /** Of the first blocks of the run; the rest is not in the ledger. */
  readonly count: number;
  /** Why the block after these could not be committed; empty if there is none. */
  readonly reason: string;
}

export interface Ledger {
  readonly channel: string;
  /** Blocks committed, genesis included. */
  readonly height: bigint;
  /** SHA-256 of the header of the last block. */
  readonly lastHash: Uint8Array;
  /** The newest config block committed, a serialized common.Block. */
  readonly configBlock: Uint8Array;
  /** Hex; empty where the chain has none yet. The digest by which peers compare their world state. */
  readonly commitHash: string;
  /**
   * Validates and commits block `height`; resolves once it would survive a crash.
   * @throws Error with a reason if the block cannot be committed; then nothing of it is in the ledger.
   */
  commit(number: bigint, block: Uint8Array): Promise<void>;
  /**
   * Commits block `number` and those that follow it together; resolves once they would survive a crash.
   * Left out: they are committed one after the other.
   */
  commitRun?(number: bigint, blocks: readonly Uint8Array[]): Promise<RunOutcome>;
  /** The blocks of the range that are there, in order; both ends included. */
  read(from: bigint, to: bigint): Promise<readonly StoredBlock[]>;
  /** The value of a key of the world state; undefined if there is none. */
  value(namespace: string, key: string): Promise<Uint8Array | undefined>;
  close(): Promise<void>;
}

/** One open Deliver stream to an orderer. */
export interface DeliverStream {
  /** One serialized common.Envelope. */
  send(bytes: Uint8Array): void;
  pause(): void;
  /** What comes next comes later, not before this returns. */
  resume(): void;
  /** Ends the stream and its connection; the listener hears nothing more. */
  close(): void;
  /** Set once, right after the stream was handed over. */
  listen(listener: {
    /** One serialized orderer.DeliverResponse. */
    received(bytes: Uint8Array): void;
    ended(reason: string): void;
  }): void;
}

export interface OrdererClient {
  /** @throws Error with a reason if the connection or the stream cannot be opened. */
  open(endpoint: string, tlsRootCerts: readonly Uint8Array[]): Promise<DeliverStream>;
  close(): Promise<void>;
}

/** Something that is not as it should be, for those who run the peer. */
export interface Failure {
  /** `ledger of CHANNEL`, or `peer`. */
  readonly component: string;
  readonly reason: string;
}
