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

/** By what a member is to us and to who asks, and by whether it has an external endpoint. */
export type Disclosures = {
  readonly [A in DisclosureFacts['author']]: { readonly [E in 'yes' | 'no']: Disclosure };
};

function disclosuresOf(
  requester: DisclosureFacts['requester'],
  requesterEndpoint: 'yes' | 'no',
): Disclosures {
  const of = (author: DisclosureFacts['author']) => ({
    yes: disclosure({ requester, author, authorEndpoint: 'yes', requesterEndpoint }).verdict,
    no: disclosure({ requester, author, authorEndpoint: 'no', requesterEndpoint }).verdict,
  });
  return {
    unknown: of('unknown'),
    requester: of('requester'),
    ours: of('ours'),
    third: of('third'),
  };
}

const disclosures = {
  ours: { yes: disclosuresOf('ours', 'yes'), no: disclosuresOf('ours', 'no') },
  foreign: { yes: disclosuresOf('foreign', 'yes'), no: disclosuresOf('foreign', 'no') },
  unknown: { yes: disclosuresOf('unknown', 'yes'), no: disclosuresOf('unknown', 'no') },
};

/** MEMB-28: the rule, asked beforehand for every member that there can be. */
export const disclosuresTo = (
  ownOrg: MspId,
  asker: { readonly org: MspId | undefined; readonly endpoint: string },
): Disclosures => disclosures[requesterOf(ownOrg, asker.org)][asker.endpoint === '' ? 'no' : 'yes'];

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

/** What a member's organisation is to us and to who asks. */
export function authorOf(
  ownOrg: MspId,
  askerOrg: MspId | undefined,
  org: MspId | undefined,
): DisclosureFacts['author'] {
  if (org === undefined) return 'unknown';
  if (org === askerOrg) return 'requester';
  return org === ownOrg ? 'ours' : 'third';
}
