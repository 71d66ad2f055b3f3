/** Whoever messages are about: a simulated peer, with the timestamps that it has used. */

import type { MintedChannel } from '../../../../conformance/harness/minting/channel/chain.js';
import type { Credentials } from '../../../../conformance/harness/wire/credentials.js';
import type { Envelope } from '../../../../src/wire/gen/gossip/message_pb.js';

export interface Author {
  readonly name: string;
  readonly credentials: Credentials;
  /** host:port for its organisation. */
  readonly endpoint: string;
  /** host:port for everybody; empty = hidden. */
  readonly external: string;
  readonly incNum: bigint;
  seqNum: bigint;
  /** Its newest valid message of each kind, to be replayed. */
  readonly last: Map<string, Envelope>;
}

/** The next timestamp of an author. */
export const nextTime = (of: Author): { incNum: bigint; seqNum: bigint } => {
  of.seqNum += 1n;
  return { incNum: of.incNum, seqNum: of.seqNum };
};

/** What a variant of a message is made from. */
export interface Saying {
  /** Who sends it. */
  readonly by: Author;
  /** Whom it is about. */
  readonly of: Author;
  /** Somebody else of the author's organisation, who takes no part. */
  readonly stranger: Credentials;
  /** Undefined if the step names no channel. */
  readonly channel: MintedChannel | undefined;
  /** A block's number, or a ledger height. */
  readonly number: number;
  /** Another for each step; never zero. */
  readonly nonce: bigint;
  /** The newest alive message of the node under test that anybody has seen. */
  readonly nodesAlive: Envelope | undefined;
}

/** Undefined: it cannot be made now, for nothing that it needs has happened. */
export type Make = (saying: Saying) => Envelope | Uint8Array | undefined;

/** Variants of one kind of message, by name; `valid` among them. */
export type Variants = Readonly<Record<string, Make>>;
