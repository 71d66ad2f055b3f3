/** What an exploration is of. What was kept of one is taken for the same alone. */
import { packageVersion } from '../../adapters/package-files.js';
import type { Model } from '../../checker/model.js';
import type { ExploreOptions } from './explore.js';
import type { ModelChoice } from './model-of.js';

export interface Subject {
  readonly model: string;
  readonly size: number | undefined;
  readonly reductions: readonly string[];
  readonly order: string;
  readonly shard: string | undefined;
  /** Of the package. What the model does is compared beside it (checker/behaviour.ts). */
  readonly version: string;
  readonly properties: readonly string[];
}

export function subjectOf(
  { name, size, reductions = [] }: ModelChoice,
  model: Pick<Model, 'properties'>,
  { order, shard }: ExploreOptions,
): Subject {
  return {
    model: name,
    size,
    reductions,
    order,
    shard: shard && `${shard.at}/${shard.of}`,
    version: packageVersion(),
    properties: model.properties.map(({ id, kind }) => `${kind} ${id}`),
  };
}

/** Where they differ, in words; undefined if they do not. */
export function mismatch(kept: Partial<Subject>, asked: Subject): string | undefined {
  for (const [name, value] of Object.entries(asked)) {
    const [was, is] = [kept[name as keyof Subject], value].map((one) => JSON.stringify(one));
    if (was !== is) return `${name}: it is of ${was ?? 'none'}, not of ${is ?? 'none'}`;
  }
  return undefined;
}
