/** Every case on one target whose worth is known beforehand. */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Case } from '../harness/case.js';
import type { CaseResult } from '../harness/result.js';
import { runCases } from '../harness/run.js';
import { CASES } from '../registry.js';
import type { Target } from '../targets/target.js';
import { ANSWERED_BY_THE_BENCH } from './degenerate.js';
import type { PlayedCase } from './judge-mutant.js';
import type { SweepReport } from './report.js';

const PARALLEL = 8;

export interface Sweep {
  readonly name: string;
  readonly says: string;
  readonly target: Target;
  readonly seed: string;
  /** `sound`: every case must pass; `none`: no case may. */
  readonly worth: 'sound' | 'none';
}

export async function sweep({ name, says, target, seed, worth }: Sweep): Promise<SweepReport> {
  const cases: readonly Case[] =
    worth === 'none' ? CASES.filter(({ id }) => !ANSWERED_BY_THE_BENCH.includes(id)) : CASES;
  const workdir = mkdtempSync(join(tmpdir(), 'fabric-gossip-sweep-'));
  try {
    const { results, durationMs } = await runCases({
      target,
      cases,
      seed,
      parallel: PARALLEL,
      repeat: 1,
      workdir,
      command: 'fabric-gossip conform selftest',
      expectedFailures: new Map(),
      progress: () => {},
      stop: new AbortController().signal,
    });
    const isWrong = worth === 'sound' ? isUnfair : isGullible;
    return {
      name,
      says,
      planned: cases.length,
      wrong: results.filter(isWrong).map(played),
      durationMs,
    };
  } finally {
    rmSync(workdir, { recursive: true, force: true, maxRetries: 3 });
  }
}

const isUnfair = ({ verdict }: CaseResult): boolean => !['pass', 'unsupported'].includes(verdict);
const isGullible = ({ verdict }: CaseResult): boolean =>
  ['pass', 'harness-error'].includes(verdict);

export const played = ({
  case: { id },
  verdict,
  expected,
  observed,
  message,
}: CaseResult): PlayedCase => ({
  id,
  verdict,
  ...(expected !== undefined && { expected }),
  ...(observed !== undefined && { observed }),
  ...(message !== undefined && { message }),
});
