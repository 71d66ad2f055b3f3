/** `fabric-gossip check --verify-memo`: whether a model does the same again, and two runs meet the same states. */
import { UserMistake } from '../../adapters/user-mistake.js';
import type { Explored } from '../../checker/explore.js';
import type { Model } from '../../checker/model.js';
import { reduced } from '../../checker/reduce/reduced.js';
import { levelDefect, verified } from '../../checker/verified.js';
import { type ExploreOptions, explore } from './explore.js';
import { type ModelChoice, modelOf, reducedOf } from './model-of.js';

export interface VerifyOptions extends ExploreOptions {
  readonly size?: number;
  readonly verifyMemo: number;
  readonly reductions?: boolean;
  readonly reduce?: ModelChoice['reductions'];
  readonly json?: boolean;
}

/** Prints what was found; exit status 1 if something differs. @throws UserMistake for a model that is not there */
export async function verify(name: string, options: VerifyOptions): Promise<void> {
  const { size, verifyMemo, workers } = options;
  if (workers !== undefined && workers > 1)
    throw new UserMistake('--verify-memo: runs of one thread are compared, not with --workers');
  const asked = options.reductions === false ? [] : options.reduce;
  const choice = { name, size, ...(asked && { reductions: asked }) };
  const base = modelOf(choice);
  const first = verified(reduced(base, asked).model, base, verifyMemo);
  const controller = new AbortController();
  const interrupt = () => controller.abort();
  process.once('SIGINT', interrupt);
  const run = (model: Model): Promise<Explored> =>
    explore({ choice, model }, options, controller.signal);
  const one = (await run(first.model)).summary;
  const other = (await run(reducedOf(choice).model)).summary;
  process.off('SIGINT', interrupt);
  if (controller.signal.aborted) process.exitCode = 130;
  const defects = [first.defect, levelDefect(one.levels, other.levels)];
  const found = controller.signal.aborted ? [] : defects.filter((defect) => defect !== undefined);
  if (found.length > 0) process.exitCode = 1;
  const result = {
    model: name,
    distinct: one.distinct,
    rechecked: first.rechecked,
    defects: found,
  };
  console.log(options.json ? JSON.stringify(result, null, 2) : textOf(result));
}

function textOf(result: {
  readonly model: string;
  readonly distinct: number;
  readonly rechecked: number;
  readonly defects: readonly string[];
}): string {
  const { model, distinct, rechecked, defects } = result;
  return [
    `${model}: ${distinct} states, steps of ${rechecked} done again, explored twice`,
    ...(defects.length === 0 ? ['nothing differs'] : defects.map((defect) => `differs: ${defect}`)),
  ].join('\n');
}
