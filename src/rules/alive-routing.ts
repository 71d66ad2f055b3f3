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
export const aliveRoutingFacts = (
  ownOrg: MspId,
  author: { readonly org: MspId | undefined; readonly endpoint: string },
  candidate: { readonly org: MspId | undefined; readonly endpoint: string },
): AliveRoutingFacts => ({
  author: authorOf(ownOrg, author.org),
  authorEndpoint: author.endpoint === '' ? 'no' : 'yes',
  candidate: candidateOf(ownOrg, author.org, candidate.org),
  candidateEndpoint: candidate.endpoint === '' ? 'no' : 'yes',
});

function authorOf(ownOrg: MspId, org: MspId | undefined): AliveRoutingFacts['author'] {
  if (org === undefined) return 'unknown';
  return org === ownOrg ? 'ours' : 'foreign';
}

/** What a candidate's organisation is to us and to the author's. */
export function candidateOf(
  ownOrg: MspId,
  authorOrg: MspId | undefined,
  org: MspId | undefined,
): AliveRoutingFacts['candidate'] {
  if (org === undefined) return 'unknown';
  if (org === ownOrg) return 'ours';
  return org === authorOrg ? 'authors' : 'third';
}

/** By candidate, and by whether it has an external endpoint. */
export type AliveRoutes = {
  readonly [C in AliveRoutingFacts['candidate']]: { readonly [E in 'yes' | 'no']: AliveRoute };
};

function routesOf(author: AliveRoutingFacts['author'], authorEndpoint: 'yes' | 'no'): AliveRoutes {
  const route = (candidate: AliveRoutingFacts['candidate']) => ({
    yes: aliveRouting({ author, authorEndpoint, candidate, candidateEndpoint: 'yes' }).verdict,
    no: aliveRouting({ author, authorEndpoint, candidate, candidateEndpoint: 'no' }).verdict,
  });
  return {
    ours: route('ours'),
    authors: route('authors'),
    third: route('third'),
    unknown: route('unknown'),
  };
}

const routes = {
  ours: { yes: routesOf('ours', 'yes'), no: routesOf('ours', 'no') },
  foreign: { yes: routesOf('foreign', 'yes'), no: routesOf('foreign', 'no') },
  unknown: { yes: routesOf('unknown', 'yes'), no: routesOf('unknown', 'no') },
};

/** PUSH-3: the rule, asked beforehand for every candidate that there can be. */
export const routesFor = (
  ownOrg: MspId,
  authorOrg: MspId | undefined,
  authorEndpoint: string,
): AliveRoutes => routes[authorOf(ownOrg, authorOrg)][authorEndpoint === '' ? 'no' : 'yes'];
