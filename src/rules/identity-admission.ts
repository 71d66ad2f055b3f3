/**
 * Identity admission: whether an identity that arrives under a PKI-ID enters the identity store.
 *
 * Implements spec/03-identity.md, decision table "identity-admission" (IDENT-D1 to D8) and clauses
 * IDENT-44 to IDENT-46. Who vouches for the identity was decided before, by the identity authority.
 */
import { sameBytes } from '../wire/hex.js';
import type { Identity } from '../wire/identity/port.js';
import type { Refusal, Verdict } from '../wire/verdict.js';
import { type Check, firstFailure } from './checks.js';

export interface IdentityAdmissionFacts {
  readonly pkiId: 'present' | 'absent';
  /** Verdict of the identity authority. */
  readonly resolution: 'accept' | 'ignore' | 'reject';
  /** The PKI-ID of the identity against the one it came under. */
  readonly match: 'equal' | 'different';
  readonly known: 'yes' | 'no';
  readonly expired: 'yes' | 'no';
  readonly room: 'yes' | 'no';
}

/** `keep`: the identity is in the store already, which stays as it is. */
export type IdentityAdmission =
  | { readonly verdict: 'keep' | 'store'; readonly clause: string }
  | Refusal;

const proof: readonly Check<IdentityAdmissionFacts>[] = [
  {
    row: 'IDENT-D1',
    verdict: 'reject',
    reason: 'identity without PKI-ID',
    fails: (f) => f.pkiId === 'absent',
  },
  {
    row: 'IDENT-D2',
    verdict: 'reject',
    reason: 'no MSP vouches for the identity',
    fails: (f) => f.resolution === 'reject',
  },
  {
    row: 'IDENT-D3',
    verdict: 'ignore',
    reason: 'identity of an unknown MSP',
    fails: (f) => f.resolution === 'ignore',
  },
  {
    row: 'IDENT-D4',
    verdict: 'reject',
    reason: 'the PKI-ID is not that of the identity',
    fails: (f) => f.match === 'different',
  },
];

const entry: readonly Check<IdentityAdmissionFacts>[] = [
  {
    row: 'IDENT-D6',
    verdict: 'ignore',
    reason: 'the identity has expired',
    fails: (f) => f.expired === 'yes',
  },
  {
    row: 'IDENT-D7',
    verdict: 'ignore',
    reason: 'no room for another identity',
    fails: (f) => f.room === 'no',
  },
];

/** IDENT-44 */
export function identityAdmission(facts: IdentityAdmissionFacts): IdentityAdmission {
  const refusal = firstFailure(proof, facts);
  if (refusal !== undefined) return refusal;
  if (facts.known === 'yes') return { verdict: 'keep', clause: 'IDENT-D5' };
  return firstFailure(entry, facts) ?? { verdict: 'store', clause: 'IDENT-D8' };
}

export interface IdentityArrival {
  readonly pkiId: Uint8Array;
  readonly resolved: Verdict<Identity>;
  /** PKI-ID computed from the identity; undefined if it is no serialized identity. */
  readonly computed: Uint8Array | undefined;
  readonly isKnown: boolean;
  readonly storedCount: number;
  readonly identitiesMax: number;
  readonly nowMs: number;
}

/** The facts from what a peer knows. */
export const identityAdmissionFacts = (arrival: IdentityArrival): IdentityAdmissionFacts => ({
  pkiId: arrival.pkiId.length > 0 ? 'present' : 'absent',
  resolution: arrival.resolved.verdict,
  match: arrival.computed && sameBytes(arrival.computed, arrival.pkiId) ? 'equal' : 'different',
  known: arrival.isKnown ? 'yes' : 'no',
  expired:
    arrival.resolved.verdict === 'accept' && isExpired(arrival.resolved.value, arrival.nowMs)
      ? 'yes'
      : 'no',
  room: arrival.storedCount < arrival.identitiesMax ? 'yes' : 'no',
});

/** IDENT-46: an identity is good until the end of its last millisecond. */
export const isExpired = ({ notAfterMs }: Pick<Identity, 'notAfterMs'>, nowMs: number): boolean =>
  nowMs > notAfterMs;

/** IDENT-48: whether an identity that was last used at that instant has idled out. */
export const isIdle = (
  lastUsedMs: number,
  nowMs: number,
  identityUsageThreshold: number,
): boolean => lastUsedMs + identityUsageThreshold < nowMs;
