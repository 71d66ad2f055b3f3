import { describe, expect, it } from 'vitest';
import {
  type BlockWindowFacts,
  blockWindow,
  blockWindowFacts,
  isExpiredBlock,
  isForgottenBlock,
  leavesWindow,
} from '../../src/rules/block-window.js';
import { disagreements, flawsIn, tableIn } from '../support/decision-tables.js';
import { fc } from '../support/drawing.js';

const table = tableIn('spec/06-push.md', 'block-window');

describe('block-window: decision table', () => {
  it('is complete', () => expect(flawsIn(table)).toEqual([]));
  it('PUSH-23: equals the rule', () =>
    expect(disagreements<BlockWindowFacts>(table, blockWindow)).toEqual([]));
});

describe('block-window: numbers', () => {
  const verdict = (held: bigint[], number: bigint) =>
    blockWindow(blockWindowFacts(held, number, 10n)).verdict;
  it('PUSH-23: exactly as far behind as the window is long is new, one more is old', () => {
    expect(verdict([30n], 20n)).toBe('new');
    expect(verdict([30n], 19n)).toBe('old');
  });
  it('PUSH-23: the same number is a double, whatever else is held', () =>
    expect(verdict([1n, 30n], 1n)).toBe('double'));
  it('PUSH-23: nothing wraps at either end of the numbers', () => {
    const last = 2n ** 64n - 1n;
    expect(verdict([0n], last)).toBe('new');
    expect(verdict([last], 0n)).toBe('old');
    expect(verdict([], last)).toBe('new');
  });
  it('PUSH-24: a block leaves when one comes that is further ahead than the window is long', () => {
    expect(leavesWindow(20n, 30n, 10n)).toBe(false);
    expect(leavesWindow(19n, 30n, 10n)).toBe(true);
    expect(leavesWindow(30n, 19n, 10n)).toBe(false);
  });
  it('PUSH-I4: whatever comes, in whatever order, no two numbers are further apart', () => {
    fc.assert(
      fc.property(
        fc.array(fc.bigInt({ min: 0n, max: 40n }), { maxLength: 60 }),
        fc.bigInt({ min: 1n, max: 10n }),
        (numbers, size) => {
          const held = new Set<bigint>();
          for (const number of numbers) {
            if (blockWindow(blockWindowFacts(held, number, size)).verdict !== 'new') continue;
            for (const other of held) if (leavesWindow(other, number, size)) held.delete(other);
            held.add(number);
            const sorted = [...held].sort((a, b) => Number(a - b));
            expect(sorted.at(-1)! - sorted[0]!).toBeLessThanOrEqual(size);
          }
        },
      ),
    );
  });
});

describe('block-window: age', () => {
  it('PUSH-25: withdrawn after a hundred periods of pull', () => {
    expect(isExpiredBlock(400_000, 4_000)).toBe(false);
    expect(isExpiredBlock(400_001, 4_000)).toBe(true);
  });
  it('PUSH-26: forgotten after two hundred', () => {
    expect(isForgottenBlock(800_000, 4_000)).toBe(false);
    expect(isForgottenBlock(800_001, 4_000)).toBe(true);
  });
});
