/**
 * Link admission: whether a verified stream becomes the one link to a PKI-ID.
 *
 * Implements spec/04-link.md, decision table "link-admission" (LINK-D8 to D13) and clauses LINK-8,
 * LINK-9, LINK-10, LINK-17, LINK-27.
 */
export interface LinkAdmissionFacts {
  readonly role: 'dialler' | 'acceptor';
  /** Who answered, against whom the dialler expected; `anybody` where nobody was expected. */
  readonly answered: 'expected' | 'renewed' | 'impostor' | 'anybody';
  /** An open link to the expected peer; else one to the PKI-ID that the remote proved, dialled or accepted. */
  readonly existing: 'none' | 'expected' | 'dialled' | 'accepted';
  /** How many links end where there are two and the older was accepted: by profile. */
  readonly closing: 'one' | 'both';
}

export type LinkAdmission = 'open' | 'replace' | 'redundant' | 'refuse' | 'loseBoth';

/** LINK-8 */
export function linkAdmission(facts: LinkAdmissionFacts): {
  verdict: LinkAdmission;
  clause: string;
} {
  const { role, answered, existing, closing } = facts;
  if (role === 'dialler' && answered === 'impostor')
    return { verdict: 'refuse', clause: 'LINK-D8' };
  if (role === 'dialler' && existing === 'expected')
    return { verdict: 'redundant', clause: 'LINK-D9' };
  if (existing === 'accepted' && closing === 'both')
    return { verdict: 'loseBoth', clause: 'LINK-D11' };
  if (existing === 'dialled' || existing === 'accepted')
    return { verdict: 'replace', clause: role === 'dialler' ? 'LINK-D10' : 'LINK-D12' };
  return { verdict: 'open', clause: 'LINK-D13' };
}
