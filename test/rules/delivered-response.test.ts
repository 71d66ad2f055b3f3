import { describe, expect, it } from 'vitest';
import { type DeliveredFacts, deliveredResponse } from '../../src/rules/delivered-response.js';
import { disagreements, flawsIn, occurring, tableIn } from '../support/decision-tables.js';

const table = tableIn('spec/12-delivery.md', 'delivered-response');

describe('delivered-response: decision table', () => {
  it('is complete', () => expect(flawsIn(table)).toEqual([]));
  it('DELV-14: equals the rule', () =>
    expect(disagreements<DeliveredFacts>(table, deliveredResponse)).toEqual([]));
  it('DELV-I2: what does not verify is accepted in no profile', () => {
    for (const facts of occurring(table) as unknown as DeliveredFacts[])
      if (facts.block === 'invalid' || facts.content !== 'block')
        expect(deliveredResponse(facts).verdict).not.toBe('accept');
  });
  it('DELV-16: only profile fabric-2.5 accepts a block that does not fit the chain', () => {
    for (const facts of occurring(table) as unknown as DeliveredFacts[])
      if (deliveredResponse(facts).verdict === 'accept' && facts.chained)
        expect(facts).toMatchObject({ number: 'next', previous: 'same', metadata: 'complete' });
  });
});
