/** Records of runs, with valid defaults, for tests of what is made from them. */
import type { Verdict } from '../../conformance/harness/verdict.js';
import { type CaseReport, type RunReport, slowestOf } from '../../conformance/reports/run-json.js';

export function caseReport(
  id: string,
  verdict: Verdict,
  overrides: Partial<CaseReport> = {},
): CaseReport {
  return {
    id,
    title: `a peer does what ${id} says`,
    level: 'MUST',
    clauses: [{ id: 'LINK-4', text: 'An acceptor MUST close.', rows: ['LINK-R9'] }],
    verdict,
    ...(verdict === 'fail' && { expected: 'the end', observed: 'no end' }),
    ...(verdict === 'inconclusive' && { reason: 'NOT_EXERCISED' as const }),
    ...(!['pass', 'fail', 'warn'].includes(verdict) && { message: `because of ${verdict}` }),
    durationMs: 12,
    round: 1,
    replay: `fabric-gossip conform '${id}' --target mine --seed s`,
    exchange: [],
    logTail: [],
    ...overrides,
  };
}

export function runOf(cases: readonly CaseReport[], overrides: Partial<RunReport> = {}): RunReport {
  const byVerdict: Partial<Record<Verdict, number>> = {};
  for (const { verdict } of cases) byVerdict[verdict] = (byVerdict[verdict] ?? 0) + 1;
  const notRun = (byVerdict['not-run'] ?? 0) + (byVerdict.unsupported ?? 0);
  return {
    schema: 1,
    suite: { name: 'fabric-gossip', version: '0.0.0' },
    specification: { revision: 1 },
    implementation: { name: 'mine', version: '1.2', language: 'go' },
    target: 'mine',
    profile: 'fabric-3.1',
    features: ['timings'],
    network: 'wire',
    timings: { aliveTimeIntervalMs: 300 },
    timeScale: 1,
    seed: 's',
    command: 'fabric-gossip conform --target mine',
    platform: 'test',
    startedAt: '2026-01-02T03:04:05.678Z',
    durationMs: 99,
    interrupted: false,
    totals: { planned: cases.length, executed: cases.length - notRun, notRun, byVerdict },
    withheld: 0,
    falseAlarm: 0,
    slowest: slowestOf(cases),
    excerpt: { sections: [], tables: [] },
    cases,
    ...overrides,
  };
}
