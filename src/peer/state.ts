/**
 * What a peer remembers: plain data, every store bounded by the parameters (spec/90-parameters.md).
 * The stores are keyed by PKI-ID in hex, by link, or by endpoint; machines live in them as small records.
 */
import type { Contact } from '../machines/contact.machine.js';
import type { Emitter } from '../machines/emitter.machine.js';
import type { Heartbeat } from '../machines/heartbeat.machine.js';
import type { StoredIdentity } from '../machines/identity.machine.js';
import type { Introduction } from '../machines/introduction.machine.js';
import type { LinkAcceptor } from '../machines/link-acceptor.machine.js';
import type { LinkDialler } from '../machines/link-dialler.machine.js';
import type { Member } from '../machines/member.machine.js';
import type { Reconnection } from '../machines/reconnection.machine.js';
import type { Ticker } from '../machines/ticker.machine.js';
import type { Timestamp } from '../rules/alive-message.js';
import type { ContactKind } from '../rules/contact.js';
import type { PublicKey } from '../wire/crypto/port.js';
import type { SignedMessage } from '../wire/envelope.js';
import type { MspId } from '../wire/identity/port.js';
import type { ARMED, ArmedTimers } from './armed-timers.js';
import type { ChannelEntry } from './channel/entry.js';
import type { StateInfoStore } from './channel/state-info-store.js';
import type { HOST, LinkId, TIMER, Timer } from './io.js';
import type { MARKER, Marker } from './known-to.js';
import type { PullEngine } from './pull/engine.js';
import type { ROLL, Roll } from './roll.js';
import type { USES, Uses } from './uses.js';

/** A machine's entity: index of its state, and its record. */
export interface Instance<Entity> {
  state: number;
  readonly entity: Entity;
  /** The timers that lead to it (entity-timers.ts). */
  [TIMER]?: Timer | undefined;
}

/** PKI-ID in hex: the key of stores. */
export type PkiHex = string;

export interface LinkEntry {
  readonly link: LinkId;
  readonly role: 'acceptor' | 'dialler';
  readonly acceptor: Instance<LinkAcceptor> | undefined;
  readonly dialler: Instance<LinkDialler> | undefined;
  /** Dialled endpoint; empty for an acceptor. */
  readonly endpoint: string;
  /** Expected peer; empty where none is. */
  readonly expected: PkiHex;
  remoteTlsHash: Uint8Array | undefined;
  localTlsHash: Uint8Array | undefined;
  /** What waits for the handshake (LINK-P3). */
  readonly queue: SignedMessage[];
  /** What its host keeps with it. */
  [HOST]?: unknown;
  /** The stored identity of who is at the other end; undefined if there is none, or nobody has asked. */
  [SENDER]?: IdentityEntry | undefined;
}

export interface IdentityEntry {
  readonly instance: Instance<StoredIdentity>;
  readonly identity: Uint8Array;
  readonly mspId: MspId;
  readonly key: PublicKey;
  /** End of the certificate's validity. */
  readonly notAfterMs: number;
  lastUsedMs: number;
}

/**
 * Name what an entry refers to so that nobody looks it up by PKI-ID: no part of what is remembered, and of
 * no copy, text or comparison of it.
 */
export const LINK = Symbol('link');
export const IDENTITY = Symbol('identity');
export const SENDER = Symbol('sender');
export const MEMBER = Symbol('member');

const HIDDEN = { enumerable: false };

/** A new entry with such a name in its place, so that all entries look alike to the engine. */
export const hidden = <E extends object, K extends keyof E & symbol>(entry: E, name: K): E =>
  Object.defineProperty(entry, name, HIDDEN);

/** Keeps such a reference with an entry, or takes it away. */
export function refer<E extends object, K extends keyof E & symbol>(
  entry: E,
  name: K,
  to: E[K],
): void {
  if (name in entry) entry[name] = to;
  else Object.defineProperty(entry, name, { value: to, writable: true });
}

export interface MemberEntry {
  readonly pki: PkiHex;
  readonly instance: Instance<Member>;
  endpoint: string;
  internalEndpoint: string;
  metadata: Uint8Array;
  timestamp: Timestamp;
  /** Instant at which the newest alive message was accepted. */
  lastSeenMs: number;
  /** That message, as received. */
  alive: SignedMessage;
  /** The open link to it; undefined if there is none, or nobody has asked. */
  [LINK]?: LinkEntry | undefined;
  /** Its stored identity; undefined if there is none, or nobody has asked. */
  [IDENTITY]?: IdentityEntry | undefined;
}

export interface StoredAlive {
  timestamp: Timestamp;
  storedMs: number;
  /** Which storing it was, counted from 1: who was stored first leaves a full store (MEMB-42). */
  order: number;
  endpoint: string;
  internalEndpoint: string;
  /** Past its time to live; still suppresses what is not newer (MEMB-23). */
  expired: boolean;
  /** Its author as a member; undefined if it is none, or nobody has asked. */
  [MEMBER]?: MemberEntry | undefined;
}

export interface ContactEntry {
  readonly instance: Instance<Contact>;
  readonly kind: ContactKind;
  /** Nonce of the request; 0 until it is made. */
  nonce: bigint;
  /** The request, sent again as it is; undefined until it is made. */
  request: SignedMessage | undefined;
}

/** What is pushed, in the order in which a flush takes the kinds. */
export type PushKind = 'block' | 'leadership' | 'state-info' | 'alive';

export interface QueuedMessage {
  readonly kind: PushKind;
  /** Channel that it belongs to; empty for alive messages and StateInfo of channels not joined. */
  readonly channel: string;
  /** As received or made. */
  readonly signed: SignedMessage;
  /** Empty for a block. */
  readonly author: PkiHex;
  /** External endpoint of the author; empty if it has none, or is not known. */
  readonly authorEndpoint: string;
  /** Who sent it to us; empty for a message of our own. */
  readonly sender: PkiHex;
  flushesLeft: number;
}

export interface PeerState {
  phase: 'new' | 'running' | 'stopped';
  /** Instant of the start, ms since 1970. */
  startedMs: number;
  /** Counter of own alive messages. */
  seqNum: bigint;
  /** Dialled links named so far. */
  dialledCount: number;
  /** The alive message last pushed. */
  ownAlive: SignedMessage | undefined;
  /** The members that are alive, in no order of meaning: whom draws are made from. */
  readonly living: MemberEntry[];
  /** No stored identity expires before, ms since 1970. */
  nextExpiryMs: number;
  readonly links: Map<LinkId, LinkEntry>;
  /** The open link to a PKI-ID. */
  readonly linkOf: Map<PkiHex, LinkId>;
  /** The link that is being opened to an expected peer. */
  readonly diallingTo: Map<PkiHex, LinkId>;
  readonly identities: Map<PkiHex, IdentityEntry>;
  readonly members: Map<PkiHex, MemberEntry>;
  readonly aliveStore: Map<PkiHex, StoredAlive>;
  /** Storings of alive messages so far. */
  aliveStoredCount: number;
  readonly contacts: Map<string, ContactEntry>;
  /** Endpoints whose ping of the present round is not answered yet, with the dead members there. */
  readonly pings: Map<string, PkiHex[]>;
  readonly burst: QueuedMessage[];
  readonly heartbeat: Instance<Heartbeat>;
  readonly introduction: Instance<Introduction>;
  readonly reconnection: Instance<Reconnection>;
  readonly emitter: Instance<Emitter>;
  /** By tick, or by tick and channel: `block-pull/ch1`. */
  readonly tickers: Map<string, Instance<Ticker>>;
  /** Joined and left channels by name. */
  readonly channels: Map<string, ChannelEntry>;
  /** StateInfo of channels that this peer has not joined, by author. */
  readonly foreignStateInfos: StateInfoStore;
  /** Pull of identities. */
  readonly identityPull: PullEngine;
  /** Requests of blocks from the ledger so far. */
  readCount: number;
  /** Deliver streams named so far. */
  orderedCount: number;
  /** Armed timers and when they are due, ms since 1970. */
  readonly timers: Map<string, number>;
  /** The same for a host that keeps timers by reference (armed-timers.ts): `timers` is then read out of it. */
  [ARMED]?: ArmedTimers;
  /** What draws ask of the living (roll.ts). */
  [ROLL]?: Roll;
  /** When stored identities were last used (uses.ts). */
  [USES]?: Uses;
  /** Given by a host whose peers get the same messages (known-to.ts). */
  [MARKER]?: Marker | undefined;
}
