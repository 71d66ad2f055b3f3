/** A model by its name and size: plain data, so that every thread makes its own. */
import { UserMistake } from '../../adapters/user-mistake.js';
import type { Model } from '../../checker/model.js';
import { type ModelEntry, models } from '../../checker/models/registry.js';
import { type Reduced, type Reduction, reduced } from '../../checker/reduce/reduced.js';

export interface ModelChoice {
  readonly name: string;
  readonly size: number | undefined;
  /** Those that are asked for. Default: what the model allows. */
  readonly reductions?: readonly Reduction[];
}

/** The model that is explored. */
export const reducedOf = (choice: ModelChoice): Reduced =>
  reduced(modelOf(choice), choice.reductions);

/** @throws UserMistake if there is no such model, or not of that size */
export function modelOf(choice: ModelChoice): Model {
  return entryOf(choice).make(sizeOf(choice) ?? 0);
}

function entryOf({ name }: ModelChoice): ModelEntry {
  const entry = models.find((model) => model.name === name);
  if (entry !== undefined) return entry;
  throw new UserMistake(
    `unknown model "${name}": expected one of ${models.map((model) => model.name).join(', ')}`,
  );
}

/** The size that is asked for, or else that of the model; undefined where it has one size. @throws UserMistake */
export function sizeOf(choice: ModelChoice): number | undefined {
  const { name, sized } = entryOf(choice);
  const asked = choice.size;
  if (sized === undefined) {
    if (asked === undefined) return undefined;
    throw new UserMistake(`--size ${asked}: ${name} has one size`);
  }
  const size = asked ?? sized.default;
  if (size < sized.min || size > sized.max)
    throw new UserMistake(
      `--size ${size}: ${name} takes ${sized.min} to ${sized.max} ${sized.what}`,
    );
  return size;
}
