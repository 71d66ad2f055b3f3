import { describe, expect, it } from 'vitest';
import {
  type IdentityAdmissionFacts,
  type IdentityArrival,
  identityAdmission,
  identityAdmissionFacts,
  isExpired,
  isIdle,
} from '../../src/rules/identity-admission.js';
import { accept, ignore, reject } from '../../src/wire/verdict.js';
import { disagreements, flawsIn, tableIn } from '../support/decision-tables.js';

const table = tableIn('spec/03-identity.md', 'identity-admission');

describe('identity-admission: decision table', () => {
  it('is complete', () => expect(flawsIn(table)).toEqual([]));
  it('IDENT-44: equals the rule', () =>
    expect(disagreements<IdentityAdmissionFacts>(table, identityAdmission)).toEqual([]));
});

const PKI = Uint8Array.of(1, 2);
const KEY = { algorithm: 'Ed25519', bytes: new Uint8Array(32) } as const;
const arrival = (changes: Partial<IdentityArrival> = {}): IdentityArrival => ({
  pkiId: PKI,
  resolved: accept({ mspId: 'Org1MSP', key: KEY, notAfterMs: 1_000 }),
  computed: Uint8Array.of(1, 2),
  isKnown: false,
  storedCount: 3,
  identitiesMax: 4,
  nowMs: 1_000,
  ...changes,
});
const verdictOf = (changes: Partial<IdentityArrival> = {}) => {
  const { verdict, clause } = identityAdmission(identityAdmissionFacts(arrival(changes)));
  return `${verdict} ${clause}`;
};

describe('identity-admission: facts', () => {
  it('a valid identity under its own PKI-ID is stored', () => {
    expect(verdictOf()).toBe('store IDENT-D8');
  });
  it.each([
    ['no PKI-ID', { pkiId: new Uint8Array() }, 'reject IDENT-D1'],
    ['rejected by its MSP', { resolved: reject('IDENT-15', '') }, 'reject IDENT-D2'],
    ['of an unknown MSP', { resolved: ignore('IDENT-11', '') }, 'ignore IDENT-D3'],
    ['under the PKI-ID of another', { computed: Uint8Array.of(1, 3) }, 'reject IDENT-D4'],
    ['without a PKI-ID of its own', { computed: undefined }, 'reject IDENT-D4'],
    ['under a part of its PKI-ID', { pkiId: Uint8Array.of(1) }, 'reject IDENT-D4'],
    ['known', { isKnown: true, nowMs: 2_000, storedCount: 4 }, 'keep IDENT-D5'],
    ['expired', { nowMs: 1_001 }, 'ignore IDENT-D6'],
  ] as const)('%s', (_, changes, verdict) => expect(verdictOf(changes)).toBe(verdict));
  it('IDENT-I1: an identity never enters under a PKI-ID that is not its own', () => {
    for (const isKnown of [false, true])
      expect(verdictOf({ computed: Uint8Array.of(9), isKnown })).toBe('reject IDENT-D4');
  });
  it('IDENT-I3: the store takes no more than it may hold', () => {
    expect([3, 4, 5].map((storedCount) => verdictOf({ storedCount }))).toEqual([
      'store IDENT-D8',
      'ignore IDENT-D7',
      'ignore IDENT-D7',
    ]);
  });
});

describe('identity-admission: instants', () => {
  it('IDENT-46: the last millisecond of validity counts, the next does not', () => {
    expect([999, 1_000, 1_001].map((now) => isExpired({ notAfterMs: 1_000 }, now))).toEqual([
      false,
      false,
      true,
    ]);
    expect(isExpired({ notAfterMs: Number.POSITIVE_INFINITY }, Number.MAX_SAFE_INTEGER)).toBe(
      false,
    );
  });
  it('IDENT-48: an identity is idle when its last use is further back than the threshold', () => {
    expect([1_500, 1_501].map((now) => isIdle(1_000, now, 500))).toEqual([false, true]);
  });
});
