/** The work of `fabric-gossip check`: portions of an exploration, with news in between. */
import { setImmediate } from 'node:timers/promises';
import { createExploration, type Exploration, type Judgement } from '../../checker/explore.js';
import { models } from '../../checker/models/registry.js';
import { type Reduction, reduced } from '../../checker/reduce/reduced.js';
import { explain } from './explain.js';
import { modelOf } from './model-of.js';
import { createProgress } from './progress.js';
import { resultOf } from './result.js';
import { judgeEndlessRuns } from './runs.js';
import { type Counterexample, type Telling, tellCounterexample } from './tell-counterexample.js';
import { textOf } from './text.js';

export interface CheckOptions extends Telling {
  readonly size?: number;
  readonly depth?: number;
  readonly states?: number;
  readonly order: 'bfs' | 'dfs';
  readonly exact?: boolean;
  /** False: every state is explored. */
  readonly reductions?: boolean;
  readonly reduce?: readonly Reduction[];
  /** Endless runs are judged on so many states at most. */
  readonly liveness?: number;
  /** False: nothing obliges a step. */
  readonly fairness?: boolean;
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
export async function check(name: string, options: CheckOptions): Promise<void> {
  const { size, depth, states, order, exact } = options;
  const model = modelOf({ name, size });
  const few = reduced(model, options.reductions === false ? [] : options.reduce);
  const exploration = createExploration(few.model, {
    order,
    isExact: exact === true,
    ...(depth !== undefined && { depth }),
    ...(states !== undefined && { states }),
  });
  const startedMs = performance.now();
  const interruption = watchInterrupt();
  await work(exploration, interruption.isInterrupted);
  const seconds = (performance.now() - startedMs) / 1000;
  const runs = await judgeEndlessRuns(
    model,
    { states: options.liveness ?? RUN_STATES, isFair: options.fairness !== false },
    interruption.isInterrupted,
  );
  interruption.end();
  const isInterrupted = interruption.isInterrupted();
  const isShortest = order === 'bfs' && !few.on.includes('order');
  const explained = (judgement: Judgement) =>
    explain(model, judgement, few.unreduced(exploration.pathTo(judgement.witness!)), isShortest);
  const told = { isInterrupted, seconds, reductions: few.on, runs: runs.results, explained };
  const result = resultOf(model, exploration, told);
  console.log(options.json ? JSON.stringify(result, null, 2) : textOf(result));
  await tellCounterexample(options, model, found());
  const verdicts = [...result.properties, ...result.runs].map(({ verdict }) => verdict);
  if (isInterrupted) process.exitCode = 130;
  else if (verdicts.includes('violated')) process.exitCode = 1;

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
    return { path: [...run.stem, ...run.loop], told: { property, ...sized } };
  }
}

/** More states than these are not kept with all their steps. */
const RUN_STATES = 1_000_000;

/** States expanded before the host looks up: some milliseconds. */
const PORTION = 2_000;

/** Whether Ctrl-C was pressed since. */
function watchInterrupt() {
  let isInterrupted = false;
  const interrupt = () => {
    isInterrupted = true;
  };
  process.once('SIGINT', interrupt);
  return {
    isInterrupted: () => isInterrupted,
    end: () => process.off('SIGINT', interrupt),
  };
}

async function work(exploration: Exploration, isInterrupted: () => boolean): Promise<void> {
  const progress = createProgress(exploration);
  while (!isInterrupted() && exploration.advance(PORTION)) {
    progress.tell();
    await setImmediate();
  }
}
