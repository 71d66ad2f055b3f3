import { describe, expect, it } from 'vitest';
import { type DisclosureFacts, disclosure, disclosureFacts } from '../../src/rules/disclosure.js';
import { disagreements, flawsIn, occurring, tableIn } from '../support/decision-tables.js';

const table = tableIn('spec/05-membership.md', 'disclosure');

describe('disclosure: decision table', () => {
  it('is complete', () => expect(flawsIn(table)).toEqual([]));
  it('MEMB-28: equals the rule', () =>
    expect(disagreements<DisclosureFacts>(table, disclosure)).toEqual([]));
  it('MEMB-I4: another organisation never sees a secret, nor a third organisation', () => {
    for (const facts of occurring(table) as unknown as DisclosureFacts[]) {
      const { verdict } = disclosure(facts);
      if (facts.requester !== 'ours') expect(verdict).not.toBe('show');
      if (facts.author === 'third' || facts.author === 'unknown') expect(verdict).toBe('hide');
    }
  });
});

describe('disclosure: facts', () => {
  const facts = (
    asker: string | undefined,
    member: string | undefined,
    endpoints = ['a:1', 'm:1'],
  ) =>
    disclosureFacts(
      'A',
      { org: asker, endpoint: endpoints[0]! },
      { org: member, endpoint: endpoints[1]! },
    );
  it('MEMB-28: the author is seen from the requester first', () => {
    expect(facts('A', 'A')).toMatchObject({ requester: 'ours', author: 'requester' });
    expect(facts('B', 'B')).toMatchObject({ requester: 'foreign', author: 'requester' });
    expect(facts('B', 'A')).toMatchObject({ requester: 'foreign', author: 'ours' });
    expect(facts('B', 'C')).toMatchObject({ requester: 'foreign', author: 'third' });
    expect(facts('A', 'C')).toMatchObject({ requester: 'ours', author: 'third' });
  });
  it('MEMB-28: two unknown organisations are not the same one', () => {
    expect(facts(undefined, undefined)).toMatchObject({ requester: 'unknown', author: 'unknown' });
    expect(facts('B', undefined)).toMatchObject({ author: 'unknown' });
    expect(facts(undefined, 'A')).toMatchObject({ requester: 'unknown', author: 'ours' });
  });
  it('MEMB-28: an empty endpoint is none', () => {
    expect(facts('B', 'A', ['', 'm:1'])).toMatchObject({
      requesterEndpoint: 'no',
      authorEndpoint: 'yes',
    });
    expect(facts('B', 'A', ['a:1', ''])).toMatchObject({
      requesterEndpoint: 'yes',
      authorEndpoint: 'no',
    });
  });
});
