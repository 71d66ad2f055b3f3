/**
 * Pull: which digests and updates are taken, and which items are wanted.
 *
 * Implements spec/07-pull.md, decision tables "pull-digest", "pull-want" and "pull-update" (PULL-D1 to
 * D15). Knows not what an item is.
 */

/** Whether nonces are bound to the peers that they were made for: in `hardened` alone. */
export type PullProfile = 'fabric' | 'hardened';

export const pullProfileOf = (profile: string): PullProfile =>
  profile === 'hardened' ? 'hardened' : 'fabric';

interface Decided<Verdict> {
  readonly verdict: Verdict;
  /** Row of the decision table. */
  readonly clause: string;
}

export interface PullDigestFacts {
  readonly profile: PullProfile;
  readonly nonce: 'outstanding' | 'unknown';
  /** Whether the sender is the member that the nonce was drawn for. */
  readonly sender: 'greeted' | 'other';
  /** Where the round of the nonce stands. */
  readonly phase: 'digests' | 'updates';
}

/** PULL-4 */
export function pullDigest(facts: PullDigestFacts): Decided<'take' | 'ignore' | 'reject'> {
  if (facts.nonce === 'unknown') return { verdict: 'ignore', clause: 'PULL-D1' };
  if (facts.profile === 'hardened' && facts.sender === 'other')
    return { verdict: 'reject', clause: 'PULL-D2' };
  if (facts.phase === 'updates') return { verdict: 'ignore', clause: 'PULL-D3' };
  return { verdict: 'take', clause: 'PULL-D4' };
}

export interface PullWantFacts {
  /** Whether the item has the form of its kind. */
  readonly form: 'sound' | 'unsound';
  /** Whether it is a block below the height of the ledger. */
  readonly past: 'yes' | 'no';
  readonly held: 'yes' | 'no';
  /** Whether the round may want another item. */
  readonly room: 'yes' | 'no';
}

/** PULL-5 */
export function pullWant(facts: PullWantFacts): Decided<'want' | 'skip'> {
  if (facts.form === 'unsound') return { verdict: 'skip', clause: 'PULL-D5' };
  if (facts.past === 'yes') return { verdict: 'skip', clause: 'PULL-D6' };
  if (facts.held === 'yes') return { verdict: 'skip', clause: 'PULL-D7' };
  if (facts.room === 'no') return { verdict: 'skip', clause: 'PULL-D8' };
  return { verdict: 'want', clause: 'PULL-D9' };
}

export type PullUpdateFacts = PullDigestFacts;

/** PULL-12. `consume`: its items are used; `hold`: they are advertised and served from then on as well. */
export function pullUpdate(
  facts: PullUpdateFacts,
): Decided<'hold' | 'consume' | 'ignore' | 'reject'> {
  const { profile, nonce, sender, phase } = facts;
  if (profile === 'fabric')
    return nonce === 'outstanding' && phase === 'updates'
      ? { verdict: 'hold', clause: 'PULL-D10' }
      : { verdict: 'consume', clause: 'PULL-D11' };
  if (nonce === 'unknown') return { verdict: 'ignore', clause: 'PULL-D12' };
  if (sender === 'other') return { verdict: 'reject', clause: 'PULL-D13' };
  if (phase === 'digests') return { verdict: 'ignore', clause: 'PULL-D14' };
  return { verdict: 'hold', clause: 'PULL-D15' };
}
