import { describe, expect, it } from 'vitest';
import {
  type AliveFacts,
  type AlivePushFacts,
  type AliveShape,
  aliveAuthenticity,
  alivePush,
  aliveShape,
  isNewer,
} from '../../src/rules/alive-message.js';
import { disagreements, flawsIn, occurring, tableIn } from '../support/decision-tables.js';
import { fc } from '../support/drawing.js';
import { earlyReads } from '../support/facts-read.js';

const authenticity = tableIn('spec/05-membership.md', 'alive-authenticity');
const push = tableIn('spec/05-membership.md', 'alive-push');

describe('alive-authenticity: decision table', () => {
  it('is complete', () => expect(flawsIn(authenticity)).toEqual([]));
  it('MEMB-8: equals the rule', () =>
    expect(disagreements<AliveFacts>(authenticity, aliveAuthenticity)).toEqual([]));
  it('MEMB-8: looks at nothing right of the first failing condition', () =>
    expect(earlyReads<AliveFacts>(authenticity, aliveAuthenticity)).toEqual([]));
  it('MEMB-8: the shape is what rows MEMB-D1 to MEMB-D4 say', () => {
    const shapeRows = ['MEMB-D1', 'MEMB-D2', 'MEMB-D3', 'MEMB-D4'];
    for (const facts of occurring(authenticity)) {
      const whole = aliveAuthenticity(facts as unknown as AliveFacts);
      const shape = aliveShape(facts as unknown as AliveShape);
      if (shapeRows.includes(whole.clause)) expect(shape).toEqual(whole);
      else expect(shape).toBeUndefined();
    }
  });
});

describe('alive-push: decision table', () => {
  it('is complete', () => expect(flawsIn(push)).toEqual([]));
  it('MEMB-9, MEMB-10: equals the rule', () =>
    expect(disagreements<AlivePushFacts>(push, alivePush)).toEqual([]));
  it('MEMB-9: looks at nothing right of the first deciding condition', () =>
    expect(earlyReads<AlivePushFacts>(push, alivePush)).toEqual([]));
});

describe('alive-message: timestamps', () => {
  const time = (incNum: bigint, seqNum: bigint) => ({ incNum, seqNum });
  it('MEMB-11: the later start is newer, whatever the counter says', () => {
    expect(isNewer(time(2n, 1n), time(1n, 9n))).toBe(true);
    expect(isNewer(time(1n, 9n), time(2n, 1n))).toBe(false);
  });
  it('MEMB-11: with the same start the greater counter is newer, and none is newer than itself', () => {
    expect(isNewer(time(1n, 2n), time(1n, 1n))).toBe(true);
    expect(isNewer(time(1n, 1n), time(1n, 1n))).toBe(false);
  });
  it('MEMB-11: numbers above 2^63 are great, not negative, and above 2^53 exact', () => {
    expect(isNewer(time(2n ** 64n - 1n, 0n), time(1n, 0n))).toBe(true);
    expect(isNewer(time(1n, 2n ** 63n), time(1n, 2n ** 63n - 1n))).toBe(true);
    expect(isNewer(time(2n ** 53n + 1n, 0n), time(2n ** 53n, 0n))).toBe(true);
  });
  it('MEMB-11: it is a total order', () => {
    const number = fc.oneof(
      fc.bigInt({ min: 0n, max: 3n }),
      fc.bigInt({ min: 0n, max: 2n ** 64n - 1n }),
    );
    const times = fc.record({ incNum: number, seqNum: number });
    fc.assert(
      fc.property(times, times, times, (a, b, c) => {
        const isSame = a.incNum === b.incNum && a.seqNum === b.seqNum;
        expect(Number(isNewer(a, b)) + Number(isNewer(b, a)) + Number(isSame)).toBe(1);
        if (isNewer(a, b) && isNewer(b, c)) expect(isNewer(a, c)).toBe(true);
      }),
    );
  });
});
