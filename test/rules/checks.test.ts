import { describe, expect, it } from 'vitest';
import { type Check, firstFailure } from '../../src/rules/checks.js';

const check = (row: string, verdict: Check<unknown>['verdict'], fails: () => boolean) => ({
  row,
  verdict,
  reason: `because of ${row}`,
  fails,
});

describe('ordered checks', () => {
  it('the first that fails decides, and no later one is asked', () => {
    const asked: string[] = [];
    const ask = (row: string, fails: boolean) => () => {
      asked.push(row);
      return fails;
    };
    const checks = [
      check('X-D1', 'reject', ask('X-D1', false)),
      check('X-D2', 'ignore', ask('X-D2', true)),
      check('X-D3', 'reject', ask('X-D3', true)),
    ];
    expect(firstFailure(checks, {})).toEqual({
      verdict: 'ignore',
      clause: 'X-D2',
      reason: 'because of X-D2',
    });
    expect(asked).toEqual(['X-D1', 'X-D2']);
  });
  it('undefined if all pass, or there are none', () => {
    expect(firstFailure([check('X-D1', 'reject', () => false)], {})).toBeUndefined();
    expect(firstFailure([], {})).toBeUndefined();
  });
});
