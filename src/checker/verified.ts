/**
 * A model that is distrusted: of a share of the states that are expanded, steps are done again and compared with what
 * is remembered of them. The share goes round evenly, so that two runs distrust the same states.
 *
 * Implements spec/17-checker.md, CHEK-56.
 */
import type { Level } from './levels.js';
import type { Model } from './model.js';

export interface Verified {
  readonly model: Model;
  /** States whose steps were done again. */
  readonly rechecked: number;
  /** The first difference, in words. */
  readonly defect: string | undefined;
}

/**
 * @param model what is explored: `base`, or a reduction of it
 * @param share of the states, above 0 and at most 1
 * @throws RangeError if `base` cannot do its steps again
 */
export function verified(model: Model, base: Model, share: number): Verified {
  if (base.recheck === undefined) throw new RangeError(`${base.name} cannot be rechecked`);
  let due = 1;
  let rechecked = 0;
  let defect: string | undefined;
  return {
    model: {
      ...model,
      expand(state, next, visit) {
        due += share;
        if (due >= 1 && defect === undefined) {
          due -= 1;
          rechecked += 1;
          defect = base.recheck!(state);
        }
        model.expand(state, next, visit);
      },
    },
    get rechecked() {
      return rechecked;
    },
    get defect() {
      return defect;
    },
  };
}

/** CHEK-57: where two explorations of one model part, in words; undefined if they are the same, level by level. */
export function levelDefect(one: readonly Level[], other: readonly Level[]): string | undefined {
  const count = Math.max(one.length, other.length);
  for (let at = 0; at < count; at += 1) {
    const [a, b] = [one[at], other[at]];
    const where = `level ${at + 1}`;
    if (a?.count !== b?.count)
      return `${where} has ${a?.count ?? 0} states, and then ${b?.count ?? 0}`;
    if (a!.low !== b!.low || a!.high !== b!.high)
      return `${where} has other states the second time`;
  }
  return undefined;
}
