/** A tree of states of one part each, whose numbers each instance gives as it likes. */
import type { Model } from '../../src/checker/model.js';

export interface ManyParts {
  /** The last part has the number 0, not the first one. */
  readonly isBackward?: boolean;
  /** The root leads to so many, and each of these to one other, and so on. */
  readonly chains?: number;
  /** From each state a step leads back to the root. */
  readonly goesBack?: boolean;
}

/** @param total states: each leads to two others, or as `chains` says, while there are so many */
export function manyParts(total: number, { isBackward, chains, goesBack }: ManyParts = {}): Model {
  /** By number of the part, and by what it stands for. */
  const values = new Int32Array(total).fill(-1);
  const numbers = new Int32Array(total).fill(-1);
  let met = 0;
  const numberOf = (value: number): number => {
    if (numbers[value] === -1) {
      numbers[value] = isBackward ? total - 1 - met : met;
      values[numbers[value]!] = value;
      met += 1;
    }
    return numbers[value]!;
  };
  return {
    name: 'many-parts',
    width: 1,
    initial: [Int32Array.of(numberOf(0))],
    expand(state, next, visit) {
      const value = values[state[0]!]!;
      const all = chains === undefined ? [2 * value + 1, 2 * value + 2] : nextIn(chains, value);
      const after = all.filter((one) => one < total);
      for (const one of goesBack ? [...after, 0] : after) {
        next[0] = numberOf(one);
        visit();
      }
      next[0] = state[0]!;
    },
    properties: [
      {
        id: 'last',
        kind: 'sometimes',
        about: 'the last one',
        holds: (state) => values[state[0]!] === total - 1,
      },
    ],
    label: () => 'on',
    contentOf: (_, number) => String(values[number]),
    describe: (state) => [String(values[state[0]!])],
  };
}

const nextIn = (chains: number, value: number): number[] =>
  value > 0 ? [value + chains] : Array.from({ length: chains }, (_, i) => i + 1);
