/** What a case has at hand: a target to start, probes to play, verbs to judge with, and time. */
import type { Faults } from '../faults/port.js';
import type { ChannelSettings, Rejected, Timings } from '../targets/target.js';
import type { CaseClock } from './clock.js';
import type { Evidence } from './evidence.js';
import type { Expect, Witness } from './expect.js';
import type { MintedChannel } from './minting/channel/chain.js';
import type { PolicyRole } from './minting/channel/policies.js';
import type { Orderer } from './ordering.js';
import type { OrderingLetter, Organisations, OrgLetter } from './organisations.js';
import type { Probe } from './probe.js';
import type { Sample } from './statistics.js';
import type { AllTimings, WindowName } from './timings.js';
import type { Credentials } from './wire/credentials.js';

export interface StartOptions {
  /** Probes or endpoints that it is to contact first. */
  readonly bootstrap?: readonly (Probe | string)[];
  /** Where several nodes make a network: what this one is called; default `target`. */
  readonly name?: string;
  /** Default O. */
  readonly organisation?: OrgLetter;
  /** host:port from `reserve`, where others have to know it beforehand. */
  readonly listen?: string;
  /** False: it announces no endpoint to other organisations. */
  readonly external?: boolean;
  readonly timings?: Timings;
  /** Channels that it joins. */
  readonly channels?: readonly MintedChannel[];
  readonly settings?: Partial<ChannelSettings>;
  /** A node of the reference, in one network with the target's. */
  readonly reference?: boolean;
}

/** What a channel of a case may be besides usual. */
export interface ChannelOptions {
  /** Its members; default O and F. */
  readonly organisations?: readonly OrgLetter[];
  /** Anchor peers of an organisation, host:port. */
  readonly anchors?: Partial<Readonly<Record<OrgLetter, readonly string[]>>>;
  /** Who orders; default R alone. With both, both must sign a block. */
  readonly ordering?: readonly OrderingLetter[];
  /** Whether two members of R must sign a block, an orderer and an administrator. */
  readonly signedByTwo?: boolean;
  /** Where the ordering service serves, host:port; default nowhere that anybody answers. */
  readonly ordererEndpoints?: readonly string[];
  /** Whose signature is a reader's. Default any member's. */
  readonly readers?: PolicyRole;
}

/** The node under test as a case sees it. */
export interface TargetNode {
  readonly name: string;
  readonly endpoint: string;
  readonly credentials: Credentials;
  /** host:port announced to everybody; empty = hidden. */
  readonly external: string;
  /** host:port announced to its own organisation. */
  readonly internal: string;
  kill(): Promise<void>;
  /** Starts it again after `kill`, with the same configuration, and with what it had stored or without. */
  restart(state?: 'kept' | 'lost'): Promise<void>;
  /** It stands still and closes nothing. For cases that need `pause`. */
  pause(): Promise<void>;
  resume(): Promise<void>;
  /** For cases that need `leave`. */
  leave(channel: string): Promise<void>;
  /** The newest messages that it has rejected, oldest first. For cases that need `rejects`. */
  rejects(): Promise<readonly Rejected[]>;
}

export interface ProbeSetting {
  /** False: it announces no endpoint to other organisations. */
  readonly external?: boolean;
  /** False: nobody listens at its endpoint. */
  readonly listens?: boolean;
  /** host:port that it announces in place of its own; nobody listens for it then. */
  readonly at?: string;
  /** Plays with these instead of freshly minted ones. */
  readonly credentials?: Credentials;
  /** Presents no certificate to TLS. */
  readonly anonymous?: boolean;
  /** True: faults concern it, too. It costs something: all that it sends and gets passes through. */
  readonly faulty?: boolean;
}

/** A probe that the target has among its live members. */
export interface Member extends Witness {
  /** Ends its alive messages; the stream stays. */
  fallSilent(): void;
}

export interface Scene {
  readonly clock: CaseClock;
  /** Intervals that the node under test was given. */
  readonly timings: AllTimings;
  readonly evidence: Evidence;
  readonly organisations: Organisations;
  /** A miss is a failure of the target. */
  readonly expect: Expect;
  /** A miss means that the case could not be brought about. */
  readonly assume: Expect;
  /** What the node under test was told of its channels. */
  readonly settings: ChannelSettings;
  /** The network's faults. Asked for before anybody is started or plays, for all have to be reached through it. */
  faults(): Faults;
  /** Mints a channel; the node joins it if it is started with it. */
  channel(id: string, options?: ChannelOptions): MintedChannel;
  /** An orderer of the suite, named r1, r2, …; a channel names it by its endpoint. */
  orderer(name?: string): Promise<Orderer>;
  /** Starts the node under test; a case that shares its node gets the shared one. */
  start(options?: StartOptions): Promise<TargetNode>;
  /** Starts a node with what it has to refuse, in words `what`: one that runs fails the case. */
  refuses(options: StartOptions, what: string): Promise<void>;
  /** A probe named o1, f2, …: the letter says of which organisation. */
  probe(name: string, setting?: ProbeSetting): Promise<Probe>;
  /** A probe that has handshaken, is known as live, and keeps sending alive messages. */
  member(name: string | Probe, setting?: ProbeSetting): Promise<Member>;
  /** A further probe of the target's organisation, with which to see that the target still serves. */
  witness(): Promise<Witness>;
  /** host:port at which a node can be started. */
  reserve(): Promise<string>;
  /**
   * Judges a clause about chance: it was observed as often as a conforming target, but for a stated
   * probability, lets it be observed. The statistic stands in the reports, met or not.
   */
  sampled(sample: Sample): void;
  /** Number of the next entry of the evidence: `since` of an expectation. */
  mark(): number;
  /** Fresh, never zero. */
  nonce(): bigint;
  /** How long a window is for this node. Milliseconds. */
  deadlineMs(window: WindowName): number;
  /** Lets the window pass after which silence counts: what was sent has had its effect. */
  quiet(): Promise<void>;
  /** Lets time pass. */
  pass(ms: number): Promise<void>;
}
