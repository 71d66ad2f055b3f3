/**
 * Leadership messages: which are stored, and which reach the election.
 *
 * Implements spec/10-election.md, decision table "leadership-admission" (ELEC-D1 to D5) and clauses
 * ELEC-6, ELEC-10. That the author signed the message, and that the sender is
 * of our organisation, is judged before (CHAN-29, CHAN-D27).
 */
import type { Refusal } from '../wire/verdict.js';
import { type Check, firstFailure } from './checks.js';

export interface LeadershipFacts {
  readonly time: 'present' | 'absent';
  /** Organisation of the author. */
  readonly author: 'ours' | 'other';
  /** Against the author's stored timestamp. */
  readonly stored: 'older' | 'same';
  /** Whether the author is a channel peer. */
  readonly peer: 'yes' | 'no';
}

export type LeadershipAdmission =
  | Refusal
  | { readonly verdict: 'store'; readonly clause: 'ELEC-D4' }
  | { readonly verdict: 'accept'; readonly clause: 'ELEC-D5' };

const checks: readonly Check<LeadershipFacts>[] = [
  {
    row: 'ELEC-D1',
    verdict: 'reject',
    reason: 'leadership message without timestamp',
    fails: (f) => f.time === 'absent',
  },
  {
    row: 'ELEC-D2',
    verdict: 'reject',
    reason: 'leadership message by an author of another organisation',
    fails: (f) => f.author === 'other',
  },
  {
    row: 'ELEC-D3',
    verdict: 'ignore',
    reason: 'leadership message is not new',
    fails: (f) => f.stored === 'same',
  },
];

/** ELEC-6 */
export const leadershipAdmission = (facts: LeadershipFacts): LeadershipAdmission =>
  firstFailure(checks, facts) ??
  (facts.peer === 'yes'
    ? { verdict: 'accept', clause: 'ELEC-D5' }
    : { verdict: 'store', clause: 'ELEC-D4' });

/**
 * ELEC-10: whether PKI-ID `a` is lower than `b`, both in lower-case hex. A PKI-ID that is the beginning of
 * another is lower.
 */
export const isLower = (a: string, b: string): boolean => a < b;
