/** Go's durations: what Go reads, what it refuses, and what a setting makes of them. */

import { describe, expect, it } from 'vitest';
import {
  millisecondsOf,
  parseDuration,
  settingDuration,
} from '../../../src/adapters/settings/durations.js';
import { fc } from '../../support/drawing.js';

describe('durations', () => {
  it.each([
    ['4s', 4_000_000_000n],
    ['1500ms', 1_500_000_000n],
    ['1h2m3.5s', 3_723_500_000_000n],
    ['.5s', 500_000_000n],
    ['1.s', 1_000_000_000n],
    ['2us', 2_000n],
    ['2\u00b5s', 2_000n],
    ['2\u03bcs', 2_000n],
    ['7ns', 7n],
    ['0', 0n],
    ['+5s', 5_000_000_000n],
    ['-5s', -5_000_000_000n],
    ['0.0000000019s', 1n],
    ['2562047h', 9_223_369_200_000_000_000n],
  ])('reads %s', (text, nanoseconds) => expect(parseDuration(text)).toBe(nanoseconds));

  it.each(['', '4', 's', '.s', '4 s', '4x', '4S', '1h 2m', '--4s', '4s5', '1e3s', '2562048h'])(
    'refuses "%s"',
    (text) => expect(parseDuration(text)).toBeUndefined(),
  );

  it('adds up terms whatever their order', () => {
    fc.assert(
      fc.property(fc.nat(999), fc.nat(999), fc.nat(999), (h, m, ms) => {
        const sum = (BigInt(h) * 3_600_000n + BigInt(m) * 60_000n + BigInt(ms)) * 1_000_000n;
        expect(parseDuration(`${ms}ms${h}h${m}m`)).toBe(sum);
      }),
    );
  });

  it('never throws', () => {
    fc.assert(fc.property(fc.string(), (text) => void parseDuration(text)));
  });

  it('takes a setting without a unit as nanoseconds', () => {
    expect(settingDuration('4')).toBe(4n);
    expect(settingDuration(4)).toBe(4n);
    expect(settingDuration(1.5)).toBeUndefined();
    expect(settingDuration('4s')).toBe(4_000_000_000n);
  });

  it('rounds up to milliseconds', () => {
    expect([0n, 1n, 1_000_000n, 1_000_001n].map(millisecondsOf)).toEqual([0, 1, 1, 2]);
  });
});
