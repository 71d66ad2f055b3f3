import { describe, expect, it } from 'vitest';
import {
  type IdentityDisclosureFacts,
  identityDisclosure,
  identityDisclosureFacts,
  type PulledIdentityFacts,
  pulledIdentity,
} from '../../src/rules/pull-identity.js';
import { disagreements, flawsIn, occurring, tableIn } from '../support/decision-tables.js';
import { earlyReads } from '../support/facts-read.js';

describe('pulled-identity: decision table', () => {
  const table = tableIn('spec/07-pull.md', 'pulled-identity');
  it('is complete', () => expect(flawsIn(table)).toEqual([]));
  it('PULL-33: equals the rule', () =>
    expect(disagreements<PulledIdentityFacts>(table, pulledIdentity)).toEqual([]));
  it('PULL-33: nothing is looked at after what decides', () =>
    expect(earlyReads<PulledIdentityFacts>(table, pulledIdentity)).toEqual([]));
});

describe('identity-disclosure: decision table', () => {
  const table = tableIn('spec/07-pull.md', 'identity-disclosure');
  it('is complete', () => expect(flawsIn(table)).toEqual([]));
  it('PULL-31: equals the rule', () =>
    expect(disagreements<IdentityDisclosureFacts>(table, identityDisclosure)).toEqual([]));
  it('PULL-I3: another organisation sees no third one, and nobody without endpoint', () => {
    for (const facts of occurring(table) as unknown as IdentityDisclosureFacts[])
      if (facts.requester !== 'ours' && (facts.identity === 'third' || facts.endpoint === 'no'))
        expect(identityDisclosure(facts).verdict).toBe('hide');
  });
});

describe('identity-disclosure: facts', () => {
  const facts = (requester: string | undefined, identity: string | undefined, endpoint = 'm:1') =>
    identityDisclosureFacts('A', requester, identity, endpoint);
  it('PULL-31: ours comes before the requester’s', () => {
    expect(facts('A', 'A')).toEqual({ requester: 'ours', identity: 'ours', endpoint: 'yes' });
    expect(facts('B', 'A')).toMatchObject({ requester: 'foreign', identity: 'ours' });
    expect(facts('B', 'B')).toMatchObject({ requester: 'foreign', identity: 'requesters' });
    expect(facts('B', 'C')).toMatchObject({ requester: 'foreign', identity: 'third' });
  });
  it('PULL-31: two unknown organisations are not the same one', () => {
    expect(facts(undefined, undefined)).toMatchObject({
      requester: 'unknown',
      identity: 'unknown',
    });
    expect(facts('B', undefined, '')).toMatchObject({ identity: 'unknown', endpoint: 'no' });
  });
});
