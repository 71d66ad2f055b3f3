/**
 * Contacts: which configured endpoints a peer contacts, and with whom it goes on there.
 *
 * Implements spec/05-membership.md, decision table "contact" (MEMB-D44 to D49) and clauses MEMB-30,
 * MEMB-34, MEMB-45.
 */
export type ContactKind = 'bootstrap' | 'ownAnchor' | 'foreignAnchor';

export interface ContactFacts {
  readonly endpoint: 'own' | 'other';
  readonly kind: ContactKind;
  /** Whether this peer has an external endpoint. */
  readonly externalEndpoint: 'yes' | 'no';
  /** Organisation of who answered the probe; `nobody` before it. */
  readonly answered: 'nobody' | 'ours' | 'foreign';
}

/** MEMB-30 */
export function contact(facts: ContactFacts): {
  verdict: 'skip' | 'probe' | 'request' | 'refuse';
  clause: string;
} {
  if (facts.endpoint === 'own') return { verdict: 'skip', clause: 'MEMB-D44' };
  if (facts.kind === 'foreignAnchor' && facts.externalEndpoint === 'no')
    return { verdict: 'skip', clause: 'MEMB-D45' };
  if (facts.answered === 'nobody') return { verdict: 'probe', clause: 'MEMB-D46' };
  if (facts.kind === 'foreignAnchor') return { verdict: 'request', clause: 'MEMB-D47' };
  return facts.answered === 'ours'
    ? { verdict: 'request', clause: 'MEMB-D48' }
    : { verdict: 'refuse', clause: 'MEMB-D49' };
}

/** MEMB-45: host, one colon, port from 0 to 65535. */
export function isEndpoint(text: string): boolean {
  const [host, port, ...rest] = text.split(':');
  return rest.length === 0 && !!host && /^\d{1,5}$/.test(port ?? '') && Number(port) <= 65_535;
}

/** MEMB-34 */
export function isOwnEndpoint(
  endpoint: string,
  own: { readonly internal: string; readonly external: string },
): boolean {
  const port = own.internal.slice(own.internal.lastIndexOf(':') + 1);
  return (
    endpoint === own.internal ||
    endpoint === own.external ||
    endpoint === `127.0.0.1:${port}` ||
    endpoint === `localhost:${port}`
  );
}
