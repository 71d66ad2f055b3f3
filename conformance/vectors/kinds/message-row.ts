/** A vector whose input is one message of somebody: what differs from row to row. */
import type { Envelope } from '../../../src/wire/gen/gossip/message_pb.js';
import type { Profile } from '../../harness/case.js';
import { from } from '../author.js';
import type { Judged, Receiver, Vector, VectorInput, VectorKind } from '../vector.js';
import { single } from './define.js';

export interface MessageRow {
  readonly id: string;
  readonly description: string;
  /** Default o1. */
  readonly sender?: string;
  readonly message: Envelope;
  readonly given?: readonly VectorInput[];
  readonly receiver?: Partial<Receiver>;
  readonly verdict: Judged;
  readonly clauses: readonly string[];
  readonly reason: string;
  readonly profiles?: readonly Profile[];
}

export const messageVectors = (kind: VectorKind, rows: readonly MessageRow[]): Vector[] =>
  rows.map(({ message, sender = 'o1', ...parts }) =>
    single(kind, { ...parts, input: from(sender, message) }),
  );

export const accepted = (clauses: readonly string[], reason: string) =>
  ({ verdict: 'accept', clauses, reason }) as const;

export const ignored = (clauses: readonly string[], reason: string) =>
  ({ verdict: 'ignore', clauses, reason }) as const;

export const rejected = (clauses: readonly string[], reason: string) =>
  ({ verdict: 'reject', clauses, reason }) as const;
