/** Chance in every way: each set once, whatever is asked before. */
import { describe, expect, it } from 'vitest';
import { everyOutcome } from '../../src/checker/peers/choices.js';

const noNonce = () => 0n;

describe('chance', () => {
  it('CHEK-22: chooses each set of a size once', () => {
    const sets = everyOutcome(noNonce, ({ sample }) => sample(['a', 'b', 'c', 'd'], 2).join(''));
    expect([...sets].sort()).toEqual(['ab', 'ac', 'ad', 'bc', 'bd', 'cd']);
  });

  it('CHEK-22: combines choices, also where the first decides what the second is', () => {
    const pairs = everyOutcome(noNonce, ({ sample }) => {
      const [first] = sample(['a', 'b', 'c'], 1);
      const [second] = sample(first === 'a' ? ['x'] : ['x', 'y'], 1);
      return `${first}${second}`;
    });
    expect([...pairs].sort()).toEqual(['ax', 'bx', 'by', 'cx', 'cy']);
  });

  it('CHEK-22: leaves out who takes no part, and asks nothing where all are chosen', () => {
    const odd = everyOutcome(noNonce, ({ sample }) =>
      sample([1, 2, 3, 4, 5], 2, (n) => n % 2 === 1),
    );
    expect(odd).toEqual([
      [1, 3],
      [1, 5],
      [3, 5],
    ]);
    expect(everyOutcome(noNonce, ({ sample }) => sample(['b', 'a'], 3))).toEqual([['b', 'a']]);
  });

  it('CHEK-23: keeps the order of the candidates', () => {
    for (const set of everyOutcome(noNonce, ({ sample }) => sample([3, 1, 2], 2)))
      expect([
        [3, 1],
        [3, 2],
        [1, 2],
      ]).toContainEqual(set);
  });
});
