/**
 * Where each part was first come into: the state before it. From that a later run, whose model gives other numbers to
 * parts, makes the same parts again and knows which number has become which.
 */
import { type Behaviour, createBehaving, strideFor } from './behaviour.js';
import { type Fingerprints, isNumbered } from './fingerprint.js';
import type { Model, StateVector } from './model.js';
import type { Saved } from './saved.js';

const CHANGED = 'the model has changed';
/** Whether `remade` has thrown it: what is kept is of another model, or of another version of this one. */
export const tellsOfChange = (error: unknown): error is RangeError =>
  error instanceof RangeError && error.message.startsWith(CHANGED);

export interface Recipes {
  /** A value that was not met before, in a state after a step of `before`. */
  note(place: number, value: number, before: StateVector): void;
  /** For each part its place, value, two halves, and the state before it. */
  readonly words: Int32Array;
}

/** Place, value and two halves; then the state before. */
export const RECIPE_HEAD = 4;

type Prints = Pick<Fingerprints, 'tables' | 'low' | 'high'>;

/** @param prints asked for a value when `words` is read */
export function createRecipes(width: number, prints: Pick<Fingerprints, 'low' | 'high'>): Recipes {
  const size = RECIPE_HEAD + width;
  const noted: Int32Array[] = [];
  return {
    note(place, value, before) {
      const recipe = new Int32Array(size);
      recipe.set([place, value, 0, 0]);
      recipe.set(before, RECIPE_HEAD);
      noted.push(recipe);
    },
    get words() {
      const words = new Int32Array(size * noted.length);
      noted.forEach((recipe, index) => {
        recipe[2] = prints.low(recipe[0]!, recipe[1]!);
        recipe[3] = prints.high(recipe[0]!, recipe[1]!);
        words.set(recipe, index * size);
      });
      return words;
    },
  };
}

/**
 * What the model does with the states before some of the parts.
 *
 * @param ownOf writes the state whose words stand in `recipes` from `at` into `state`, as the model numbers it
 */
export function behaviourIn(
  model: Model,
  prints: Prints,
  recipes: Int32Array,
  ownOf: (recipes: Int32Array, at: number, state: StateVector) => void,
): Behaviour {
  const behaving = createBehaving(model, prints);
  const size = RECIPE_HEAD + model.width;
  const stride = size * strideFor(recipes.length / size);
  const before: StateVector = new Int32Array(model.width);
  for (let at = 0; at < recipes.length; at += stride) {
    ownOf(recipes, at + RECIPE_HEAD, before);
    behaving.add(before);
  }
  return behaving.behaviour;
}

/**
 * Makes all parts again, in the order in which they were met.
 *
 * @param saved initial states as they were numbered then, one after the other, and parts
 * @param before holds the state whose steps are done, for whoever notes what is met
 * @param made called for each part, while `before` holds the state before it
 * @returns rewrites states from old numbers to new ones, in place
 * @throws RangeError if a part does not come again, or the model does something else with a state: it is another one
 */
export function remade(
  model: Model,
  prints: Prints,
  { initial, recipes: words, behaviour }: Pick<Saved, 'initial' | 'recipes' | 'behaviour'>,
  before: StateVector,
  made: (place: number, own: number) => void = () => {},
): (states: Int32Array) => void {
  const { width } = model;
  const numbers = Array.from({ length: width }, () => new Map<number, number>());
  const differs = (what: string) => new RangeError(`${CHANGED}: ${what}`);
  if (initial.length !== width * model.initial.length) throw differs('its initial states');
  initial.forEach((value, at) => {
    const own = model.initial[Math.floor(at / width)]!;
    numbers[at % width]!.set(value, own[at % width]!);
  });
  const rewrite = (states: Int32Array): void => {
    for (let at = 0; at < states.length; at += 1) {
      const value = states[at]!;
      const own = numbers[at % width]!.get(value);
      if (own === undefined && isNumbered(value))
        throw differs(`what stands at place ${at % width}`);
      states[at] = own ?? value;
    }
  };
  const behaving = createBehaving(model, prints);
  const size = RECIPE_HEAD + width;
  const stride = size * strideFor(words.length / size);
  for (let at = 0; at < words.length; at += size) {
    const [place, value, low, high] = words.subarray(at, at + RECIPE_HEAD) as unknown as [
      number,
      number,
      number,
      number,
    ];
    before.set(words.subarray(at + RECIPE_HEAD, at + size));
    rewrite(before);
    if (at % stride === 0) behaving.add(before);
    const next = before.slice();
    let own: number | undefined;
    model.expand(before, next, () => {
      const met = next[place]!;
      if (own === undefined && prints.low(place, met) === low && prints.high(place, met) === high)
        own = met;
    });
    if (own === undefined) throw differs(`a part at place ${place}`);
    numbers[place]!.set(value, own);
    made(place, own);
  }
  const { low, high } = behaving.behaviour;
  if (low !== behaviour.low || high !== behaviour.high)
    throw differs('its steps or its properties');
  return rewrite;
}
