/** Explores a model as the options say: in portions with news in between, or in threads. */
import { setImmediate } from 'node:timers/promises';
import { UserMistake } from '../../adapters/user-mistake.js';
import { createExploration, type Explored } from '../../checker/explore.js';
import type { Model } from '../../checker/model.js';
import { numbersMax } from '../../checker/parallel/orders.js';
import { tellsOfChange } from '../../checker/recipes.js';
import { keeping } from './keeping.js';
import type { ModelChoice } from './model-of.js';
import { createProgress } from './progress.js';

export interface ExploreOptions {
  readonly depth?: number;
  readonly states?: number;
  readonly order: 'bfs' | 'dfs';
  readonly exact?: boolean;
  /** Threads. */
  readonly workers?: number;
  /** Megabytes that states may take. */
  readonly memory?: number;
  /** From 1. */
  readonly shard?: { readonly at: number; readonly of: number };
  /** Where it is kept while it is not finished; and where it was. */
  readonly checkpoint?: string;
  readonly resume?: string;
}

interface Explorable {
  readonly choice: ModelChoice;
  readonly model: Model;
}

/** More than the processors of one machine. */
const WORKERS_MAX = 256;

/** States expanded before the host looks up: some milliseconds. */
const PORTION = 2_000;

/**
 * @param choice makes a model equal to `model`
 * @param stop ends it; what there is so far is the result
 * @throws UserMistake if options do not go together
 */
export async function explore(
  of: Explorable,
  options: ExploreOptions,
  stop: AbortSignal,
): Promise<Explored> {
  try {
    return await explored(of, options, stop);
  } catch (error) {
    throw toldBetter(error, options);
  }
}

async function explored(
  { choice, model }: Explorable,
  options: ExploreOptions,
  stop: AbortSignal,
): Promise<Explored> {
  const { depth, states, order, exact, memory, shard, workers = 1 } = options;
  const bounds = {
    ...(depth !== undefined && { depth }),
    ...(states !== undefined && { states }),
    ...(memory !== undefined && { bytes: memory * 1e6 }),
    ...(shard !== undefined && { shard: { at: shard.at - 1, of: shard.of } }),
  };
  const { tell } = createProgress();
  if (workers > 1) refuseThreads(workers, model, options);
  const { saved, keep } = keeping(choice, model, options);
  const most = numbersMax(workers);
  if (saved !== undefined && saved.visited.count > most)
    throw new UserMistake(`--workers ${workers}: so many go on with ${most} states at most`);
  if (workers > 1) {
    const { exploreInThreads } = await import('./threads.js');
    return exploreInThreads({ choice, model }, workers, bounds, { stop, tell, saved, keep });
  }
  const isKept = keep !== undefined || saved !== undefined;
  const exploration = createExploration(
    model,
    { order, isExact: exact === true, isKept, ...bounds },
    saved,
  );
  while (!stop.aborted && exploration.advance(PORTION)) {
    tell(exploration.summary);
    if (keep?.isDue()) keep.save(exploration.save());
    await setImmediate();
  }
  const { ended } = exploration.summary;
  if (ended === undefined || ended === 'states' || ended === 'memory')
    keep?.save(exploration.save());
  return exploration;
}

/** What an exploration throws that whoever runs it can mend. */
function toldBetter(error: unknown, { resume }: ExploreOptions): unknown {
  if (tellsOfChange(error))
    return new UserMistake(`--resume ${resume}: ${error.message}`, { cause: error });
  if (error instanceof RangeError && /allocation failed|Invalid typed array/i.test(error.message))
    return new UserMistake(`no memory for more states: bound them with --memory or --states`, {
      cause: error,
    });
  return error;
}

function refuseThreads(workers: number, model: Model, options: ExploreOptions): void {
  const { order, exact } = options;
  const refuse = (why: string): never => {
    throw new UserMistake(`--workers ${workers}: ${why}`);
  };
  if (workers > WORKERS_MAX) refuse(`expected at most ${WORKERS_MAX}`);
  if (order === 'dfs') refuse('threads go level by level, not with --order dfs');
  if (exact) refuse('threads compare fingerprints, not with --exact');
  if (model.contentOf === undefined) refuse(`${model.name} does not say what its parts are`);
}
