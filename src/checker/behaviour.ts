/**
 * What a model does with some of the states that were met, in two numbers to which every instance of an equal model
 * comes: how many steps they have, where these lead, and which properties hold. Who goes on with what was kept
 * compares them (CHEK-54), so that a model whose steps or properties were changed meanwhile is seen to be another one.
 */
import type { Fingerprints } from './fingerprint.js';
import type { Model, StateVector } from './model.js';
import { createSuccessors } from './successors.js';

export interface Behaviour {
  readonly low: number;
  readonly high: number;
}

export interface Behaving {
  add(state: StateVector): void;
  /** Of all states so far, in their order. */
  readonly behaviour: Behaviour;
}

/** States that are looked at, of however many: some milliseconds. */
const LOOKED_AT = 1 << 10;
/** Every which one of so many is looked at. */
export const strideFor = (count: number): number => Math.ceil(count / LOOKED_AT) || 1;

const FACTOR = 0x01000193;

export function createBehaving(
  model: Model,
  prints: Pick<Fingerprints, 'tables' | 'low' | 'high'>,
): Behaving {
  const successors = createSuccessors(model, prints, false);
  let low = 0;
  let high = 0;
  return {
    add(state) {
      successors.of(state);
      let [a, b] = [successors.steps, 0];
      for (let i = 0; i < successors.count; i += 1) {
        a = (a + successors.lows[i]!) | 0;
        b = (b + successors.highs[i]!) | 0;
      }
      for (const { holds } of model.properties) b = (Math.imul(b, 3) + (holds(state) ? 1 : 2)) | 0;
      low = (Math.imul(low, FACTOR) + a) | 0;
      high = (Math.imul(high, FACTOR) + b) | 0;
    },
    get behaviour() {
      return { low, high };
    },
  };
}
