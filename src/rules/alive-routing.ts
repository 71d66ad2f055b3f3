/**
 * Routing of alive messages: which live members may get one, and with or without its secret.
 *
 * Implements spec/06-push.md, decision table "alive-routing" (PUSH-D1 to D9) and clause PUSH-3.
 */
import type { MspId } from '../wire/identity/port.js';

export interface AliveRoutingFacts {
  readonly author: 'ours' | 'foreign' | 'unknown';
  readonly authorEndpoint: 'yes' | 'no';
  /** Organisation of the candidate, the first that fits. */
  readonly candidate: 'ours' | 'authors' | 'third' | 'unknown';
  readonly candidateEndpoint: 'yes' | 'no';
}

/** `waste`: takes a place in the draw and gets nothing. */
export type AliveRoute = 'send' | 'sendWithoutSecret' | 'waste' | 'exclude';

/** PUSH-3 */
export function aliveRouting(facts: AliveRoutingFacts): { verdict: AliveRoute; clause: string } {
  const { author, authorEndpoint, candidate, candidateEndpoint } = facts;
  if (author === 'unknown') return { verdict: 'exclude', clause: 'PUSH-D1' };
  if (author === 'ours') {
    if (candidate === 'ours') return { verdict: 'send', clause: 'PUSH-D3' };
    return authorEndpoint === 'no'
      ? { verdict: 'exclude', clause: 'PUSH-D4' }
      : { verdict: 'sendWithoutSecret', clause: 'PUSH-D5' };
  }
  if (candidate === 'third' || candidate === 'unknown')
    return { verdict: 'exclude', clause: 'PUSH-D6' };
  if (candidateEndpoint === 'no') return { verdict: 'waste', clause: 'PUSH-D7' };
  return candidate === 'ours'
    ? { verdict: 'send', clause: 'PUSH-D8' }
    : { verdict: 'sendWithoutSecret', clause: 'PUSH-D9' };
}

/** The facts from MSP IDs (undefined if unknown) and external endpoints (empty if none). */
export function aliveRoutingFacts(
  ownOrg: MspId,
  author: { readonly org: MspId | undefined; readonly endpoint: string },
  candidate: { readonly org: MspId | undefined; readonly endpoint: string },
): AliveRoutingFacts {
  const authorIs = () => {
    if (author.org === undefined) return 'unknown';
    return author.org === ownOrg ? 'ours' : 'foreign';
  };
  const candidateIs = () => {
    if (candidate.org === undefined) return 'unknown';
    if (candidate.org === ownOrg) return 'ours';
    return candidate.org === author.org ? 'authors' : 'third';
  };
  return {
    author: authorIs(),
    authorEndpoint: author.endpoint === '' ? 'no' : 'yes',
    candidate: candidateIs(),
    candidateEndpoint: candidate.endpoint === '' ? 'no' : 'yes',
  };
}
