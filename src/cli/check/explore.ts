/** Explores a model as the options say: in portions with news in between, or in threads. */
import { setImmediate } from 'node:timers/promises';
import { UserMistake } from '../../adapters/user-mistake.js';
import { createExploration, type Explored } from '../../checker/explore.js';
import type { Model } from '../../checker/model.js';
import type { Saved } from '../../checker/saved.js';
import { readCheckpoint, type Subject, writeCheckpoint } from './checkpoint-file.js';
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

/** States expanded before the host looks up: some milliseconds. */
const PORTION = 2_000;
/** Between two checkpoints. */
const KEEP_MS = 300_000;

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
  const { depth, states, order, exact, memory, shard, workers = 1 } = options;
  const bounds = {
    ...(depth !== undefined && { depth }),
    ...(states !== undefined && { states }),
    ...(memory !== undefined && { bytes: memory * 1e6 }),
    ...(shard !== undefined && { shard: { at: shard.at - 1, of: shard.of } }),
  };
  const { tell } = createProgress();
  refuseKeeping(model, options);
  if (workers > 1) refuseThreads(workers, model, options);
  const { saved, keep } = keeping(choice, options);
  if (workers > 1) {
    const { exploreInThreads } = await import('./threads.js');
    return exploreInThreads({ choice, model }, workers, bounds, { stop, tell, saved, keep });
  }
  const exploration = createExploration(
    model,
    {
      order,
      isExact: exact === true,
      isKept: keep !== undefined || saved !== undefined,
      ...bounds,
    },
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

/** Reads and writes checkpoints, where they are asked for. */
function keeping(
  { name, size, reductions = [] }: ModelChoice,
  { order, shard, checkpoint, resume }: ExploreOptions,
) {
  const subject: Subject = {
    model: name,
    size,
    reductions,
    order,
    shard: shard && `${shard.at}/${shard.of}`,
  };
  return {
    saved: resume === undefined ? undefined : readCheckpoint(resume, subject),
    keep: checkpoint === undefined ? undefined : keeperOf(checkpoint, subject),
  };
}

function keeperOf(path: string, subject: Subject) {
  let keptMs = performance.now();
  return {
    isDue: () => performance.now() - keptMs > KEEP_MS,
    save(saved: Saved): void {
      writeCheckpoint(path, subject, saved);
      keptMs = performance.now();
    },
  };
}

function refuseKeeping(model: Model, options: ExploreOptions): void {
  const { order, exact, depth, shard, checkpoint, resume } = options;
  if (shard !== undefined && order === 'dfs')
    throw new UserMistake(`--shard: shards part at a level, not with --order dfs`);
  const kept = checkpoint !== undefined ? '--checkpoint' : '--resume';
  if (checkpoint === undefined && resume === undefined) return;
  if (exact) throw new UserMistake(`${kept}: fingerprints are kept, not with --exact`);
  if (depth !== undefined)
    throw new UserMistake(`${kept}: what --depth cuts off would be missing later; use --states`);
  if (model.contentOf === undefined)
    throw new UserMistake(`${kept}: ${model.name} does not say what its parts are`);
}

function refuseThreads(workers: number, model: Model, options: ExploreOptions): void {
  const { order, exact } = options;
  const refuse = (why: string): never => {
    throw new UserMistake(`--workers ${workers}: ${why}`);
  };
  if (order === 'dfs') refuse('threads go level by level, not with --order dfs');
  if (exact) refuse('threads compare fingerprints, not with --exact');
  if (model.contentOf === undefined) refuse(`${model.name} does not say what its parts are`);
}
