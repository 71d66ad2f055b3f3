/**
 * What goes into a peer and what comes out: the whole interface between the pure core and its hosts
 * (wire adapters, simulator, checker, browser). Plain data only.
 */

import type { SignedMessage } from '../wire/envelope.js';
import type { IdentityAuthority } from '../wire/identity/port.js';
import type { Trace } from './trace.js';

/**
 * Names what a host keeps with a link of a peer, and finds again in what is sent on it: so neither looks the
 * other up. No part of what a peer remembers, and of no copy, text or comparison of it.
 */
export const HOST = Symbol('host');

/**
 * Names a timer itself in what is said of it, for a host that keeps timers by reference
 * (PeerOptions.timersByReference). No part of what a peer remembers either.
 */
export const TIMER = Symbol('timer');

/** A timer of one peer, the same whenever it is armed. */
export interface Timer {
  /** Its name in inputs, effects and images. */
  readonly text: string;
  /** What its host calls it while it is armed; NOT_ARMED if it is not. */
  ticket: number;
  /**
   * Before this instant, by the clock of the peer, nothing comes of its firing but that it is armed again for as
   * long, whatever comes in between: a host may see to that itself (`pass` in peer.ts). 0 if nobody knows.
   */
  idleUntilMs: number;
}

export const NOT_ARMED = -1;

/**
 * A host that takes at once what there is most of, as long as nothing else of the same step waits: so the order of
 * effects is the same, and most steps return none. It must not feed any peer before the step has returned.
 */
export interface DirectHost {
  /** An `envelope.send` on a link with which the host keeps `kept` (HOST). */
  send(kept: unknown, signed: SignedMessage): void;
  /** A `timer.arm`, by reference. */
  arm(timer: Timer, ms: number): void;
  /** A `timer.disarm`, by reference. */
  disarm(timer: Timer): void;
}

/** Names one stream. The host names those that it accepts (`a…`), the peer those that it dials (`d…`). */
export type LinkId = string;
/** How a stream ends, as far as a peer can tell: gRPC status OK, or anything else. */
export type EndStatus = 'OK' | 'UNKNOWN';

export type PeerInput =
  /** Start of the process; must come first and once. */
  | { readonly type: 'start' }
  /** Orderly shutdown: every link is ended, every timer disarmed. */
  | { readonly type: 'stop' }
  /** A stream that somebody opened towards us. Hashes are SHA-256 of the DER of TLS leaf certificates. */
  | {
      readonly type: 'stream.accepted';
      readonly link: LinkId;
      /** Of the client certificate; undefined if it presented none. */
      readonly remoteTlsHash: Uint8Array | undefined;
      /** Of the certificate we presented on this connection; undefined without TLS. */
      readonly localTlsHash: Uint8Array | undefined;
    }
  /** A dial succeeded: connection up, Ping answered, GossipStream open. */
  | {
      readonly type: 'stream.opened';
      readonly link: LinkId;
      readonly remoteTlsHash: Uint8Array | undefined;
      readonly localTlsHash: Uint8Array | undefined;
    }
  | { readonly type: 'dial.failed'; readonly link: LinkId; readonly reason: string }
  /** One serialized gossip.Envelope. */
  | {
      readonly type: 'envelope.received';
      readonly link: LinkId;
      /** In bytes or, from a host that has it from a peer of the same process, decoded. */
      readonly message: Uint8Array | SignedMessage;
    }
  /** The remote ended the stream, or the connection broke. */
  | { readonly type: 'stream.ended'; readonly link: LinkId; readonly status: EndStatus }
  /** The outcome of a `ping` effect. */
  | { readonly type: 'ping.answered' | 'ping.failed'; readonly endpoint: string }
  | { readonly type: 'timer.fired'; readonly timer: string }
  /** The MSPs that the peer trusts have changed: of its organisation, or of its channels (IDENT-51). */
  | { readonly type: 'authority.changed'; readonly authority: IdentityAuthority }
  /** Local command: open a link to an endpoint, as for a member that lives there. */
  | { readonly type: 'link.requested'; readonly endpoint: string }
  /** Local command: join a channel whose ledger the host has opened. */
  | {
      readonly type: 'channel.join';
      readonly channel: string;
      /** The newest config block in the ledger, a serialized common.Block. */
      readonly configBlock: Uint8Array;
      /** Blocks in the ledger, genesis included: at least 1. */
      readonly height: bigint;
      /** SHA-256 of the header of block `height - 1`. */
      readonly lastHash: Uint8Array;
    }
  /** Local command: leave a channel (CHAN). */
  | { readonly type: 'channel.leave'; readonly channel: string }
  /** The outcome of a `block.commit` effect: the block is in the ledger, for good. */
  | { readonly type: 'block.committed'; readonly channel: string; readonly number: bigint }
  | {
      readonly type: 'commit.failed';
      readonly channel: string;
      readonly number: bigint;
      readonly reason: string;
    }
  /** The outcome of a `blocks.read` effect: those of the range that the ledger holds, in order. */
  | {
      readonly type: 'blocks.found';
      readonly channel: string;
      readonly request: number;
      readonly blocks: readonly StoredBlock[];
    }
  /** The Deliver stream of an `orderer.open` effect is open, its connection verified. */
  | { readonly type: 'orderer.opened'; readonly channel: string; readonly stream: number }
  /** One serialized orderer.DeliverResponse. */
  | {
      readonly type: 'orderer.received';
      readonly channel: string;
      readonly stream: number;
      readonly bytes: Uint8Array;
    }
  /** It could not be opened, or the orderer ended it, or the connection broke. */
  | {
      readonly type: 'orderer.ended';
      readonly channel: string;
      readonly stream: number;
      readonly reason: string;
    };

/** A block as the ledger holds it. */
export interface StoredBlock {
  readonly number: bigint;
  /** Serialized common.Block with the committing peer's metadata. */
  readonly bytes: Uint8Array;
}

export type PeerEffect =
  /**
   * Connect (for dialTimeout), call Ping (within handshakeWait), open GossipStream; answer with
   * stream.opened or dial.failed (LINK-32 to LINK-34).
   */
  | { readonly type: 'dial'; readonly link: LinkId; readonly endpoint: string }
  /** Connect and call Ping only, as for a dial; answer with ping.answered or ping.failed. */
  | { readonly type: 'ping'; readonly endpoint: string }
  /** One serialized gossip.Envelope. Sends on one link keep their order. */
  | {
      readonly type: 'envelope.send';
      readonly link: LinkId;
      /** Its bytes are encoded when they are read. */
      readonly signed: SignedMessage;
      /** What the host keeps with the link, if anything. */
      readonly [HOST]?: unknown;
    }
  /** End a stream: the acceptor answers with this status, the dialler closes its connection. No stream.ended follows. */
  | { readonly type: 'stream.end'; readonly link: LinkId; readonly status: EndStatus }
  /** Arming an armed timer replaces it. `ms` from now; fires once. */
  | {
      readonly type: 'timer.arm';
      readonly timer: string;
      readonly ms: number;
      readonly [TIMER]?: Timer;
    }
  | { readonly type: 'timer.disarm'; readonly timer: string; readonly [TIMER]?: Timer }
  | { readonly type: 'report'; readonly trace: Trace }
  /**
   * Validate and commit the next block of a channel; answer with block.committed or commit.failed.
   * Never a second one of the same channel before the answer to the first.
   */
  | {
      readonly type: 'block.commit';
      readonly channel: string;
      readonly number: bigint;
      /** Serialized common.Block, verified. */
      readonly bytes: Uint8Array;
    }
  /** Read blocks `from` to `to`, both included; answer with blocks.found and the same `request`. */
  | {
      readonly type: 'blocks.read';
      readonly channel: string;
      readonly request: number;
      readonly from: bigint;
      readonly to: bigint;
    }
  /**
   * Connect to an orderer over TLS with these roots (within the delivery client's connTimeout) and open
   * orderer.AtomicBroadcast/Deliver; answer with orderer.opened or orderer.ended.
   */
  | {
      readonly type: 'orderer.open';
      readonly channel: string;
      /** Counts up; names the stream in everything that follows. */
      readonly stream: number;
      readonly endpoint: string;
      /** PEM */
      readonly tlsRootCerts: readonly Uint8Array[];
    }
  /** One serialized common.Envelope. */
  | {
      readonly type: 'orderer.send';
      readonly channel: string;
      readonly stream: number;
      readonly bytes: Uint8Array;
    }
  /** Stop reading from the stream, or go on: so a slow ledger holds up the orderer and not the memory. */
  | {
      readonly type: 'orderer.pause' | 'orderer.resume';
      readonly channel: string;
      readonly stream: number;
    }
  /** End the stream and its connection. No orderer.ended follows. */
  | { readonly type: 'orderer.close'; readonly channel: string; readonly stream: number };

/** How the host settles what the protocol leaves open: which members, which nonce. */
export interface Choose {
  /** `count` of the candidates that take part (all if there are fewer), uniformly, without repetition. */
  sample<T>(
    candidates: readonly T[],
    count: number,
    /** Which of them take part; all if left out. A pure function, asked as often as it takes. */
    takesPart?: (candidate: T) => boolean,
  ): readonly T[];
  /** A fresh 64-bit nonce. */
  nonce(): bigint;
}
