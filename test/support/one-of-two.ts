/** A system of two in which one may act, whoever comes first: they take from one budget. */
import type { Model } from '../../src/checker/model.js';
import type { Independence } from '../../src/checker/reduce/order.js';

/** That 0 acts is seen by no property; what is sought is that 1 does. */
export function oneOfTwo(): { readonly model: Model; readonly independence: Independence } {
  let owner = 0;
  const model: Model = {
    name: 'one of two',
    width: 3,
    initial: [Int32Array.of(0, 0, 1)],
    expand(state, next, visit) {
      if (state[2] === 0) return;
      for (owner = 0; owner < 2; owner += 1) {
        next[owner] = 1;
        next[2] = 0;
        visit();
        next.set(state);
      }
    },
    properties: [
      { id: 'P1', kind: 'sometimes', about: '1 has acted', holds: (state) => state[1] === 1 },
    ],
    label: () => `${owner} acts`,
    describe: (state) => [state.join(' ')],
  };
  const independence: Independence = {
    count: 2,
    applies: () => true,
    ownerOf: () => owner,
    feeds: () => false,
    reaches: () => false,
    isVisible: (state, next) => state[1] !== next[1],
    spends: (state, next) => state[2] !== next[2],
    rankOf: (state) => 2 - state[0]! - state[1]!,
  };
  return { model, independence };
}
