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
  /** An open link to the expected peer; else one to the PKI-ID that the remote proved. */
  readonly existing: 'none' | 'expected' | 'authenticated';
  /** How many links Fabric's profiles and the hardened one end when an acceptor has two. */
  readonly closing: 'one' | 'both';
}

export type LinkAdmission = 'open' | 'replace' | 'redundant' | 'refuse' | 'loseBoth';

/** LINK-8 */
export function linkAdmission(facts: LinkAdmissionFacts): {
  verdict: LinkAdmission;
  clause: string;
} {
  const { role, answered, existing, closing } = facts;
  if (role === 'dialler') {
    if (answered === 'impostor') return { verdict: 'refuse', clause: 'LINK-D8' };
    if (existing === 'expected') return { verdict: 'redundant', clause: 'LINK-D9' };
    if (existing === 'authenticated') return { verdict: 'replace', clause: 'LINK-D10' };
  } else if (existing === 'authenticated') {
    return closing === 'both'
      ? { verdict: 'loseBoth', clause: 'LINK-D11' }
      : { verdict: 'replace', clause: 'LINK-D12' };
  }
  return { verdict: 'open', clause: 'LINK-D13' };
}
