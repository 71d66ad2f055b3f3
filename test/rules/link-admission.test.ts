import { describe, expect, it } from 'vitest';
import { type LinkAdmissionFacts, linkAdmission } from '../../src/rules/link-admission.js';
import { disagreements, flawsIn, tableIn } from '../support/decision-tables.js';

const table = tableIn('spec/04-link.md', 'link-admission');

describe('link-admission: decision table', () => {
  it('is complete', () => expect(flawsIn(table)).toEqual([]));
  it('LINK-8: equals the rule', () =>
    expect(disagreements<LinkAdmissionFacts>(table, linkAdmission)).toEqual([]));
});
