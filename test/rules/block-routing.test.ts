import { describe, expect, it } from 'vitest';
import { type BlockRoutingFacts, blockRouting } from '../../src/rules/block-routing.js';
import { disagreements, flawsIn, occurring, tableIn } from '../support/decision-tables.js';

const table = tableIn('spec/06-push.md', 'block-routing');

describe('block-routing: decision table', () => {
  it('is complete', () => expect(flawsIn(table)).toEqual([]));
  it('PUSH-27: equals the rule', () =>
    expect(disagreements<BlockRoutingFacts>(table, blockRouting)).toEqual([]));
  it('PUSH-I5: nobody of another organisation, nobody who has not shown to be on the channel', () => {
    for (const facts of occurring(table) as unknown as BlockRoutingFacts[])
      if (blockRouting(facts).verdict === 'send')
        expect(facts).toEqual({ member: 'alive', org: 'ours', stateInfo: 'yes' });
  });
});
