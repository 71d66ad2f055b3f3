import { describe, expect, it } from 'vitest';
import {
  isLower,
  type LeadershipFacts,
  leadershipAdmission,
} from '../../src/rules/leadership-admission.js';
import { toHex } from '../../src/wire/hex.js';
import { disagreements, flawsIn, occurring, tableIn } from '../support/decision-tables.js';

const table = tableIn('spec/10-election.md', 'leadership-admission');

describe('leadership-admission: decision table', () => {
  it('is complete', () => expect(flawsIn(table)).toEqual([]));
  it('ELEC-6: equals the rule', () =>
    expect(disagreements<LeadershipFacts>(table, leadershipAdmission)).toEqual([]));
  it('ELEC-I4: nothing of another organisation, and nothing old, is accepted', () => {
    for (const facts of occurring(table) as unknown as LeadershipFacts[]) {
      if (leadershipAdmission(facts).verdict !== 'accept') continue;
      expect(facts).toEqual({
        time: 'present',
        author: 'ours',
        stored: 'older',
        peer: 'yes',
      });
    }
  });
});

describe('leadership: who is lower', () => {
  const hex = (...bytes: number[]) => toHex(Uint8Array.from(bytes));
  it('ELEC-10: bytes are unsigned, and the first that differs decides', () => {
    expect(isLower(hex(0x7f, 0xff), hex(0x80, 0x00))).toBe(true);
    expect(isLower(hex(0x0a), hex(0xa0))).toBe(true);
    expect(isLower(hex(0x9f), hex(0xa0))).toBe(true);
    expect(isLower(hex(1, 2), hex(1, 1))).toBe(false);
  });
  it('ELEC-10: nobody is lower than itself, and a beginning is lower than the whole', () => {
    expect(isLower(hex(1), hex(1))).toBe(false);
    expect(isLower(hex(1), hex(1, 0))).toBe(true);
  });
});
