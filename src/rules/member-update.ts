/**
 * Member update: what an authentic alive message changes in membership.
 *
 * Implements spec/05-membership.md, decision table "member-update" (MEMB-D14 to D18, D50) and clauses
 * MEMB-12, MEMB-13, MEMB-40, MEMB-41. Nothing but an alive message of the member leads here (MEMB-40).
 */
export interface MemberUpdateFacts {
  readonly member: 'own' | 'unknown' | 'alive' | 'dead';
  readonly timestamp: 'newer' | 'other';
  readonly room: 'yes' | 'no';
}

export type MemberUpdate = 'learn' | 'refresh' | 'resurrect' | 'ignore';

/** MEMB-12 */
export function memberUpdate(facts: MemberUpdateFacts): { verdict: MemberUpdate; clause: string } {
  if (facts.member === 'own') return { verdict: 'ignore', clause: 'MEMB-D50' };
  if (facts.member === 'unknown')
    return facts.room === 'yes'
      ? { verdict: 'learn', clause: 'MEMB-D14' }
      : { verdict: 'ignore', clause: 'MEMB-D15' };
  if (facts.timestamp !== 'newer') return { verdict: 'ignore', clause: 'MEMB-D16' };
  return facts.member === 'alive'
    ? { verdict: 'refresh', clause: 'MEMB-D17' }
    : { verdict: 'resurrect', clause: 'MEMB-D18' };
}

/** MEMB-13: the internal endpoint to keep: the told one, or the known one if none was told. */
export const internalEndpointAfter = (known: string, told: string | undefined): string =>
  told ?? known;
