/** The work of `fabric-gossip check`: portions of an exploration, with news in between. */
import type { Judgement, Summary } from '../../checker/explore.js';
import { models } from '../../checker/models/registry.js';
import { type Reduction, reduced } from '../../checker/reduce/reduced.js';
import { explain } from './explain.js';
import { type ExploreOptions, explore } from './explore.js';
import { interruptible } from './interruptible.js';
import { modelOf, sizeOf } from './model-of.js';
import { resultOf } from './result.js';
import { judgeEndlessRuns } from './runs.js';
import {
  type Counterexample,
  refuseUntellable,
  type Telling,
  tellCounterexample,
} from './tell-counterexample.js';
import { textOf } from './text.js';

export interface CheckOptions extends Telling, ExploreOptions {
  readonly size?: number;
  /** False: every state is explored. */
  readonly reductions?: boolean;
  readonly reduce?: readonly Reduction[];
  /** Endless runs are judged on so many states at most. */
  readonly liveness?: number;
  /** False: nothing obliges a step; `strong`: what is possible again and again does, too. */
  readonly fairness?: boolean | 'weak' | 'strong';
  readonly json?: boolean;
}

export function listModels({ json }: Pick<CheckOptions, 'json'>): void {
  const listed = models.map(({ name, about, sized }) => ({ name, about, size: sized }));
  if (json) return console.log(JSON.stringify(listed, null, 2));
  for (const { name, about, size } of listed) {
    const of = size === undefined ? '' : ` (--size: ${size.what}, ${size.default})`;
    console.log(`${name.padEnd(20)} ${about}${of}`);
  }
}

/** @throws UserMistake if there is no such model, or not of that size. */
export const check = (name: string, options: CheckOptions): Promise<void> =>
  interruptible((signal) => checkUntil(name, options, signal));

async function checkUntil(name: string, options: CheckOptions, stop: AbortSignal): Promise<void> {
  const { order } = options;
  const size = sizeOf({ name, size: options.size });
  const model = modelOf({ name, size });
  await refuseUntellable(options);
  const few = reduced(model, options.reductions === false ? [] : options.reduce);
  const choice = { name, size, reductions: few.on };
  const startedMs = performance.now();
  const exploration = await explore({ choice, model: few.model }, options, stop);
  const seconds = (performance.now() - startedMs) / 1000;
  const runs = await judgeEndlessRuns(
    model,
    { states: runStates(exploration.summary, options), fairness: fairnessOf(options) },
    () => stop.aborted,
  );
  const isInterrupted = stop.aborted;
  const isShortest = order === 'bfs' && !few.on.includes('order');
  const explained = (judgement: Judgement) => {
    const path = exploration.pathTo(judgement.witness!);
    const real = few.unreduced(path);
    // What is idle may have to be taken on the way; where it need not be, no path is shorter.
    return explain(model, judgement, real, isShortest && real.length === path.length);
  };
  const told = { isInterrupted, seconds, reductions: few.on, runs: runs.results, explained };
  const result = resultOf(model, exploration, told);
  const verdicts = [...result.properties, ...result.runs].map(({ verdict }) => verdict);
  const status = isInterrupted ? 130 : verdicts.includes('violated') ? 1 : undefined;
  if (status !== undefined) process.exitCode = status;
  console.log(options.json ? JSON.stringify(result, null, 2) : textOf(result));
  await tellCounterexample(options, model, found());

  /** A state that is wrong, or else a run: its stem, and its loop once. */
  function found(): Counterexample | undefined {
    const sized = size === undefined ? {} : { size };
    const broken = exploration.judgements.find(
      ({ verdict, witness }) => verdict === 'violated' && witness !== undefined,
    );
    if (broken !== undefined)
      return { path: explained(broken).path, told: { property: broken.property, ...sized } };
    if (runs.wrong === undefined) return undefined;
    const { property, run } = runs.wrong;
    const loopFrom = run.stem.length - 1;
    return { path: [...run.stem, ...run.loop], told: { property, loopFrom, ...sized } };
  }
}

const fairnessOf = ({ fairness }: CheckOptions) =>
  fairness === false ? 'none' : fairness === 'strong' ? 'strong' : 'weak';

/** CHEK-77: where a bound has cut off states, endless runs are judged on as many as were met. */
function runStates({ ended, distinct }: Summary, { liveness = RUN_STATES }: CheckOptions): number {
  return ended === 'all' || ended === 'violation' ? liveness : Math.min(liveness, distinct);
}

/** More states than these are not kept with all their steps. */
const RUN_STATES = 1_000_000;
