/** What an exploration came to, as data: what `--json` prints. */
import type { Explored, Judgement, Summary } from '../../checker/explore.js';
import type { Model } from '../../checker/model.js';
import { type Explained, explain } from './explain.js';
import type { RunResult } from './runs.js';

export interface CheckResult {
  readonly model: string;
  readonly generated: number;
  readonly distinct: number;
  readonly depth: number;
  readonly terminal: number;
  /** Whether every state of the model was met. */
  readonly isComplete: boolean;
  readonly ended: NonNullable<Summary['ended']> | 'interrupted';
  /** Upper bound of the chance that a state was left out because another has its fingerprint. */
  readonly collisionBound: number;
  readonly bytesPerState: number;
  readonly seconds: number;
  readonly generatedPerSecond: number;
  /** Reductions that were on; counts are those of the reduced model. */
  readonly reductions: readonly string[];
  readonly properties: readonly PropertyResult[];
  /** Properties of endless runs. */
  readonly runs: readonly RunResult[];
}

export interface PropertyResult {
  readonly id: string;
  readonly kind: 'always' | 'sometimes';
  readonly about: string;
  readonly verdict: Judgement['verdict'];
  /** Steps to the state that decides, where one state does. */
  readonly path?: readonly string[];
  /** That state, where it violates the property. */
  readonly state?: readonly string[];
  /** After so many of the steps nothing escaped the violation any more; not known exactly: or earlier. */
  readonly inevitableAfter?: number;
  readonly isInevitableExact?: boolean;
}

export interface Told {
  readonly isInterrupted: boolean;
  readonly seconds: number;
  readonly reductions?: readonly string[];
  readonly runs?: readonly RunResult[];
  /** How a state came about that decides. Default: as the exploration has it, a shortest way. */
  readonly explained?: (judgement: Judgement) => Explained;
}

export function resultOf(model: Model, exploration: Explored, told: Told): CheckResult {
  const { isInterrupted, seconds, reductions = [], runs = [] } = told;
  const { generated, distinct, depth, terminal, ended, collisionBound, bytesPerState } =
    exploration.summary;
  return {
    model: model.name,
    generated,
    distinct,
    depth,
    terminal,
    isComplete: ended === 'all',
    ended: isInterrupted || ended === undefined ? 'interrupted' : ended,
    collisionBound,
    bytesPerState,
    seconds,
    generatedPerSecond: Math.round(generated / seconds),
    reductions,
    properties: exploration.judgements.map((judgement) =>
      propertyResult(model, judgement, told.explained ?? plainly(model, exploration)),
    ),
    runs,
  };
}

const plainly =
  (model: Model, exploration: Explored) =>
  (judgement: Judgement): Explained =>
    explain(model, judgement, exploration.pathTo(judgement.witness!), true);

function propertyResult(
  model: Model,
  judgement: Judgement,
  explained: NonNullable<Told['explained']>,
): PropertyResult {
  const { property, verdict, witness } = judgement;
  const { id, kind, about } = property;
  const plain = { id, kind, about, verdict };
  if (witness === undefined) return plain;
  const { path, inevitable } = explained(judgement);
  const steps = path.slice(1).map(({ label }) => label);
  if (verdict !== 'violated') return { ...plain, path: steps };
  const state = model.describe(path.at(-1)!.state);
  return {
    ...plain,
    path: steps,
    state,
    ...(inevitable && {
      inevitableAfter: inevitable.from,
      isInevitableExact: inevitable.isKnown,
    }),
  };
}
