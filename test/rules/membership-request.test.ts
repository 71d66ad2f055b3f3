import { describe, expect, it } from 'vitest';
import {
  type MembershipRequestFacts,
  membershipRequest,
} from '../../src/rules/membership-request.js';
import { disagreements, flawsIn, tableIn } from '../support/decision-tables.js';

const table = tableIn('spec/05-membership.md', 'membership-request');

describe('membership-request: decision table', () => {
  it('is complete', () => expect(flawsIn(table)).toEqual([]));
  it('MEMB-15: equals the rule', () =>
    expect(disagreements<MembershipRequestFacts>(table, membershipRequest)).toEqual([]));
  it('MEMB-15: nothing is asked of an identity before the request is known to be its sender’s', () => {
    const facts = {
      self: 'sound',
      author: 'other',
      get authentic(): never {
        throw new Error('asked');
      },
      stored: 'older',
      own: 'shown',
    } as const;
    expect(membershipRequest(facts)).toEqual({ verdict: 'reject', clause: 'MEMB-D20' });
  });
});
