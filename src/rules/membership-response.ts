/**
 * Membership responses: what a peer does with each element.
 *
 * Implements spec/05-membership.md, decision tables "response-alive" (MEMB-D32 to D36, D51) and
 * "response-dead" (MEMB-D38 to D43, D52), and clauses MEMB-36, MEMB-37, MEMB-41.
 */
export interface ResponseAliveFacts {
  /** `malformed`: no alive message at all; `unsound`: one that lacks something. */
  readonly element: 'sound' | 'unsound' | 'malformed';
  readonly author: 'own' | 'other';
  readonly stored: 'older' | 'same';
  readonly authentic: 'yes' | 'no';
}

/** MEMB-36 */
export function responseAlive(facts: ResponseAliveFacts): {
  verdict: 'abort' | 'skip' | 'apply';
  clause: string;
} {
  if (facts.element === 'malformed') return { verdict: 'abort', clause: 'MEMB-D32' };
  if (facts.element === 'unsound') return { verdict: 'skip', clause: 'MEMB-D51' };
  if (facts.author === 'own') return { verdict: 'skip', clause: 'MEMB-D33' };
  if (facts.stored === 'same') return { verdict: 'skip', clause: 'MEMB-D34' };
  if (facts.authentic === 'no') return { verdict: 'skip', clause: 'MEMB-D35' };
  return { verdict: 'apply', clause: 'MEMB-D36' };
}

export interface ResponseDeadFacts {
  /** As in ResponseAliveFacts. */
  readonly element: 'sound' | 'unsound' | 'malformed';
  readonly author: 'own' | 'known' | 'unknown';
  readonly stored: 'older' | 'same';
  readonly authentic: 'yes' | 'no';
  readonly room: 'yes' | 'no';
}

/** MEMB-37, MEMB-41 */
export function responseDead(facts: ResponseDeadFacts): {
  verdict: 'abort' | 'skip' | 'learnDead';
  clause: string;
} {
  if (facts.element === 'malformed') return { verdict: 'abort', clause: 'MEMB-D38' };
  if (facts.element === 'unsound') return { verdict: 'skip', clause: 'MEMB-D52' };
  if (facts.author !== 'unknown') return { verdict: 'skip', clause: 'MEMB-D39' };
  if (facts.stored === 'same') return { verdict: 'skip', clause: 'MEMB-D40' };
  if (facts.authentic === 'no') return { verdict: 'skip', clause: 'MEMB-D41' };
  if (facts.room === 'no') return { verdict: 'skip', clause: 'MEMB-D42' };
  return { verdict: 'learnDead', clause: 'MEMB-D43' };
}
