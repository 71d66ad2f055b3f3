/** Plays the cases that can concern a mutant, and decides whether it was caught for the right reason. */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Case } from '../harness/case.js';
import { runCases } from '../harness/run.js';
import type { Verdict } from '../harness/verdict.js';
import { CASES } from '../registry.js';
import type { Target } from '../targets/target.js';
import type { Killer, Mutant } from './mutant.js';

/**
 * `killed`: every listed case fails in the listed check, and every clause that the mutant breaks is
 * missed by some case that cites it. `wrong-reason`: not so, though some case fails. `survived`: no case fails.
 */
export type Fate = 'killed' | 'wrong-reason' | 'survived';

export interface PlayedCase {
  readonly id: string;
  readonly verdict: Verdict;
  readonly expected?: string;
  readonly observed?: string;
  readonly message?: string;
}

export interface MutantReport {
  readonly id: string;
  readonly fault: string;
  readonly breaks: readonly string[];
  readonly fate: Fate;
  /** What was listed and did not come so, in words. */
  readonly missed: readonly string[];
  readonly cases: readonly PlayedCase[];
  readonly durationMs: number;
}

/** Cases in process play at the same time; they share nothing. */
const PARALLEL = 8;

export interface JudgeOptions {
  readonly seed: string;
  /** Default: those that cite a clause that it breaks, and those that are to kill it. */
  readonly cases?: readonly Case[];
  readonly parallel?: number;
}

/** @param target the mutant, ready to be started */
export async function judgeMutant(
  mutant: Mutant,
  target: Target,
  { seed, cases = concerning(mutant), parallel = PARALLEL }: JudgeOptions,
): Promise<MutantReport> {
  const workdir = mkdtempSync(join(tmpdir(), 'fabric-gossip-mutant-'));
  try {
    const { results, durationMs } = await runCases({
      target,
      cases,
      seed,
      parallel,
      repeat: 1,
      workdir,
      command: `fabric-gossip conform selftest ${mutant.id}`,
      expectedFailures: new Map(),
      progress: () => {},
      stop: new AbortController().signal,
    });
    const played = results.map(({ case: { id }, verdict, expected, observed, message }) => ({
      id,
      verdict,
      ...(expected !== undefined && { expected }),
      ...(observed !== undefined && { observed }),
      ...(message !== undefined && { message }),
    }));
    const missed = [
      ...mutant.killedBy.flatMap((killer) => missedBy(killer, played)),
      ...mutant.breaks.flatMap((clause) => unseen(clause, cases, played)),
    ];
    const { id, fault, breaks } = mutant;
    return { id, fault, breaks, fate: fateOf(missed, played), missed, cases: played, durationMs };
  } finally {
    rmSync(workdir, { recursive: true, force: true, maxRetries: 3 });
  }
}

export const concerning = ({ breaks, killedBy }: Mutant): readonly Case[] =>
  CASES.filter(
    ({ id, clauses }) =>
      killedBy.some((killer) => killer.case === id) || clauses.some((c) => breaks.includes(c)),
  );

/** A mutant that claims to break a clause is to be seen by a case that cites it, if any does. */
function unseen(clause: string, cases: readonly Case[], played: readonly PlayedCase[]): string[] {
  const citing = cases.filter(({ clauses }) => clauses.includes(clause)).map(({ id }) => id);
  const isSeen = played.some((result) => citing.includes(result.id) && isCaught(result));
  return citing.length === 0 || isSeen ? [] : [`${clause}: no case that cites it fails`];
}

const isCaught = ({ verdict }: PlayedCase): boolean => verdict === 'fail' || verdict === 'warn';

function fateOf(missed: readonly string[], played: readonly PlayedCase[]): Fate {
  if (missed.length === 0) return 'killed';
  return played.some(isCaught) ? 'wrong-reason' : 'survived';
}

function missedBy(killer: Killer, played: readonly PlayedCase[]): string[] {
  const result = played.find(({ id }) => id === killer.case);
  if (!result) return [`${killer.case} is no case`];
  const { verdict, expected = '', observed = '', message } = result;
  if (!isCaught(result)) return [`${killer.case}: ${verdict}${message ? ` (${message})` : ''}`];
  const isListed = expected.includes(killer.expected) && observed.includes(killer.observed ?? '');
  return isListed ? [] : [`${killer.case}: expected ${expected}; observed ${observed}`];
}
