import { describe, expect, it } from 'vitest';
import {
  numbersFact,
  rangeEnd,
  type StateCandidateFacts,
  type StateResponseFacts,
  stateCandidate,
  stateResponse,
} from '../../src/rules/state-response.js';
import { disagreements, flawsIn, tableIn } from '../support/decision-tables.js';

const candidates = tableIn('spec/11-state-transfer.md', 'state-candidate');
const responses = tableIn('spec/11-state-transfer.md', 'state-response');

describe('state-candidate: decision table', () => {
  it('is complete', () => expect(flawsIn(candidates)).toEqual([]));
  it('XFER-32: equals the rule', () =>
    expect(disagreements<StateCandidateFacts>(candidates, stateCandidate)).toEqual([]));
});

describe('state-response: decision table', () => {
  it('is complete', () => expect(flawsIn(responses)).toEqual([]));
  it('XFER-34: equals the rule', () =>
    expect(disagreements<StateResponseFacts>(responses, stateResponse)).toEqual([]));
});

describe('state-response: ranges', () => {
  it('XFER-31: a full range is one block more than stateBatchSize', () => {
    expect(rangeEnd(5n, 100n, 10n)).toBe(15n);
    expect(rangeEnd(5n, 15n, 10n)).toBe(15n);
    expect(rangeEnd(5n, 14n, 10n)).toBe(14n);
    expect(rangeEnd(5n, 5n, 10n)).toBe(5n);
  });
  it('XFER-31: somebody who claims the greatest height moves no range', () =>
    expect(rangeEnd(5n, 2n ** 64n - 2n, 10n)).toBe(15n));
  it('XFER-36: the first of the range, and then one by one', () => {
    expect(numbersFact([5n, 6n, 7n], 5n, 15n)).toBe('inOrder');
    expect(numbersFact([5n], 5n, 5n)).toBe('inOrder');
    expect(numbersFact([], 5n, 15n)).toBe('none');
  });
  it.each([
    ['a gap', [5n, 7n]],
    ['a gap at the start', [6n, 7n]],
    ['a double', [5n, 5n]],
    ['blocks from before', [3n, 4n, 5n]],
    ['falling numbers', [6n, 5n]],
    ['more than was asked for', [5n, 6n, 7n, 8n]],
    ['the greatest number', [2n ** 64n - 1n]],
  ])('XFER-36: refuses %s', (_, numbers) => expect(numbersFact(numbers, 5n, 7n)).toBe('other'));
});
