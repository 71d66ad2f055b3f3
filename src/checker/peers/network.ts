/**
 * A small network of peers to explore: who there is, what may happen to them, and what is judged. All of it is
 * data but for the prologue; peer-model.ts makes a model of it.
 */
import type { PeerOptions } from '../../peer/config.js';
import type { Choose, PeerEffect, PeerInput } from '../../peer/io.js';
import type { Peer } from '../../peer/peer.js';
import type { PeerState } from '../../peer/state.js';
import type { SignedMessage } from '../../wire/envelope.js';
import type { RunProperty } from '../liveness/property.js';
import type { AgeKind } from './ageing.js';
import type { Ordering } from './ledger-rule.js';
import type { Local } from './locals.js';
import type { unreadStores } from './stores.js';

export interface PeerNetwork {
  readonly name: string;
  readonly peers: readonly PeerPart[];
  /** Leads from peers that have not started to the initial state, in one fixed order. */
  prologue(stage: Stage): void;
  /** CHEK-24: which armed timers fire, by their name and that of the peer; the others never do. */
  readonly timers: (timer: string, peer: string) => boolean;
  /** CHEK-25: who crashes, of those that are no villains. Default: all. */
  readonly crashes?: (peer: string) => boolean;
  /** CHEK-32: what gets older. Default: nothing. */
  readonly ages?: readonly AgeKind[];
  /** CHEK-31: what the ordering service has. Default: no channel. */
  readonly ordering?: Ordering;
  /** CHEK-109: who is on the one side of a cut; everybody else is on the other. Default: nobody. */
  readonly aside?: readonly string[];
  /**
   * CHEK-35: what is remembered of a step, as bits that are set for good: for properties of more than one state.
   * Default: nothing.
   */
  readonly marks?: (seen: Seen) => number;
  /**
   * CHEK-81: whether a message that comes to a peer in this state changes and sends nothing, there and in whatever
   * state the peer comes to as long as it runs. Default: of no message.
   */
  readonly idle?: (state: PeerState, signed: SignedMessage) => boolean;
  /** CHEK-79: peers that can change places without anybody noticing, by name. */
  readonly interchangeable?: readonly string[];
  /** CHEK-102: stores whose order nobody reads. Default: those of stores.ts. */
  readonly unread?: typeof unreadStores;
  readonly budget: Budget;
  /** CHEK-85: a promise that no peer dials after the prologue; who breaks it is found out. Default false. */
  readonly nobodyDials?: boolean;
  readonly properties: readonly NetworkProperty[];
  /** What is judged of endless runs. */
  readonly runProperties?: readonly NetworkRunProperty[];
}

export interface PeerPart {
  readonly name: string;
  readonly options: PeerOptions;
  /** In the place of the peer's own step: for peers that are broken on purpose. */
  readonly step?: PeerStep;
  /** CHEK-25: how many of its timers fire. Default: as the budget says. */
  readonly timers?: number;
  /** CHEK-32: what gets older of what it stores. Default: as the network says. */
  readonly ages?: readonly AgeKind[];
  /** Local commands, each of which may come once at any time. */
  readonly commands?: readonly PeerInput[];
  /** A peer that lies: from the end of the prologue on it keeps up its links, and says nothing but this. */
  readonly villain?: Villain;
}

/** CHEK-34: what a peer with credentials says besides, and what it remembers for that. */
export interface Villain {
  /** Whether it keeps what it hears, by the kind of the message. */
  keeps(kind: string): boolean;
  /** What it keeps of what it heard before the initial state. Default: nothing. */
  kept?(state: PeerState): readonly Uint8Array[];
  /**
   * What it may say next, to whom it has an open link; `heard`: serialized envelopes that it keeps. No less for
   * having heard more.
   */
  says(heard: readonly Uint8Array[]): readonly Saying[];
}

export interface Saying {
  readonly about: string;
  /** A serialized gossip.Envelope. */
  readonly bytes: Uint8Array;
  /** The only peer to whom it is said; left out: everybody. */
  readonly to?: string;
}

/** A step of a peer, as a model looks back on it. */
export interface Seen {
  readonly peer: number;
  readonly before: PeerState;
  readonly after: PeerState;
  readonly input: PeerInput;
  readonly effects: readonly PeerEffect[];
}

export type PeerStep = (
  peer: Peer,
  input: PeerInput,
  atMs: number,
  choose: Choose,
) => readonly PeerEffect[];

/** CHEK-25: how often something may happen in all. */
export interface Budget {
  /** Timers that fire, for each peer; infinite: without a bound, where that leaves the states finite. */
  readonly timers: number;
  /** Envelopes lost on their way. */
  readonly losses?: number;
  /** Envelopes that arrive twice, one right after the other. */
  readonly duplicates?: number;
  /** Peers that end at once. */
  readonly crashes?: number;
  /** Peers that start again, having forgotten everything. */
  readonly restarts?: number;
  /** Ages that pass a limit. */
  readonly ages?: number;
  /** Messages of villains. */
  readonly sayings?: number;
  /** Streams of the ordering service that end. */
  readonly ends?: number;
  /** Wrong blocks of the ordering service. */
  readonly lies?: number;
  /** CHEK-109: cuts of the network. */
  readonly cuts?: number;
  /** CHEK-109: times that a cut network heals. */
  readonly heals?: number;
}

/** What a prologue may do. */
export interface Stage {
  start(peer: string): void;
  feed(peer: string, input: PeerInput): void;
  /** Fires every armed timer of the peer whose name contains `part`, once. */
  fire(peer: string, part: string): void;
  /** Delivers everything that is under way, answers what is asked, and so on with what comes of it. */
  settle(): void;
  /** Everything that is under way is lost, but for the ends of streams. */
  lose(): void;
  crash(peer: string): void;
}

/** Judged by a fact of each peer, so that a peer is looked at once however many states it stands in. */
export interface NetworkProperty {
  readonly id: string;
  readonly kind: 'always' | 'sometimes';
  readonly about: string;
  /** Of a peer that does not run: undefined. `local`: what stands beside it. */
  factOf(state: PeerState | undefined, peer: number, local: Local): number;
  /** Only states in which nothing is under way are looked at. Default: all are. */
  readonly whenQuiet?: boolean;
  /** Facts in the order of the peers; `isQuiet`: nothing is under way; `isCut`: the network is. */
  holds(facts: readonly number[], isQuiet: boolean, isCut: boolean): boolean;
}

/** Of endless runs: as a RunProperty, judged by facts. */
export interface NetworkRunProperty extends Omit<NetworkProperty, 'kind'> {
  readonly kind: RunProperty['kind'];
  /** Only of *leads-to*. */
  after?(facts: readonly number[], isQuiet: boolean, isCut: boolean): boolean;
}
