import { describe, expect, it } from 'vitest';
import { type IdentityEvent, identityMachine } from '../../src/machines/identity.machine.js';
import { lifeOf } from '../support/machine-life.js';
import { grouped, holesIn, required, rowsIn, rowsOf } from '../support/state-tables.js';

const table = rowsIn('spec/03-identity.md', 'identity');

describe('identity: state table', () => {
  it('equals the machine', () =>
    expect(grouped(rowsOf(identityMachine))).toEqual(grouped(required(table))));
  it('decides every event in every state', () => expect(holesIn(table)).toEqual([]));
});

const live = (isOwn: boolean, ...events: IdentityEvent[]) =>
  lifeOf('identity', { pkiId: 'a58a', isOwn }, ...events);
const [expired, revoked, idle, admitted] = (
  ['identity.expired', 'identity.revoked', 'identity.idle', 'identity.admitted'] as const
).map((type) => ({ type })) as [IdentityEvent, IdentityEvent, IdentityEvent, IdentityEvent];
const farewell = (cause: string) => [
  { type: 'identity.withdraw', pkiId: 'a58a' },
  { type: 'member.purge', pkiId: 'a58a' },
  { type: 'link.close', pkiId: 'a58a' },
  { type: 'identity.forget', pkiId: 'a58a', cause },
];

describe('identity: clauses', () => {
  it.each([
    ['IDENT-47', expired, 'expired'],
    ['IDENT-51', revoked, 'revoked'],
  ] as const)('%s: an identity, the own one too, is forgotten when %o', (_, event, cause) => {
    for (const isOwn of [false, true])
      expect(live(isOwn, event)).toMatchObject({ state: 'forgotten', effects: farewell(cause) });
  });
  it('IDENT-48: an identity out of use is forgotten', () => {
    expect(live(false, idle)).toMatchObject({ state: 'forgotten', effects: farewell('idle') });
  });
  it('IDENT-50: the own identity is never out of use', () => {
    expect(live(true, idle)).toMatchObject({ state: 'stored', effects: [], rows: ['IDENT-R4'] });
  });
  it('IDENT-52, IDENT-53, IDENT-54: what goes with an identity goes before it, and once', () => {
    const { effects } = live(false, expired, revoked, idle, expired);
    expect(effects).toEqual(farewell('expired'));
  });
  it('IDENT-I5: a forgotten identity can be stored again', () => {
    expect(live(false, admitted, idle, admitted)).toMatchObject({
      state: 'stored',
      effects: farewell('idle'),
    });
  });
});
