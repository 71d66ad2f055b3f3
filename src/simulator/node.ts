/** A simulated peer and the ends of its streams: what the simulation remembers of each. */
import type { MemoryLedger } from '../ledger/memory-ledger.js';
import type { PeerOptions } from '../peer/config.js';
import type { Choose, LinkId, PeerEffect, PeerInput } from '../peer/io.js';
import type { Marker } from '../peer/known-to.js';
import type { Peer } from '../peer/peer.js';
import type { Received } from '../peer/received.js';
import type { LinkEntry } from '../peer/state.js';
import type { Trace } from '../peer/trace.js';
import type { SignedMessage } from '../wire/envelope.js';
import type { LinkModel } from './link-model.js';

export type Step = (
  peer: Peer,
  input: PeerInput,
  atMs: number,
  choose: Choose,
) => readonly PeerEffect[];

/** What a peer's work costs, ms of its one processor. */
export interface Costs {
  /** Each input. */
  readonly input: number;
  /** Each verification of a signature. */
  readonly verify: number;
  /** Each commit of a block. */
  readonly commit: number;
}

export const noCosts: Costs = { input: 0, verify: 0, commit: 0 };

/** What travels: bytes that nobody encodes unless somebody reads them, and the message if it is at hand. */
export type Sent = Pick<SignedMessage, 'bytes'> & Partial<SignedMessage>;

/** As observers see it. */
export const sentOf = (message: Received): Sent =>
  message instanceof Uint8Array ? { bytes: message } : message;

/** One end of a stream. */
export interface End {
  readonly node: Node;
  readonly link: LinkId;
  /** What lies on the way from here. */
  model: LinkModel;
  /** The link as the peer has it, once something was sent on it. */
  entry: LinkEntry | undefined;
  /** The other end; undefined until the stream is up. */
  far: End | undefined;
  isOpen: boolean;
  /** Whether the peer was seen to have its link open: it has since been open or gone. */
  wasUp: boolean;
  /** When the last envelope sent from here has left. */
  freeMs: number;
  /**
   * When the last envelope sent from here arrives, so that none overtakes it: ms since the simulation began, which is a
   * small number that stands with the end itself.
   */
  arrivalMs: number;
  /** Envelopes sent from here that have not left, or have arrived and not been processed. */
  waitingCount: number;
}

export type Unfinished = Extract<
  PeerEffect,
  { type: 'block.commit' | 'blocks.read' | 'orderer.open' }
>;

export interface Node {
  readonly index: number;
  readonly name: string;
  readonly region: string;
  /** Taken at its next start. */
  options: PeerOptions;
  readonly step: Step;
  /** Whether it steps as every peer does. */
  readonly isPlain: boolean;
  readonly tlsHash: Uint8Array;
  peer: Peer | undefined;
  /** With what its peer marks messages that are nothing new to it. */
  marker: Marker | undefined;
  /** Raised by each start, so that what was meant for an earlier life is dropped. */
  life: number;
  acceptedCount: number;
  /** Tickets of the armed timers that are known by name alone. */
  readonly timers: Map<string, number>;
  readonly streams: Map<LinkId, End>;
  readonly ledgers: Map<string, MemoryLedger>;
  /** What the peer has asked of its host and not been answered: kept for one that comes back as it was. */
  readonly unfinished: Map<string, Unfinished>;
  /** What came while the peer was busy, in order, each with the end on which it came. */
  readonly inbox: { readonly input: PeerInput; readonly from: End | undefined }[];
  inboxAt: number;
  busyUntilMs: number;
  isWakePending: boolean;
  /** How much its clock is ahead of the simulation's, ms. */
  clockOffsetMs: number;
  /** The last instant that the peer was told. */
  toldMs: number;
  /** Multiplies what its work costs. */
  slowness: number;
}

/** Told of what happens. What is left out costs nothing. */
export interface SimulationObserver {
  trace?(node: Node, trace: Trace, atMs: number): void;
  /** Machines whose steps it wants to be told of; everything, if left out. Others may see to it that it hears more. */
  readonly machines?: ReadonlySet<string>;
  /** An envelope leaves, whatever becomes of it. */
  sent?(from: Node, to: Node, sent: Sent, atMs: number): void;
  /** An envelope is given to the peer. */
  received?(from: Node, to: Node, sent: Sent, atMs: number): void;
  /** An envelope does not arrive. */
  dropped?(from: Node, to: Node, sent: Sent, why: DropReason, atMs: number): void;
  /** After each step of a peer. */
  stepped?(node: Node, input: PeerInput, effects: readonly PeerEffect[], atMs: number): void;
  /** A block is in the ledger, or was refused by it (`refusal` says why). */
  committed?(commit: CommitEvent, atMs: number): void;
  life?(node: Node, what: 'started' | 'killed', atMs: number): void;
}

export type DropReason = 'lost' | 'unreachable' | 'overflow';

export interface CommitEvent {
  readonly node: Node;
  readonly channel: string;
  readonly number: bigint;
  readonly bytes: Uint8Array;
  readonly refusal: string | undefined;
}
