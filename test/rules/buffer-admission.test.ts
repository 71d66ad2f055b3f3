import { describe, expect, it } from 'vitest';
import {
  type BufferAdmissionFacts,
  bufferAdmission,
  hasBufferRoom,
  isWithinReach,
} from '../../src/rules/buffer-admission.js';
import { disagreements, flawsIn, tableIn } from '../support/decision-tables.js';

const table = tableIn('spec/11-state-transfer.md', 'buffer-admission');

describe('buffer-admission: decision table', () => {
  it('is complete', () => expect(flawsIn(table)).toEqual([]));
  it('XFER-2: equals the rule', () =>
    expect(disagreements<BufferAdmissionFacts>(table, bufferAdmission)).toEqual([]));
});

describe('buffer-admission: bounds', () => {
  it('XFER-3: from the height to the height and blockBufferSize - 1', () => {
    expect([6n, 7n, 26n, 27n].map((number) => isWithinReach(number, 7n, 20n))).toEqual([
      false,
      true,
      true,
      false,
    ]);
  });
  it('XFER-3: the greatest number is out of reach of a small height, and in reach of its own', () => {
    const last = 2n ** 64n - 1n;
    expect(isWithinReach(last, 1n, 20n)).toBe(false);
    expect(isWithinReach(last, last, 20n)).toBe(true);
    expect(isWithinReach(0n, last, 20n)).toBe(false);
  });
  it('XFER-4: there is room while at most 2 × blockBufferSize blocks wait', () => {
    expect(hasBufferRoom(40, 20)).toBe(true);
    expect(hasBufferRoom(41, 20)).toBe(false);
  });
});
