/** `fabric-gossip check --verify-memo`: whether a model does the same again, and two runs meet the same states. */
import type { Explored, Summary } from '../../checker/explore.js';
import type { Model } from '../../checker/model.js';
import { reduced } from '../../checker/reduce/reduced.js';
import { levelDefect, verified } from '../../checker/verified.js';
import { type ExploreOptions, explore } from './explore.js';
import { interruptible } from './interruptible.js';
import { type ModelChoice, modelOf, reducedOf } from './model-of.js';

export interface VerifyOptions extends ExploreOptions {
  readonly size?: number;
  readonly verifyMemo: number;
  readonly reductions?: boolean;
  readonly reduce?: ModelChoice['reductions'];
  readonly json?: boolean;
}

/** Prints what was found; exit status 1 if something differs. @throws UserMistake for a model that is not there */
export const verify = (name: string, options: VerifyOptions): Promise<void> =>
  interruptible((signal) => verifyUntil(name, options, signal));

async function verifyUntil(name: string, options: VerifyOptions, stop: AbortSignal): Promise<void> {
  const { size, verifyMemo } = options;
  const asked = options.reductions === false ? [] : options.reduce;
  const choice = { name, size, ...(asked && { reductions: asked }) };
  const base = modelOf(choice);
  const first = verified(reduced(base, asked).model, base, verifyMemo);
  const run = (model: Model): Promise<Explored> => explore({ choice, model }, options, stop);
  const one = (await run(first.model)).summary;
  const other = stop.aborted ? undefined : (await run(reducedOf(choice).model)).summary;
  // Levels that an interruption has cut off differ for that reason alone.
  const between = stop.aborted ? undefined : levelDefect(one.levels, other!.levels);
  const defects = [first.defect, between].filter((defect) => defect !== undefined);
  if (stop.aborted) process.exitCode = 130;
  else if (defects.length > 0) process.exitCode = 1;
  const result: Verification = {
    model: name,
    distinct: one.distinct,
    rechecked: first.rechecked,
    ended: stop.aborted ? 'interrupted' : one.ended!,
    defects,
  };
  console.log(options.json ? JSON.stringify(result, null, 2) : textOf(result));
}

interface Verification {
  readonly model: string;
  readonly distinct: number;
  readonly rechecked: number;
  /** Of the first exploration. */
  readonly ended: NonNullable<Summary['ended']> | 'interrupted';
  readonly defects: readonly string[];
}

function textOf({ model, distinct, rechecked, ended, defects }: Verification): string {
  const isInterrupted = ended === 'interrupted';
  const how = isInterrupted ? 'interrupted' : 'explored twice';
  const found = isInterrupted ? 'nothing differs so far' : 'nothing differs';
  return [
    `${model}: ${distinct} states, steps of ${rechecked} done again, ${how}`,
    ...(defects.length === 0 ? [found] : defects.map((defect) => `differs: ${defect}`)),
    'whether its properties hold is not said here: check it without --verify-memo',
  ].join('\n');
}
