/** What of a case is kept for judges who were not there, and what its trace alone says. */
import { judgeCase } from '../judge/judge-case.js';
import type { CaseRecord } from '../judge/record.js';
import type { Finding } from '../judge/rule.js';
import type { StagedScene } from './create-scene.js';
import type { CaseResult } from './result.js';

type Outcome = Pick<CaseResult, 'verdict' | 'expected' | 'observed' | 'divergence' | 'message'>;

export function recordOf(scene: StagedScene, id: string, round: number): CaseRecord {
  const { evidence, timings, settings, cast } = scene;
  const numbers = Object.entries({ ...timings, ...settings })
    .map(([name, value]) => [name, typeof value === 'boolean' ? Number(value) : value])
    .filter(([, value]) => typeof value === 'number');
  return {
    case: id,
    round,
    startMs: evidence.startMs,
    timings: Object.fromEntries(numbers),
    participants: cast.participants,
    channels: cast.recordedChannels(),
    entries: evidence.entries,
  };
}

/**
 * The outcome after the trace was judged too. What the trace shows fails a case that saw nothing of it;
 * the first finding speaks.
 */
export function withTrace<O extends Outcome>(
  outcome: O,
  record: CaseRecord,
): { readonly outcome: O | Outcome; readonly findings: readonly Finding[] } {
  const findings = judgeCase(record);
  if (outcome.verdict !== 'pass') return { outcome, findings };
  return { outcome: findings[0] ? failedBy(findings[0]) : outcome, findings };
}

export const failedBy = ({ rule, clauses, expected, observed, entry }: Finding): Outcome => ({
  verdict: 'fail',
  expected: `${expected} (${clauses.join(', ')})`,
  observed,
  divergence: { entry, what: 'unexpected' },
  message: `found by the judge of traces, rule ${rule}; the case itself saw nothing wrong`,
});
