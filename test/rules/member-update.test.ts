import { describe, expect, it } from 'vitest';
import {
  internalEndpointAfter,
  type MemberUpdateFacts,
  memberUpdate,
} from '../../src/rules/member-update.js';
import { disagreements, flawsIn, tableIn } from '../support/decision-tables.js';

const table = tableIn('spec/05-membership.md', 'member-update');

describe('member-update: decision table', () => {
  it('is complete', () => expect(flawsIn(table)).toEqual([]));
  it('MEMB-12: equals the rule', () =>
    expect(disagreements<MemberUpdateFacts>(table, memberUpdate)).toEqual([]));
});

describe('member-update: internal endpoint', () => {
  it('MEMB-13: the known one is kept where none was told', () =>
    expect(internalEndpointAfter('p1:7051', undefined)).toBe('p1:7051'));
  it('MEMB-13: the told one is taken, even if it is empty', () => {
    expect(internalEndpointAfter('p1:7051', 'p2:7051')).toBe('p2:7051');
    expect(internalEndpointAfter('p1:7051', '')).toBe('');
  });
});
