/** The outcome of a case and of a run, as the reports need it. */
import type { CaseRecord } from '../judge/record.js';
import type { Finding } from '../judge/rule.js';
import type { CaseReport } from '../reports/run-json.js';
import type { Feature, Implementation, Timings } from '../targets/target.js';
import type { Case, Profile } from './case.js';
import type { Entry } from './evidence.js';
import type { Statistic } from './statistics.js';
import type { Divergence, Reason, Verdict } from './verdict.js';
import type { Wait } from './waits.js';

export interface CaseResult {
  readonly case: Case;
  readonly verdict: Verdict;
  /** Of an inconclusive verdict. */
  readonly reason?: Reason;
  /** Which protocol behaviour was expected, and what was there instead. */
  readonly expected?: string;
  readonly observed?: string;
  /** Where in the exchange it showed. */
  readonly divergence?: Divergence;
  /** Whatever else has to be said: a missing feature, the error of a target or of the suite. */
  readonly message?: string;
  readonly durationMs: number;
  /** The wait that came nearest to its deadline. */
  readonly wait?: Wait;
  /** Of clauses about chance. */
  readonly statistics?: readonly Statistic[];
  readonly exchange: readonly Entry[];
  /** What the judge of traces found, whatever the case itself saw. */
  readonly findings?: readonly Finding[];
  /** What stands of it in the record of the run, where another thread has made that already. */
  readonly report?: CaseReport;
  /** The exchange with all that it takes to judge it again; absent of what was not played. */
  readonly record?: CaseRecord;
  /** Names of PKI-IDs (hex). */
  readonly names: ReadonlyMap<string, string>;
  readonly logTail: readonly string[];
  /** From 1; above 1 with `--repeat`. */
  readonly round: number;
}

export interface RunInfo {
  readonly target: string;
  readonly implementation: Implementation;
  readonly profile: Profile;
  /** Set if the run was told to judge by it, whatever the target declares. */
  readonly askedProfile?: Profile;
  readonly features: readonly Feature[];
  readonly timings: Timings;
  readonly timeScale: number;
  readonly seed: string;
  readonly startedAt: Date;
  /** From which identities and virtual time follow; of a replay, that of the run replayed. */
  readonly epoch: Date;
  readonly peers: 'of each case' | 'of all cases';
  readonly command: string;
  /** `wire`: gRPC over mutual TLS and real time; `memory`: in process, virtual time. */
  readonly network: 'wire' | 'memory';
}

export interface Run {
  readonly info: RunInfo;
  readonly planned: number;
  readonly results: readonly CaseResult[];
  readonly durationMs: number;
  /** Whether somebody stopped it before all planned cases ran. */
  readonly interrupted: boolean;
}

/** Planned = executed + not run, among them what the target does not declare; and each verdict. */
export function totals(run: Run): {
  planned: number;
  executed: number;
  notRun: number;
  byVerdict: Readonly<Partial<Record<Verdict, number>>>;
} {
  const byVerdict: Partial<Record<Verdict, number>> = {};
  for (const { verdict } of run.results) byVerdict[verdict] = (byVerdict[verdict] ?? 0) + 1;
  const notRun = (byVerdict['not-run'] ?? 0) + (byVerdict.unsupported ?? 0);
  return { planned: run.planned, executed: run.planned - notRun, notRun, byVerdict };
}
