/** Draws of mutants, which leave members out that should take part. */
import type { Run } from '../../../src/peer/run.js';
import type { MemberEntry } from '../../../src/peer/state.js';

/** The run, but that of the live members only these take part in a draw. Candidates are their places. */
export function drawingOnly(run: Run, isOf: (member: MemberEntry) => boolean): Run {
  const takes = (at: unknown): boolean => isOf(run.state.living[at as number]!);
  const sample: typeof run.choose.sample = (candidates, count, takesPart = () => true) =>
    run.choose.sample(candidates, count, (one) => takes(one) && takesPart(one));
  return { ...run, choose: { ...run.choose, sample } };
}
