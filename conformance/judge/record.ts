/** One case as its trace has it: everything that a judge needs who was not there. */
import type { Entry } from '../harness/evidence.js';

export type Role =
  /** A node of the implementation under judgement. */
  | 'target'
  /** A node of the reference beside it. */
  | 'reference'
  /** A peer that the suite plays. */
  | 'probe';

export interface Participant {
  readonly name: string;
  readonly role: Role;
  readonly mspId: string;
  /** 32 bytes. */
  readonly pkiId: Uint8Array;
  /** Bytes of msp.SerializedIdentity. */
  readonly identity: Uint8Array;
  /** SHA-256 of the DER of its TLS certificate. */
  readonly tlsHash: Uint8Array;
}

export interface RecordedChannel {
  readonly id: string;
  /** MSP IDs of every organisation that any of its configurations named. */
  readonly organisations: readonly string[];
  /** Identities (bytes of msp.SerializedIdentity) whose signatures stand for the ordering service. */
  readonly orderers: readonly Uint8Array[];
  /** Block 0, serialized. */
  readonly genesis: Uint8Array;
}

export interface CaseRecord {
  readonly case: string;
  readonly round: number;
  /** The instant at which the case began, milliseconds since 1970. */
  readonly startMs: number;
  /** Intervals of the nodes, milliseconds. */
  readonly timings: Readonly<Record<string, number>>;
  readonly participants: readonly Participant[];
  readonly channels: readonly RecordedChannel[];
  readonly entries: readonly Entry[];
}
