/** A case that a node of another profile fails, with all that a run stores of it. */
import type { StoredCase } from '../../conformance/judge/trace-lines.js';
import { linesOf } from '../../conformance/judge/trace-lines.js';
import { CASES } from '../../conformance/registry.js';
import { caseReporter } from '../../conformance/reports/run-json.js';
import { inProcessReference } from '../../conformance/targets/inproc.js';
import type { EvidenceCase, EvidenceEntry, EvidenceOutcome } from '../../src/trace/evidence.js';
import { play } from './conformance-run.js';

export const FAILED_CASE = 'link/second-link-survives-the-first';

export interface FailedCase {
  readonly evidence: EvidenceCase;
  readonly outcome: EvidenceOutcome;
  /** As run.json has it, of this case and one that passed. */
  readonly record: string;
  /** As the stored trace has them, of both. */
  readonly lines: readonly string[];
}

export async function failedCase(): Promise<FailedCase> {
  const kept: StoredCase[] = [];
  const wanted = ['link/ping-answered-without-handshake', FAILED_CASE];
  const cases = CASES.filter(({ id }) => wanted.includes(id));
  const target = inProcessReference({ version: '0.0.0', profile: 'fabric-2.5' });
  const run = await play(target, cases, { profile: 'hardened', keep: (one) => kept.push(one) });
  const reports = run.results.map(caseReporter({ ...run.info, askedProfile: 'hardened' }));
  // As files have it.
  const record = JSON.stringify({ schema: 1, startedAt: run.info.startedAt, cases: reports });
  const stored = kept.map((one) => [...linesOf(one)].map((line) => JSON.stringify(line)));
  const own = stored.find(([first]) => first?.includes(FAILED_CASE))!.map((l) => JSON.parse(l));
  const [head, ...entries] = own as [Omit<EvidenceCase, 'entries'>, ...EvidenceEntry[]];
  const outcome = (JSON.parse(record) as { cases: EvidenceOutcome[] }).cases.find(
    ({ id }) => id === FAILED_CASE,
  )!;
  return { evidence: { ...head, entries }, outcome, record, lines: stored.flat() };
}
