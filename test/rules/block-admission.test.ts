import { describe, expect, it } from 'vitest';
import { type BlockAdmissionFacts, blockAdmission } from '../../src/rules/block-admission.js';
import { disagreements, flawsIn, tableIn } from '../support/decision-tables.js';
import { earlyReads } from '../support/facts-read.js';

const table = tableIn('spec/06-push.md', 'block-admission');

/** The rule answers with a refusal, or accepts. */
const rule = (facts: BlockAdmissionFacts) => blockAdmission(facts);

describe('block-admission: decision table', () => {
  it('is complete', () => expect(flawsIn(table)).toEqual([]));
  it('PUSH-20: equals the rule', () =>
    expect(disagreements<BlockAdmissionFacts>(table, rule)).toEqual([]));
  it('PUSH-20: a double costs no signature', () => expect(earlyReads(table, rule)).toEqual([]));
});
