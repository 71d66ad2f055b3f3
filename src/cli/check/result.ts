/** What an exploration came to, as data: what `--json` prints. */
import type { Exploration, Judgement, Summary } from '../../checker/explore.js';
import type { Model } from '../../checker/model.js';

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
  readonly properties: readonly PropertyResult[];
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
}

export function resultOf(
  model: Model,
  exploration: Exploration,
  { isInterrupted, seconds }: { isInterrupted: boolean; seconds: number },
): CheckResult {
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
    properties: exploration.judgements.map((judgement) =>
      propertyResult(model, exploration, judgement),
    ),
  };
}

function propertyResult(
  model: Model,
  exploration: Exploration,
  { property, verdict, witness }: Judgement,
): PropertyResult {
  const { id, kind, about } = property;
  const plain = { id, kind, about, verdict };
  if (witness === undefined) return plain;
  const path = exploration.pathTo(witness);
  const steps = path.slice(1).map(({ label }) => label);
  if (verdict !== 'violated') return { ...plain, path: steps };
  return { ...plain, path: steps, state: model.describe(path.at(-1)!.state) };
}
