/**
 * Pull of identities: what an item of an update must be, and which identities another peer may see.
 *
 * Implements spec/07-pull.md, decision tables "pulled-identity" and "identity-disclosure" (PULL-D16 to
 * D28). Whether a pulled identity then enters the identity store is decided by "identity-admission".
 */
import type { MspId } from '../wire/identity/port.js';
import { ignore, type Refusal, reject } from '../wire/verdict.js';
import type { PullProfile } from './pull.js';

export interface PulledIdentityFacts {
  /** Whether the item is a PeerIdentity. */
  readonly form: 'sound' | 'malformed';
  /** The PKI-ID of the identity against the one that the item gives. */
  readonly match: 'equal' | 'different';
  /** Verdict of the identity authority. */
  readonly resolution: 'accept' | 'ignore' | 'reject';
  readonly profile: PullProfile;
  /** Of payload and, if there is one, of secret, under the identity. */
  readonly signature: 'valid' | 'invalid';
  readonly expired: 'yes' | 'no';
}

/** A refusal refuses the whole update; `skip` this item alone. */
export type PulledIdentity =
  | { readonly verdict: 'take' | 'skip'; readonly clause: string }
  | Refusal;

/** PULL-33 */
export function pulledIdentity(facts: PulledIdentityFacts): PulledIdentity {
  if (facts.form === 'malformed') return reject('PULL-D16', 'an item is no PeerIdentity');
  if (facts.match === 'different')
    return reject('PULL-D17', 'the PKI-ID of an item is not that of its identity');
  const { resolution } = facts;
  if (resolution === 'reject')
    return reject('PULL-D18', 'no MSP vouches for the identity of an item');
  const { profile } = facts;
  if (resolution === 'ignore')
    return profile === 'hardened'
      ? { verdict: 'skip', clause: 'PULL-D19' }
      : ignore('PULL-D20', 'an item is an identity of an unknown MSP');
  if (facts.signature === 'invalid')
    return reject('PULL-D21', 'an item is not signed by its identity');
  if (profile === 'hardened' && facts.expired === 'yes')
    return { verdict: 'skip', clause: 'PULL-D22' };
  return { verdict: 'take', clause: 'PULL-D23' };
}

export interface IdentityDisclosureFacts {
  /** Organisation of the peer that asks. */
  readonly requester: 'ours' | 'foreign' | 'unknown';
  /** Organisation of the identity: the first that fits. */
  readonly identity: 'unknown' | 'ours' | 'requesters' | 'third';
  /** Whether it is this peer's, or that of a member, with an external endpoint. */
  readonly endpoint: 'yes' | 'no';
}

/** PULL-31 */
export function identityDisclosure(facts: IdentityDisclosureFacts): {
  readonly verdict: 'show' | 'hide';
  readonly clause: string;
} {
  if (facts.requester === 'unknown') return { verdict: 'hide', clause: 'PULL-D24' };
  if (facts.requester === 'ours') return { verdict: 'show', clause: 'PULL-D25' };
  if (facts.identity === 'unknown' || facts.identity === 'third')
    return { verdict: 'hide', clause: 'PULL-D26' };
  if (facts.endpoint === 'no') return { verdict: 'hide', clause: 'PULL-D27' };
  return { verdict: 'show', clause: 'PULL-D28' };
}

/** The facts from what a peer knows: MSP IDs (undefined if unknown). */
export function identityDisclosureFacts(
  ownOrg: MspId,
  requester: MspId | undefined,
  identity: MspId | undefined,
  endpoint: string,
): IdentityDisclosureFacts {
  const whose = () => {
    if (identity === undefined) return 'unknown';
    if (identity === ownOrg) return 'ours';
    return identity === requester ? 'requesters' : 'third';
  };
  const asks = () => {
    if (requester === undefined) return 'unknown';
    return requester === ownOrg ? 'ours' : 'foreign';
  };
  return { requester: asks(), identity: whose(), endpoint: endpoint === '' ? 'no' : 'yes' };
}
