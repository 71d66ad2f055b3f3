/** What a verdict becomes by what was known before the run, and by how strictly it is judged. */
import type { CaseResult } from './result.js';

/** A failure that is listed in a baseline. */
export interface KnownFailure {
  /** Part of what the failed check expected; absent: however the case fails. */
  readonly check?: string;
  readonly reason: string;
  readonly issue?: string;
  /** Last day of the entry, and whether it has passed: the failure is no longer excused. */
  readonly until?: string;
  readonly isOver?: boolean;
}

export interface Settling {
  readonly known: readonly KnownFailure[];
  /** A missed SHOULD fails. */
  readonly strict: boolean;
}

/**
 * A known failure that fails as listed is `xfail`. One that passes is `xpass`, for the list is out of
 * date. A case that was not judged says nothing about its entries.
 */
export function settled(result: CaseResult, { known, strict }: Settling): CaseResult {
  const { verdict, expected = '', observed } = result;
  if (verdict === 'pass' && known[0]) {
    return {
      ...result,
      verdict: 'xpass',
      message: `passes, and is listed as failing (${known[0].reason}): delete its entry`,
    };
  }
  if (verdict !== 'fail' && verdict !== 'warn') return result;
  const failed: CaseResult = strict ? { ...result, verdict: 'fail' } : result;
  const [first] = known;
  if (!first) return failed;
  // Also what a target died of is told in `observed`.
  const told = `${expected} ${observed ?? ''}`;
  const entry = known.find(({ check }) => check === undefined || told.includes(check));
  if (!entry) {
    const other = known.map(({ check }) => `"${check}"`).join(' or ');
    return { ...failed, message: `known to fail by ${other}, and failed by something else` };
  }
  if (entry.isOver) {
    return { ...failed, message: `was excused until ${entry.until}: ${entry.reason}` };
  }
  const issue = entry.issue ? ` (${entry.issue})` : '';
  return { ...result, verdict: 'xfail', message: `${entry.reason}${issue}` };
}
