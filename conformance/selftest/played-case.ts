/** What a self-test keeps of a case that it played. */
import type { CaseResult } from '../harness/result.js';
import type { Verdict } from '../harness/verdict.js';

export interface PlayedCase {
  readonly id: string;
  readonly verdict: Verdict;
  readonly expected?: string;
  readonly observed?: string;
  readonly message?: string;
}

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
