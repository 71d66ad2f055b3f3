/**
 * Disclosure: what a peer may tell one peer about another.
 *
 * Implements spec/05-membership.md, decision table "disclosure" (MEMB-D26 to D31) and clause MEMB-28.
 * A pure function of facts: whoever calls it looks the organisations up and strips the secret.
 */
import type { MspId } from '../wire/identity/port.js';

export interface DisclosureFacts {
  /** Organisation of the peer that asks. */
  readonly requester: 'ours' | 'foreign' | 'unknown';
  /** Organisation of the member in question: the first that fits. */
  readonly author: 'unknown' | 'requester' | 'ours' | 'third';
  readonly authorEndpoint: 'yes' | 'no';
  readonly requesterEndpoint: 'yes' | 'no';
}

export type Disclosure = 'show' | 'showWithoutSecret' | 'hide';

/** MEMB-28 */
export function disclosure(facts: DisclosureFacts): { verdict: Disclosure; clause: string } {
  const { requester, author, authorEndpoint, requesterEndpoint } = facts;
  if (requester === 'unknown') return { verdict: 'hide', clause: 'MEMB-D26' };
  if (author === 'requester')
    return requester === 'ours'
      ? { verdict: 'show', clause: 'MEMB-D27' }
      : { verdict: 'showWithoutSecret', clause: 'MEMB-D28' };
  if (author === 'ours' && authorEndpoint === 'yes' && requesterEndpoint === 'yes')
    return { verdict: 'showWithoutSecret', clause: 'MEMB-D30' };
  return { verdict: 'hide', clause: 'MEMB-D31' };
}

/** The facts from what a peer knows: MSP IDs (undefined if unknown) and external endpoints (empty if none). */
export function disclosureFacts(
  ownOrg: MspId,
  asker: { readonly org: MspId | undefined; readonly endpoint: string },
  member: { readonly org: MspId | undefined; readonly endpoint: string },
): DisclosureFacts {
  const author = () => {
    if (member.org === undefined) return 'unknown';
    if (member.org === asker.org) return 'requester';
    return member.org === ownOrg ? 'ours' : 'third';
  };
  const requester = () => {
    if (asker.org === undefined) return 'unknown';
    return asker.org === ownOrg ? 'ours' : 'foreign';
  };
  return {
    requester: requester(),
    author: author(),
    authorEndpoint: member.endpoint === '' ? 'no' : 'yes',
    requesterEndpoint: asker.endpoint === '' ? 'no' : 'yes',
  };
}
