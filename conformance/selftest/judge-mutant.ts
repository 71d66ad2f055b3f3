/** Plays the cases that can concern a mutant, and decides whether it was caught for the right reason. */
import type { Case } from '../harness/case.js';
import { CASES } from '../registry.js';
import { DEFAULT_PARALLEL, playCases } from '../suite.js';
import type { Target } from '../targets/target.js';
import type { Killer, Mutant } from './mutant.js';
import { type PlayedCase, played } from './played-case.js';

/**
 * `killed`: every listed case fails in the listed check, and every clause that the mutant breaks is
 * missed by some case that cites it. `wrong-reason`: not so, though some case fails. `survived`: no case fails.
 */
export type Fate = 'killed' | 'wrong-reason' | 'survived';

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
  { seed, cases = concerning(mutant), parallel = DEFAULT_PARALLEL }: JudgeOptions,
): Promise<MutantReport> {
  const command = `fabric-gossip conform selftest ${mutant.id}`;
  const { results, durationMs } = await playCases(target, cases, { seed, parallel, command });
  const all = results.map(played);
  const missed = [
    ...mutant.killedBy.flatMap((killer) => missedBy(killer, all)),
    ...mutant.breaks.flatMap((clause) => unseen(clause, cases, all)),
  ];
  const { id, fault, breaks } = mutant;
  return { id, fault, breaks, fate: fateOf(missed, all), missed, cases: all, durationMs };
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
