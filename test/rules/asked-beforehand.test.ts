/** Where a rule is asked beforehand for all that there can be, the answers are those that it gives. */
import { describe, expect, it } from 'vitest';
import {
  aliveRouting,
  aliveRoutingFacts,
  candidateOf,
  routesFor,
} from '../../src/rules/alive-routing.js';
import {
  authorOf,
  disclosure,
  disclosureFacts,
  disclosuresTo,
} from '../../src/rules/disclosure.js';

const OURS = 'A';
const parties = ['A', 'B', 'C', undefined].flatMap((org) =>
  ['', 'x:1'].map((endpoint) => ({ org, endpoint })),
);
const pairs = parties.flatMap((one) => parties.map((other) => [one, other] as const));
const presence = (endpoint: string) => (endpoint === '' ? 'no' : 'yes');

describe('asked beforehand', () => {
  it('PUSH-3: routes of alive messages', () => {
    for (const [author, candidate] of pairs) {
      const { verdict } = aliveRouting(aliveRoutingFacts(OURS, author, candidate));
      const routes = routesFor(OURS, author.org, author.endpoint);
      const route = routes[candidateOf(OURS, author.org, candidate.org)];
      expect(route[presence(candidate.endpoint)]).toBe(verdict);
    }
  });
  it('MEMB-28: what is told of members', () => {
    for (const [asker, member] of pairs) {
      const { verdict } = disclosure(disclosureFacts(OURS, asker, member));
      const told = disclosuresTo(OURS, asker)[authorOf(OURS, asker.org, member.org)];
      expect(told[presence(member.endpoint)]).toBe(verdict);
    }
  });
});
