/**
 * Judges what the trace of one case shows, by rules that hold of everything that a node sends. Shares
 * nothing with the reference, nor with the cases: it reads the bytes again.
 */
import type { CaseRecord } from './record.js';
import { ALL_RULES } from './registry.js';
import type { Finding, Rule } from './rule.js';
import { readTrace } from './trace.js';

/** At most one finding of each rule: the first place, and how many there are. */
export function judgeCase(
  record: CaseRecord,
  rules: readonly Rule[] = ALL_RULES,
): readonly Finding[] {
  const trace = readTrace(record);
  const findings: Finding[] = [];
  for (const { id, clauses, expected, breaches } of rules) {
    const [first, ...more] = breaches(trace);
    if (first) findings.push({ rule: id, clauses, expected, ...first, count: 1 + more.length });
  }
  return findings;
}
