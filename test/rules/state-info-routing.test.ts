import { describe, expect, it } from 'vitest';
import {
  type StateInfoRoutingFacts,
  stateInfoRouting,
} from '../../src/rules/state-info-routing.js';
import { disagreements, flawsIn, tableIn } from '../support/decision-tables.js';

const table = tableIn('spec/06-push.md', 'state-info-routing');

describe('state-info-routing: decision table', () => {
  it('is complete', () => expect(flawsIn(table)).toEqual([]));
  it('PUSH-30: equals the rule', () =>
    expect(disagreements<StateInfoRoutingFacts>(table, stateInfoRouting)).toEqual([]));
});
