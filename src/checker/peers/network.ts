/**
 * A small network of peers to explore: who there is, what may happen to them, and what is judged. All of it is
 * data but for the prologue; peer-model.ts makes a model of it.
 */
import type { PeerOptions } from '../../peer/config.js';
import type { Choose, PeerEffect, PeerInput } from '../../peer/io.js';
import type { Peer } from '../../peer/peer.js';
import type { PeerState } from '../../peer/state.js';

export interface PeerNetwork {
  readonly name: string;
  readonly peers: readonly PeerPart[];
  /** Leads from peers that have not started to the initial state, in one fixed order. */
  prologue(stage: Stage): void;
  /** CHEK-24: which armed timers fire; the others never do. */
  readonly timers: (timer: string) => boolean;
  readonly budget: Budget;
  readonly properties: readonly NetworkProperty[];
}

export interface PeerPart {
  readonly name: string;
  readonly options: PeerOptions;
  /** In the place of the peer's own step: for peers that are broken on purpose. */
  readonly step?: PeerStep;
  /** Local commands, each of which may come once at any time. */
  readonly commands?: readonly PeerInput[];
}

export type PeerStep = (
  peer: Peer,
  input: PeerInput,
  atMs: number,
  choose: Choose,
) => readonly PeerEffect[];

/** CHEK-25: how often something may happen in all. */
export interface Budget {
  /** Timers that fire, for each peer. */
  readonly timers: number;
  /** Envelopes lost on their way. */
  readonly losses?: number;
  /** Envelopes that arrive twice, one right after the other. */
  readonly duplicates?: number;
  /** Peers that end at once. */
  readonly crashes?: number;
  /** Peers that start again, having forgotten everything. */
  readonly restarts?: number;
}

/** What a prologue may do. */
export interface Stage {
  start(peer: string): void;
  feed(peer: string, input: PeerInput): void;
  /** Fires every armed timer of the peer whose name contains `part`, once. */
  fire(peer: string, part: string): void;
  /** Delivers everything that is under way, and what comes of it. */
  settle(): void;
}

/** Judged by a fact of each peer, so that a peer is looked at once however many states it stands in. */
export interface NetworkProperty {
  readonly id: string;
  readonly kind: 'always' | 'sometimes';
  readonly about: string;
  /** Of a peer that does not run: undefined. */
  factOf(state: PeerState | undefined, peer: number): number;
  /** Facts in the order of the peers; `isQuiet`: nothing is under way. */
  holds(facts: readonly number[], isQuiet: boolean): boolean;
}
