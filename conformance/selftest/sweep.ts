/** Every case on one target whose worth is known beforehand. */
import type { Case } from '../harness/case.js';
import type { CaseResult } from '../harness/result.js';
import { CASES } from '../registry.js';
import { playCases } from '../suite.js';
import type { Target } from '../targets/target.js';
import { ANSWERED_BY_THE_BENCH } from './degenerate.js';
import { played } from './played-case.js';
import type { SweepReport } from './report.js';

export interface Sweep {
  readonly name: string;
  readonly says: string;
  readonly target: Target;
  readonly seed: string;
  /** `sound`: every case must pass; `none`: no case may. */
  readonly worth: 'sound' | 'none';
  /** Cases that play at the same time; default as in a run. */
  readonly parallel?: number;
}

export async function sweep({
  name,
  says,
  target,
  seed,
  worth,
  parallel,
}: Sweep): Promise<SweepReport> {
  const cases: readonly Case[] =
    worth === 'none' ? CASES.filter(({ id }) => !ANSWERED_BY_THE_BENCH.includes(id)) : CASES;
  const command = 'fabric-gossip conform selftest';
  const { results, durationMs } = await playCases(target, cases, {
    seed,
    command,
    ...(parallel !== undefined && { parallel }),
  });
  const isWrong = worth === 'sound' ? isUnfair : isGullible;
  const wrong = results.filter(isWrong).map(played);
  return { name, says, planned: cases.length, wrong, durationMs };
}

const isUnfair = ({ verdict }: CaseResult): boolean => !['pass', 'unsupported'].includes(verdict);
const isGullible = ({ verdict }: CaseResult): boolean =>
  ['pass', 'harness-error'].includes(verdict);
