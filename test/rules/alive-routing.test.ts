import { describe, expect, it } from 'vitest';
import {
  type AliveRoutingFacts,
  aliveRouting,
  aliveRoutingFacts,
} from '../../src/rules/alive-routing.js';
import { disagreements, flawsIn, occurring, tableIn } from '../support/decision-tables.js';

const table = tableIn('spec/06-push.md', 'alive-routing');

describe('alive-routing: decision table', () => {
  it('is complete', () => expect(flawsIn(table)).toEqual([]));
  it('PUSH-3: equals the rule', () =>
    expect(disagreements<AliveRoutingFacts>(table, aliveRouting)).toEqual([]));
  it('PUSH-I2: a third organisation gets only what our own peers with an external endpoint say', () => {
    for (const facts of occurring(table) as unknown as AliveRoutingFacts[]) {
      const { verdict } = aliveRouting(facts);
      const isOurs = facts.candidate === 'ours' || facts.candidate === 'authors';
      const isSent = verdict === 'send' || verdict === 'sendWithoutSecret';
      if (isSent && !isOurs) expect(facts).toMatchObject({ author: 'ours', authorEndpoint: 'yes' });
    }
  });
  it('MEMB-I4: another organisation never gets a secret', () => {
    for (const facts of occurring(table) as unknown as AliveRoutingFacts[])
      if (facts.candidate !== 'ours') expect(aliveRouting(facts).verdict).not.toBe('send');
  });
});

describe('alive-routing: facts', () => {
  const facts = (author: string | undefined, candidate: string | undefined, endpoint = 'x:1') =>
    aliveRoutingFacts('A', { org: author, endpoint }, { org: candidate, endpoint: '' });
  it('PUSH-3: the candidate is seen from us first', () => {
    expect(facts('A', 'A')).toMatchObject({ author: 'ours', candidate: 'ours' });
    expect(facts('B', 'A')).toMatchObject({ author: 'foreign', candidate: 'ours' });
    expect(facts('B', 'B')).toMatchObject({ author: 'foreign', candidate: 'authors' });
    expect(facts('B', 'C')).toMatchObject({ author: 'foreign', candidate: 'third' });
    expect(facts('A', 'C')).toMatchObject({ author: 'ours', candidate: 'third' });
  });
  it('PUSH-3: two unknown organisations are not the same one', () => {
    expect(facts(undefined, undefined)).toMatchObject({ author: 'unknown', candidate: 'unknown' });
    expect(facts(undefined, 'B')).toMatchObject({ author: 'unknown', candidate: 'third' });
  });
  it('PUSH-3: an empty endpoint is none', () => {
    expect(facts('A', 'B')).toMatchObject({ authorEndpoint: 'yes', candidateEndpoint: 'no' });
    expect(facts('A', 'B', '')).toMatchObject({ authorEndpoint: 'no' });
  });
});
