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
  return {
    requester: requesterOf(ownOrg, asker.org),
    author: authorOf(ownOrg, asker.org, member.org),
    authorEndpoint: member.endpoint === '' ? 'no' : 'yes',
    requesterEndpoint: asker.endpoint === '' ? 'no' : 'yes',
  };
}

function requesterOf(ownOrg: MspId, org: MspId | undefined): DisclosureFacts['requester'] {
  if (org === undefined) return 'unknown';
  return org === ownOrg ? 'ours' : 'foreign';
}

function authorOf(
  ownOrg: MspId,
  askerOrg: MspId | undefined,
  org: MspId | undefined,
): DisclosureFacts['author'] {
  if (org === undefined) return 'unknown';
  if (org === askerOrg) return 'requester';
  return org === ownOrg ? 'ours' : 'third';
}
