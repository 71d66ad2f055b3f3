import { describe, expect, it } from 'vitest';
import {
  rangeFact,
  type StateAccessFacts,
  type StateRequestFacts,
  stateAccess,
  stateRequest,
} from '../../src/rules/state-request.js';
import { disagreements, flawsIn, tableIn } from '../support/decision-tables.js';
import { earlyReads } from '../support/facts-read.js';

const access = tableIn('spec/11-state-transfer.md', 'state-access');
const requests = tableIn('spec/11-state-transfer.md', 'state-request');

describe('state-access: decision table', () => {
  it('is complete', () => expect(flawsIn(access)).toEqual([]));
  it('XFER-20: equals the rule', () =>
    expect(disagreements<StateAccessFacts>(access, stateAccess)).toEqual([]));
  it('XFER-20: no policy is asked for a channel that is not there', () =>
    expect(earlyReads(access, stateAccess)).toEqual([]));
});

describe('state-request: decision table', () => {
  it('is complete', () => expect(flawsIn(requests)).toEqual([]));
  it('XFER-21: equals the rule', () =>
    expect(disagreements<StateRequestFacts>(requests, stateRequest)).toEqual([]));
});

describe('state-request: ranges', () => {
  const LAST = 2n ** 64n - 1n;
  it('XFER-22: both ends count, so a batch of 10 is 11 blocks', () => {
    expect(rangeFact(5n, 5n, 10n)).toBe('sound');
    expect(rangeFact(5n, 15n, 10n)).toBe('sound');
    expect(rangeFact(5n, 16n, 10n)).toBe('wide');
    expect(rangeFact(5n, 4n, 10n)).toBe('inverted');
  });
  it('XFER-22: at the end of the numbers as anywhere', () => {
    expect(rangeFact(LAST - 10n, LAST, 10n)).toBe('sound');
    expect(rangeFact(LAST - 11n, LAST, 10n)).toBe('wide');
    expect(rangeFact(LAST, 0n, 10n)).toBe('inverted');
    expect(rangeFact(0n, LAST, 10n)).toBe('wide');
  });
});
