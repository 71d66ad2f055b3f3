/** Endless runs of a model, judged after its states: portions of work, and the result as data. */
import { setImmediate } from 'node:timers/promises';
import {
  type EndlessRun,
  exploreRuns,
  type Fairly,
  type RunJudgement,
} from '../../checker/liveness/runs.js';
import type { Model } from '../../checker/model.js';

export interface RunResult {
  readonly id: string;
  readonly kind: RunJudgement['property']['kind'];
  readonly about: string;
  readonly verdict: RunJudgement['verdict'];
  /** Why it is open. */
  readonly why?: 'bounds' | 'states';
  /** Steps to where the loop begins, and round it for ever; a loop without steps stays where it is. */
  readonly stem?: readonly string[];
  readonly loop?: readonly string[];
  /** The state at which the loop begins. */
  readonly state?: readonly string[];
}

export interface WrongRun {
  readonly property: RunJudgement['property'];
  readonly run: EndlessRun;
}

export interface JudgedRuns {
  readonly results: readonly RunResult[];
  /** The first run that violates a property. */
  readonly wrong: WrongRun | undefined;
}

/** States expanded before the host looks up: some milliseconds. */
const PORTION = 2_000;

/** @param isInterrupted asked between portions; then what was met so far is judged */
export async function judgeEndlessRuns(
  model: Model,
  options: { readonly states: number; readonly fairness: Fairly['fairness'] },
  isInterrupted: () => boolean,
): Promise<JudgedRuns> {
  if ((model.runProperties ?? []).length === 0) return { results: [], wrong: undefined };
  const { states, fairness = 'weak' } = options;
  const exploration = exploreRuns(model, { states });
  while (!isInterrupted() && exploration.advance(PORTION)) await setImmediate();
  const judged = exploration.judge({ fairness });
  const wrong = judged.flatMap(({ property, verdict, run }): WrongRun[] =>
    verdict === 'violated' && run !== undefined ? [{ property, run }] : [],
  );
  return { results: judged.map((one) => resultOf(model, one)), wrong: wrong[0] };
}

function resultOf(model: Model, { property, verdict, why, run }: RunJudgement): RunResult {
  const { id, kind, about } = property;
  return {
    id,
    kind,
    about,
    verdict,
    ...(why && { why }),
    ...(run && {
      stem: run.stem.slice(1).map(({ label }) => label),
      loop: run.loop.map(({ label }) => label),
      state: model.describe(run.stem.at(-1)!.state),
    }),
  };
}
