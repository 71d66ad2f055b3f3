/**
 * Ordered checks (SYS-6): the first that fails decides, and what comes after it is not looked at.
 * Facts may therefore be getters, so that a signature is verified only for a message that passed all
 * before.
 */
import type { Refusal } from '../wire/verdict.js';

export interface Check<Facts> {
  /** Row of the decision table. */
  readonly row: string;
  readonly verdict: Refusal['verdict'];
  readonly reason: string;
  readonly fails: (facts: Facts) => boolean;
}

/** The refusal of the first failing check, or undefined if all pass. */
export function firstFailure<Facts>(
  checks: readonly Check<Facts>[],
  facts: Facts,
): Refusal | undefined {
  for (const check of checks)
    if (check.fails(facts))
      return { verdict: check.verdict, clause: check.row, reason: check.reason };
  return undefined;
}
