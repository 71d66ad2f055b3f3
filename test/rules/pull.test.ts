import { describe, expect, it } from 'vitest';
import {
  type PullDigestFacts,
  type PullUpdateFacts,
  type PullWantFacts,
  pullDigest,
  pullProfileOf,
  pullUpdate,
  pullWant,
} from '../../src/rules/pull.js';
import { disagreements, flawsIn, occurring, tableIn } from '../support/decision-tables.js';

describe('pull-digest: decision table', () => {
  const table = tableIn('spec/07-pull.md', 'pull-digest');
  it('is complete', () => expect(flawsIn(table)).toEqual([]));
  it('PULL-4: equals the rule', () =>
    expect(disagreements<PullDigestFacts>(table, pullDigest)).toEqual([]));
});

describe('pull-want: decision table', () => {
  const table = tableIn('spec/07-pull.md', 'pull-want');
  it('is complete', () => expect(flawsIn(table)).toEqual([]));
  it('PULL-5: equals the rule', () =>
    expect(disagreements<PullWantFacts>(table, pullWant)).toEqual([]));
});

describe('pull-update: decision table', () => {
  const table = tableIn('spec/07-pull.md', 'pull-update');
  it('is complete', () => expect(flawsIn(table)).toEqual([]));
  it('PULL-12: equals the rule', () =>
    expect(disagreements<PullUpdateFacts>(table, pullUpdate)).toEqual([]));
  it('PULL-14: nothing is held without an outstanding nonce', () => {
    for (const facts of occurring(table) as unknown as PullUpdateFacts[])
      if (facts.nonce === 'unknown' || facts.phase === 'digests')
        expect(pullUpdate(facts).verdict).not.toBe('hold');
  });
});

describe('pull: profiles', () => {
  it('PULL-24, PULL-29: nonces are bound in `hardened` alone', () => {
    expect(['fabric-2.5', 'fabric-3.1', 'hardened'].map(pullProfileOf)).toEqual([
      'fabric',
      'fabric',
      'hardened',
    ]);
  });
});
