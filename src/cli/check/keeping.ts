/** Where an exploration goes on from, and where it is kept (CHEK-54). */
import { UserMistake } from '../../adapters/user-mistake.js';
import type { Model } from '../../checker/model.js';
import type { Saved } from '../../checker/saved.js';
import { FRESH, readCheckpoint, writeCheckpoint } from './checkpoint-file.js';
import type { ExploreOptions } from './explore.js';
import type { ModelChoice } from './model-of.js';
import { type Subject, subjectOf } from './subject.js';
import { refuseUnwritable } from './writable.js';

export interface Keeper {
  /** Between portions of work, and between levels. */
  isDue(): boolean;
  /** What was explored is not lost if it cannot be kept: that is said, and the exploration goes on. */
  save(saved: Saved): void;
}

/** Between two checkpoints. */
const KEEP_MS = 300_000;
/** EX_IOERR of sysexits.h: the last checkpoint is not there. */
const NOT_KEPT = 74;

/** @throws UserMistake if options do not go together, or a file cannot be used: before anything is explored */
export function keeping(choice: ModelChoice, model: Model, options: ExploreOptions) {
  refuseKeeping(model, options);
  const { resume } = options;
  const subject = subjectOf(choice, model, options);
  const checkpoint =
    options.checkpoint === undefined
      ? undefined
      : refuseUnwritable('--checkpoint', options.checkpoint, FRESH);
  return {
    saved: resume === undefined ? undefined : readCheckpoint(resume, subject),
    keep: checkpoint === undefined ? undefined : keeperOf(checkpoint, subject),
  };
}

function keeperOf(path: string, subject: Subject): Keeper {
  let keptMs = performance.now();
  return {
    isDue: () => performance.now() - keptMs > KEEP_MS,
    save(saved) {
      const failed = failureOf(() => writeCheckpoint(path, subject, saved));
      keptMs = performance.now();
      if (process.exitCode === NOT_KEPT) process.exitCode = 0;
      if (failed === undefined) return;
      console.error(`warning: --checkpoint ${path}: not kept (${failed}); what was there still is`);
      process.exitCode = NOT_KEPT;
    },
  };
}

function failureOf(work: () => void): string | undefined {
  try {
    work();
    return undefined;
  } catch (error) {
    return (error as Error).message;
  }
}

function refuseKeeping(model: Model, options: ExploreOptions): void {
  const { order, exact, depth, shard, checkpoint, resume } = options;
  if (shard !== undefined && order === 'dfs')
    throw new UserMistake('--shard: shards part at a level, not with --order dfs');
  const kept = checkpoint !== undefined ? '--checkpoint' : '--resume';
  if (checkpoint === undefined && resume === undefined) return;
  if (exact) throw new UserMistake(`${kept}: fingerprints are kept, not with --exact`);
  if (depth !== undefined)
    throw new UserMistake(`${kept}: what --depth cuts off would be missing later; use --states`);
  if (model.contentOf === undefined)
    throw new UserMistake(`${kept}: ${model.name} does not say what its parts are`);
}
