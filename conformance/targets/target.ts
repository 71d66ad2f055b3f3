/**
 * What the suite needs of an implementation under test: start a node, say where it listens, stop it.
 * Implemented by the reference as a process, the reference in process, a Fabric peer, any command.
 */

/** What an implementation may declare that it can do. A case that needs more is `unsupported`, never a failure. */
export type Feature =
  /** Knows organisations other than its own without being in a channel with them (`StartNode.otherOrgMsps`). */
  | 'multi-org'
  /** Honours `StartNode.timings`; without it, only cases that need no shortened interval run. */
  | 'timings'
  /** `RunningNode.restart` works. */
  | 'restart'
  /** `StartNode.maxMessageBytes` is honoured, or the default of 100 MiB holds. */
  | 'large-messages'
  /** Joins the channels of `StartNode.channels` and honours `StartNode.channelSettings`. */
  | 'channels'
  /** Fetches blocks from the ordering service that a channel names. */
  | 'delivery'
  /** `RunningNode.rejects` tells which messages were rejected, and who sent them. */
  | 'rejects'
  /** `RunningNode.pause` and `resume` work. */
  | 'pause'
  /** `RunningNode.query` answers every `Question`. */
  | 'query'
  /** `RunningNode.join` and `leave` work while it runs. */
  | 'leave'
  /** `RunningNode.deliver` works: for those who have no client of an ordering service. */
  | 'deliver';

/** Intervals of the node in milliseconds, named as in core.yaml (`peer.gossip.*`). Absent = its default. */
export interface Timings {
  readonly aliveTimeIntervalMs?: number;
  readonly aliveExpirationTimeoutMs?: number;
  readonly reconnectIntervalMs?: number;
  readonly maxConnectionAttempts?: number;
  readonly msgExpirationFactor?: number;
  readonly publishCertPeriodMs?: number;
  readonly pullIntervalMs?: number;
  readonly digestWaitTimeMs?: number;
  readonly requestWaitTimeMs?: number;
  readonly responseWaitTimeMs?: number;
  readonly dialTimeoutMs?: number;
  readonly connTimeoutMs?: number;
  readonly publishStateInfoIntervalMs?: number;
  readonly requestStateInfoIntervalMs?: number;
}

/** A channel that a node joins when it starts for the first time. */
export interface JoinedChannel {
  readonly id: string;
  /** Absolute path of its block 0. */
  readonly genesisBlock: string;
}

/**
 * Who of the node's organisation fetches blocks: whoever is elected, this node, or nobody. `both`, the
 * first two at once, is a configuration that a node has to refuse.
 */
export type Leadership = 'elected' | 'static' | 'none' | 'both';

/** How a node behaves in its channels; durations in milliseconds, named as in core.yaml. */
export interface ChannelSettings {
  readonly leadership: Leadership;
  readonly maxBlockCountToStore: number;
  /** peer.gossip.election.* */
  readonly startupGracePeriodMs: number;
  readonly membershipSampleIntervalMs: number;
  readonly leaderAliveThresholdMs: number;
  readonly leaderElectionDurationMs: number;
  /** peer.gossip.state.*: whether it asks others for the blocks that it lacks. */
  readonly stateEnabled: boolean;
  readonly checkIntervalMs: number;
  readonly responseTimeoutMs: number;
  readonly batchSize: number;
  readonly blockBufferSize: number;
  readonly maxRetries: number;
  /** peer.deliveryclient.*: whether a leader pushes what it fetched. */
  readonly blockGossipEnabled: boolean;
  readonly ordererConnTimeoutMs: number;
  readonly reconnectTotalTimeThresholdMs: number;
}

export interface StartNode {
  /** Short name, unique in the run; for logs. */
  readonly name: string;
  readonly mspId: string;
  /** Absolute folder that belongs to this node alone: configuration, ledger, log. Exists and is writable. */
  readonly workdir: string;
  /** host:port to listen on. The port was free a moment ago: on "address in use" throw `PortInUse`. */
  readonly listen: string;
  readonly advertise: {
    /** host:port for members of the own organisation. */
    readonly internal: string;
    /** host:port for other organisations; empty = hidden from them. */
    readonly external: string;
  };
  /** host:port of each bootstrap peer, in order; may be empty. */
  readonly bootstrap: readonly string[];
  /** MSP folder of the node: cacerts, signcerts, keystore, tlscacerts (Fabric's layout). */
  readonly mspDir: string;
  /** TLS folder: server.crt, server.key, ca.crt. The same pair is its client certificate. */
  readonly tlsDir: string;
  /** Verifying MSP folder (cacerts, tlscacerts) of each foreign organisation, by MSP ID. Only with `multi-org`. */
  readonly otherOrgMsps: Readonly<Record<string, string>>;
  /** Empty: the node is in no channel. */
  readonly channels: readonly JoinedChannel[];
  readonly timings: Timings;
  readonly channelSettings: ChannelSettings;
  /** For implementations that can fix their random choices. */
  readonly seed: string;
}

/** A message that a node has rejected, as it reports it (SYS-5). */
export interface Rejected {
  /** The clause that decided. */
  readonly clause: string;
  readonly reason: string;
  /** Kind of message: the name of its field in GossipMessage. */
  readonly message: string;
  /** PKI-ID of whoever sent it, hex; empty where a handshake failed. */
  readonly sender: string;
  /** PKI-ID of whom it claims to be of, hex; empty where it names nobody. */
  readonly author: string;
  /** Milliseconds since 1970. */
  readonly atMs: number;
}

/** What a node may be asked about itself. Evidence, never the only ground of a verdict. */
export type Question =
  /** Answer: `{alive: endpoint[], dead: endpoint[]}`. */
  | { readonly what: 'membership' }
  /** Answer: whether this node leads its organisation in the channel. */
  | { readonly what: 'leader'; readonly channel: string }
  /** Answer: number of blocks committed, a decimal string. */
  | { readonly what: 'height'; readonly channel: string }
  /** Answer: the block, base64; null if it is not committed. */
  | { readonly what: 'block'; readonly channel: string; readonly number: number };

/** How a node that we did not stop came to its end. */
export interface Exit {
  readonly code: number | null;
  readonly signal: string | null;
}

export interface RunningNode {
  /** host:port where Ping and GossipStream are served. */
  readonly endpoint: string;
  readonly pid?: number | undefined;
  /** Set as soon as the node ended without being asked to. */
  readonly exit: Exit | undefined;
  /** Set if whoever runs the node broke the control protocol: what follows says nothing of the node. */
  readonly broken?: TargetError | undefined;
  /** Orderly end; escalates to a kill. Resolves when nothing of the node is left. */
  stop(): Promise<void>;
  /** Immediate end, as by SIGKILL. Resolves when nothing of the node is left. */
  kill(): Promise<void>;
  /**
   * Starts the same node again after `stop` or `kill`, with the same configuration, and with what it had
   * stored or without. Resolves when ready.
   */
  restart(state?: 'kept' | 'lost'): Promise<void>;
  /** Lets it stand still without closing anything, as SIGSTOP does. Only with `pause`. */
  pause?(): Promise<void>;
  resume?(): Promise<void>;
  /** Only with `query`. */
  query?(question: Question): Promise<unknown>;
  /** Only with `leave`. */
  join?(channel: JoinedChannel): Promise<void>;
  leave?(channel: string): Promise<void>;
  /** Takes a block (serialized common.Block) as from the ordering service. Only with `deliver`. */
  deliver?(channel: string, block: Uint8Array): Promise<void>;
  /** The newest messages that it has rejected, oldest first. Only with `rejects`. */
  rejects?(): Promise<readonly Rejected[]>;
  /** The last lines of its log, oldest first. */
  logTail(lines: number): readonly string[];
}

/** Who is judged; stands in the identity block of every report. */
export interface Implementation {
  readonly name: string;
  readonly version: string;
  readonly language: string;
  /** Revision of its source, where it knows it. */
  readonly commit?: string;
  /** What speaks for it to the suite, where that has a version of its own. */
  readonly adapter?: { readonly name: string; readonly version: string };
  /** The profile of the specification that it follows; default `fabric-3.1`. */
  readonly profile?: 'fabric-2.5' | 'fabric-3.1' | 'hardened';
}

export interface Target {
  readonly name: string;
  /** What was declared, not what was found out by failing. */
  readonly features: readonly Feature[];
  /** Multiplies every wait of the suite, for slow implementations; usually 1. */
  readonly timeScale: number;
  identify(): Promise<Implementation>;
  /**
   * Starts one node. Resolves when it is ready: the process said so, or its Ping answers.
   * Several nodes may be started at once.
   * @throws TargetError with exit status and the last log lines if it does not get ready.
   */
  start(node: StartNode): Promise<RunningNode>;
  /** Ends everything that is still running. */
  close(): Promise<void>;
}

/** The node could not be started or broke: the verdict is `target-error`, not `fail`. */
export class TargetError extends Error {
  constructor(
    message: string,
    readonly logTail: readonly string[] = [],
  ) {
    super(message);
    this.name = 'TargetError';
  }
}

/**
 * It said that it cannot do what was asked. Where it had declared the feature, a broken word (`target-error`);
 * otherwise the case is `unsupported`.
 */
export class Unsupported extends TargetError {
  constructor(
    readonly feature: string,
    reason: string,
  ) {
    super(reason);
    this.name = 'Unsupported';
  }
}

/** The node ended by itself instead of getting ready: it does not run with what it was given. */
export class StartRefused extends TargetError {
  constructor(message: string, logTail: readonly string[] = []) {
    super(message, logTail);
    this.name = 'StartRefused';
  }
}

/** Somebody else took the port between reservation and start; the suite retries with another. */
export class PortInUse extends TargetError {
  constructor(listen: string) {
    super(`${listen} is in use`);
    this.name = 'PortInUse';
  }
}
