import { describe, expect, it } from 'vitest';
import { backoffOf } from '../../src/rules/delivery-backoff.js';

const HOUR_MS = 3_600_000;
const wait = (failures: number, maxMs = HOUR_MS) => backoffOf(failures, 100, maxMs);

describe('delivery: backoff', () => {
  it('DELV-4: 100 ms, and a fifth more with each failure, in whole milliseconds', () => {
    expect([1, 2, 3, 4, 5, 6].map((k) => wait(k))).toEqual([100, 120, 144, 172, 207, 248]);
  });
  it('DELV-4: the cap is reached after 58 failures at the defaults', () => {
    expect(wait(58)).toBeLessThan(HOUR_MS);
    expect(wait(59)).toBe(HOUR_MS);
    expect(wait(10_000)).toBe(HOUR_MS);
    expect(wait(5, 150)).toBe(150);
  });
  it('DELV-4: there is no wait before a first attempt', () => expect(wait(0)).toBe(0));
});
