/**
 * Membership requests: what a peer does with one.
 *
 * Implements spec/05-membership.md, decision table "membership-request" (MEMB-D19 to D25) and clauses
 * MEMB-15, MEMB-46.
 */
export interface MembershipRequestFacts {
  /** The requester's own alive message in the request. */
  readonly self: 'sound' | 'malformed';
  readonly author: 'sender' | 'other';
  readonly authentic: 'yes' | 'no';
  readonly stored: 'older' | 'same';
  /** Whether the requester may know of this peer (decision table "disclosure"). */
  readonly own: 'shown' | 'hidden';
}

export type MembershipRequestVerdict =
  | 'reject'
  | 'refuse'
  | 'reply'
  | 'close'
  | 'applyAndReply'
  | 'applyAndClose';

/** MEMB-15 */
export function membershipRequest(facts: MembershipRequestFacts): {
  verdict: MembershipRequestVerdict;
  clause: string;
} {
  if (facts.self === 'malformed') return { verdict: 'reject', clause: 'MEMB-D19' };
  if (facts.author === 'other') return { verdict: 'reject', clause: 'MEMB-D20' };
  if (facts.authentic === 'no') return { verdict: 'refuse', clause: 'MEMB-D21' };
  const shown = facts.own === 'shown';
  if (facts.stored === 'same')
    return shown
      ? { verdict: 'reply', clause: 'MEMB-D22' }
      : { verdict: 'close', clause: 'MEMB-D23' };
  return shown
    ? { verdict: 'applyAndReply', clause: 'MEMB-D24' }
    : { verdict: 'applyAndClose', clause: 'MEMB-D25' };
}
