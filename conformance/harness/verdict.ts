/** How a case can end, and the errors by which a running case says so. */

export const VERDICTS = [
  'pass',
  'fail',
  'warn',
  'inconclusive',
  'unsupported',
  'xfail',
  'xpass',
  'target-error',
  'not-run',
  'harness-error',
] as const;
export type Verdict = (typeof VERDICTS)[number];

/** Why nothing can be concluded. */
export type Reason =
  /** What the case builds on did not happen, for example a correct handshake was refused. */
  | 'PRECONDITION_UNMET'
  /** The situation to be judged never arose. */
  | 'NOT_EXERCISED'
  | 'INSUFFICIENT_EVIDENCE'
  /** The suite itself was too slow to observe in time. */
  | 'TIMEOUT_ENV';

/** Where in the exchange of a case the target left the specification. */
export interface Divergence {
  /** Number of the entry. */
  readonly entry: number;
  /** `unexpected`: this entry should not be so; `unanswered`: what had to follow it did not. */
  readonly what: 'unexpected' | 'unanswered';
  /** The probe to which something had to come. */
  readonly probe?: string;
}

/** An expectation was not met; both halves in words of the protocol. */
export class ExpectationFailed extends Error {
  constructor(
    readonly expected: string,
    readonly observed: string,
    readonly divergence?: Divergence,
  ) {
    super(`expected ${expected}; observed ${observed}`);
    this.name = 'ExpectationFailed';
  }
}

/** The target was not brought into the situation that the case judges. */
export class Inconclusive extends Error {
  constructor(
    readonly reason: Reason,
    message: string,
  ) {
    super(message);
    this.name = 'Inconclusive';
  }
}

/** A defect of the suite: it sent what no clause allows without saying so, or broke its own rules. */
export class HarnessError extends Error {
  constructor(message: string) {
    super(message);
    this.name = 'HarnessError';
  }
}

/** Exit status of a run. A defect of the suite outweighs everything; then the worst verdict decides. */
export function exitStatus(verdicts: readonly Verdict[]): 0 | 1 | 2 | 3 | 4 {
  const has = (...any: Verdict[]): boolean => verdicts.some((v) => any.includes(v));
  if (has('harness-error')) return 4;
  if (has('fail', 'xpass')) return 1;
  if (has('target-error')) return 3;
  // A partial run proves nothing about the cases that are missing.
  if (has('inconclusive', 'not-run')) return 2;
  // Neither does one in which nothing was judged.
  return has('pass', 'warn', 'xfail') ? 0 : 2;
}

/** The run in a sentence. What is known to fail ends a run well, and does not conform all the same. */
export function verdictOf(verdicts: readonly Verdict[]): {
  readonly conforms: 'yes' | 'no' | 'undecided';
  readonly sentence: string;
} {
  const count = (verdict: Verdict): number => verdicts.filter((v) => v === verdict).length;
  const passed = `${count('pass')} of ${verdicts.length} cases passed`;
  const known = count('xfail');
  switch (exitStatus(verdicts)) {
    case 0:
      if (known > 0) {
        return { conforms: 'no', sentence: `As listed: ${known} known to fail, ${passed}.` };
      }
      return { conforms: 'yes', sentence: `Conforms in what was judged: ${passed}.` };
    case 1:
      if (count('fail') === 0) {
        const stale = `${count('xpass')} passed that are listed as failing`;
        return { conforms: 'undecided', sentence: `The list is out of date: ${stale}, ${passed}.` };
      }
      return { conforms: 'no', sentence: `Does not conform: ${count('fail')} failed, ${passed}.` };
    case 2:
      if (count('inconclusive') + count('not-run') === 0) {
        return { conforms: 'undecided', sentence: `Not decided: nothing was judged, ${passed}.` };
      }
      return {
        conforms: 'undecided',
        sentence: `Not decided: some cases are inconclusive or were not run, ${passed}.`,
      };
    case 3:
      return { conforms: 'undecided', sentence: 'Not judged: the target could not be started.' };
    case 4:
      return { conforms: 'undecided', sentence: 'Not judged: the suite has a defect.' };
  }
}
