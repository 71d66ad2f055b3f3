/** A violation as short as it can be told, and from where on nothing escaped it. */
import type { Judgement } from '../../checker/explore.js';
import { type Inevitable, inevitableFrom } from '../../checker/minimise/inevitable.js';
import { minimised } from '../../checker/minimise/minimise.js';
import type { Model } from '../../checker/model.js';
import type { Path } from '../../checker/path.js';

export interface Explained {
  readonly path: Path;
  readonly inevitable?: Inevitable;
}

/** @param isShortest the path is a shortest one already */
export function explain(
  model: Model,
  { property, verdict }: Pick<Judgement, 'property' | 'verdict'>,
  path: Path,
  isShortest: boolean,
): Explained {
  if (property.kind !== 'always' || verdict !== 'violated') return { path };
  const told = isShortest ? path : minimised(model, property, path);
  return { path: told, inevitable: inevitableFrom(model, property, told) };
}
