import { describe, expect, it } from 'vitest';
import { type StateInfoFacts, stateInfoAdmission } from '../../src/rules/state-info.js';
import { disagreements, flawsIn, occurring, tableIn } from '../support/decision-tables.js';

const table = tableIn('spec/09-channel.md', 'state-info-admission');

describe('state-info-admission: decision table', () => {
  it('is complete', () => expect(flawsIn(table)).toEqual([]));
  it('CHAN-40: equals the rule', () =>
    expect(disagreements<StateInfoFacts>(table, stateInfoAdmission)).toEqual([]));
  it('CHAN-I3: takes none of whom the channel does not let read', () => {
    for (const facts of occurring(table) as unknown as StateInfoFacts[])
      if (facts.reader === 'no' || facts.member === 'no' || facts.signature === 'invalid')
        expect(stateInfoAdmission(facts).verdict).not.toBe('accept');
  });
  it('CHAN-56: looks at no signature of what is not new', () => {
    const facts: StateInfoFacts = {
      content: 'stateInfo',
      pkiId: 'present',
      time: 'present',
      properties: 'present',
      signed: 'yes',
      size: 'fits',
      author: 'known',
      stored: 'same',
      get member(): 'yes' {
        throw new Error('looked at the organisation');
      },
      get signature(): 'valid' {
        throw new Error('looked at the signature');
      },
      get reader(): 'yes' {
        throw new Error('looked at the policy');
      },
    };
    expect(stateInfoAdmission(facts)).toMatchObject({ clause: 'CHAN-D7' });
  });
});
