/** Explores a model as the options say: in portions with news in between, or in threads. */
import { setImmediate } from 'node:timers/promises';
import { UserMistake } from '../../adapters/user-mistake.js';
import { createExploration, type Explored } from '../../checker/explore.js';
import type { Model } from '../../checker/model.js';
import type { ModelChoice } from './model-of.js';
import { createProgress } from './progress.js';

export interface ExploreOptions {
  readonly depth?: number;
  readonly states?: number;
  readonly order: 'bfs' | 'dfs';
  readonly exact?: boolean;
  /** Threads. */
  readonly workers?: number;
}

/** States expanded before the host looks up: some milliseconds. */
const PORTION = 2_000;

/**
 * @param choice makes a model equal to `model`
 * @param stop ends it; what there is so far is the result
 * @throws UserMistake if options do not go together
 */
export async function explore(
  { choice, model }: { readonly choice: ModelChoice; readonly model: Model },
  options: ExploreOptions,
  stop: AbortSignal,
): Promise<Explored> {
  const { depth, states, order, exact, workers = 1 } = options;
  const bounds = { ...(depth !== undefined && { depth }), ...(states !== undefined && { states }) };
  const { tell } = createProgress();
  if (workers > 1) {
    refuseThreads(workers, model, options);
    const { exploreInThreads } = await import('./threads.js');
    return exploreInThreads({ choice, model }, workers, bounds, { stop, tell });
  }
  const exploration = createExploration(model, { order, isExact: exact === true, ...bounds });
  while (!stop.aborted && exploration.advance(PORTION)) {
    tell(exploration.summary);
    await setImmediate();
  }
  return exploration;
}

function refuseThreads(workers: number, model: Model, { order, exact }: ExploreOptions): void {
  const refuse = (why: string): never => {
    throw new UserMistake(`--workers ${workers}: ${why}`);
  };
  if (order === 'dfs') refuse('threads go level by level, not with --order dfs');
  if (exact) refuse('threads compare fingerprints, not with --exact');
  if (model.contentOf === undefined) refuse(`${model.name} does not say what its parts are`);
}
