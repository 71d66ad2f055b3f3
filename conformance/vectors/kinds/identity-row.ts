/** A vector of an identity that arrives under a PKI-ID: what differs from row to row. */
import type { Profile } from '../../harness/case.js';
import type { VectorPeer } from '../mint/organisation.js';
import type { Judged } from '../vector.js';

export interface IdentityRow {
  readonly id: string;
  readonly description: string;
  readonly identity: Uint8Array;
  readonly pkiId: Uint8Array;
  readonly verdict: Judged;
  readonly clauses: readonly string[];
  readonly reason: string;
  readonly profiles?: readonly Profile[];
  readonly nowMs?: number;
}

export const VOUCHED = {
  verdict: 'accept',
  clauses: ['IDENT-D8'],
  reason: 'an MSP vouches for it',
} as const;
/** Refused by this clause of what an MSP asks for. */
export const rejected = (clause: string, reason: string) =>
  ({ verdict: 'reject', clauses: [clause, 'IDENT-D2'], reason }) as const;

export const of = ({ identity, pkiId }: VectorPeer) => ({ identity, pkiId });
