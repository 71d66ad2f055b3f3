/** The cases of a conformance run: of its stored trace, of its record, or of both. */
import {
  caseOfRecord,
  type EvidenceCase,
  type EvidenceEntry,
  type EvidenceOutcome,
  linesOfCase,
} from '../../src/trace/evidence.js';
import type { FileLine } from '../../src/trace/told.js';

export interface StoredCase {
  readonly id: string;
  readonly round: number;
  readonly verdict: string;
  /** Its trace. */
  lines(): FileLine[];
}

export interface RunRecord {
  /** ISO 8601. */
  readonly startedAt: string;
  readonly cases: readonly EvidenceOutcome[];
}

/** @throws RangeError if a line is none of a stored trace. */
export function casesOfRun(trace: string | undefined, record: RunRecord | undefined): StoredCase[] {
  const outcomes = new Map(record?.cases.map((one) => [`${one.id} ${one.round}`, one]));
  const stored = trace === undefined ? [] : casesIn(trace);
  const startMs = Date.parse(record?.startedAt ?? '') || 0;
  const all =
    stored.length > 0
      ? stored.map((evidence) => ({
          evidence,
          outcome: outcomes.get(`${evidence.case} ${evidence.round}`),
        }))
      : [...outcomes.values()]
          .filter(({ exchange }) => exchange.length > 0)
          .map((outcome) => ({ evidence: caseOfRecord(outcome, startMs), outcome }));
  return all.map(({ evidence, outcome }) => ({
    id: evidence.case,
    round: evidence.round,
    // What the judge of traces has found afterwards stands in the record alone.
    verdict: outcome?.verdict ?? evidence.verdict,
    lines: () => linesOfCase(evidence, outcome),
  }));
}

/** The first that failed, or else did not pass, or else the first. */
export function worthSeeing(cases: readonly StoredCase[]): number {
  const failed = cases.findIndex(({ verdict }) => verdict === 'fail');
  const other = cases.findIndex(({ verdict }) => verdict !== 'pass');
  return Math.max(0, failed >= 0 ? failed : other);
}

function casesIn(trace: string): EvidenceCase[] {
  const cases: (Omit<EvidenceCase, 'entries'> & { entries: EvidenceEntry[] })[] = [];
  for (const [i, written] of trace.split('\n').entries()) {
    if (written === '') continue;
    const line = parsed(written, i) as Partial<EvidenceCase & EvidenceEntry>;
    if (Array.isArray(line.participants) && typeof line.case === 'string')
      cases.push({ ...(line as Omit<EvidenceCase, 'entries'>), entries: [] });
    else if (typeof line.n === 'number' && typeof line.atMs === 'number' && cases.length > 0)
      cases.at(-1)!.entries.push(line as EvidenceEntry);
    else throw new RangeError(`line ${i + 1}: expected a case or an entry of its evidence`);
  }
  return cases;
}

function parsed(written: string, index: number): object {
  try {
    return JSON.parse(written) as object;
  } catch {
    throw new RangeError(`line ${index + 1}: expected a line of JSON`);
  }
}
