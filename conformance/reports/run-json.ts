/**
 * The canonical record of a run (spec/schema/run.schema.json). Every other report is made from it, so
 * that a stored run can be shown again, compared and judged by other tools.
 */
import { type CitedClause, clauseTexts } from '../harness/clauses.js';
import { type CaseResult, type Run, totals } from '../harness/result.js';
import type { Statistic } from '../harness/statistics.js';
import type { Divergence, Verdict } from '../harness/verdict.js';
import type { Wait } from '../harness/waits.js';
import type { Finding } from '../judge/rule.js';
import type { Implementation } from '../targets/target.js';
import { type ExchangeLine, exchangeOf } from './exchange.js';
import { type Excerpt, excerptFor, wholeSpecification } from './spec/excerpt.js';

export interface RunReport {
  readonly schema: 1;
  readonly suite: { readonly name: 'fabric-gossip'; readonly version: string };
  readonly specification: { readonly revision: number };
  readonly implementation: Implementation;
  readonly target: string;
  readonly profile: string;
  readonly features: readonly string[];
  readonly network: 'wire' | 'memory';
  /** Milliseconds, by name; what a case changes stands in its exchange. */
  readonly timings: Readonly<Record<string, number>>;
  readonly timeScale: number;
  readonly seed: string;
  readonly command: string;
  readonly platform: string;
  /** ISO 8601. */
  readonly startedAt: string;
  /** From which identities and virtual time follow; of a replay, that of the run replayed. ISO 8601. */
  readonly epoch?: string;
  /** Whether each case had peers of its own, or all had the same. */
  readonly peers?: 'of each case' | 'of all cases';
  readonly durationMs: number;
  readonly interrupted: boolean;
  /** Name of the chosen set of cases; absent = no set was named. */
  readonly set?: string;
  /** Which part of the chosen cases was planned; from 1. */
  readonly shard?: {
    readonly index: number;
    readonly count: number;
    /** How many cases all parts have together. */
    readonly cases: number;
  };
  readonly totals: {
    readonly planned: number;
    readonly executed: number;
    readonly notRun: number;
    readonly byVerdict: Readonly<Partial<Record<Verdict, number>>>;
  };
  /** Files beside the record: everything that passed, and the identities of the run. */
  readonly trace?: string;
  readonly identities?: string;
  /** Cases whose failure the record leaves out, because it is not yet to be published. */
  readonly withheld: number;
  /** Sum over the statistics of all cases: how likely chance alone accuses a conforming target. */
  readonly falseAlarm: number;
  /** The ten that took longest, the slowest first. */
  readonly slowest: readonly {
    readonly id: string;
    readonly round: number;
    readonly durationMs: number;
  }[];
  /** What the specification says where a case that did not pass points. */
  readonly excerpt: Excerpt;
  readonly cases: readonly CaseReport[];
}

const SLOWEST_COUNT = 10;

export interface CaseReport {
  readonly id: string;
  readonly title: string;
  readonly level: string;
  readonly clauses: readonly CitedClause[];
  readonly verdict: Verdict;
  readonly reason?: string;
  readonly expected?: string;
  readonly observed?: string;
  /** The entry of the exchange at which the target left the specification. */
  readonly divergence?: Divergence;
  /** What the judge of traces found, whatever the case itself saw. */
  readonly findings?: readonly Finding[];
  readonly message?: string;
  readonly durationMs: number;
  /** The wait that came nearest to its deadline, and was met. */
  readonly wait?: Wait;
  readonly statistics?: readonly Statistic[];
  readonly round: number;
  /** Command that plays the case again. */
  readonly replay: string;
  readonly exchange: readonly ExchangeLine[];
  /** Entries of the exchange that only the trace has. */
  readonly omitted?: number;
  readonly logTail: readonly string[];
}

export interface Versions {
  readonly suite: string;
  readonly specification: number;
  readonly platform: string;
}

export function runReport(run: Run, versions: Versions): RunReport {
  const { info } = run;
  const reportOf = caseReporter(info);
  const cases = run.results.map((result) => result.report ?? reportOf(result));
  return {
    schema: 1,
    suite: { name: 'fabric-gossip', version: versions.suite },
    specification: { revision: versions.specification },
    implementation: info.implementation,
    target: info.target,
    profile: info.profile,
    features: info.features,
    network: info.network,
    timings: { ...info.timings },
    timeScale: info.timeScale,
    seed: info.seed,
    command: info.command,
    platform: versions.platform,
    startedAt: info.startedAt.toISOString(),
    epoch: info.epoch.toISOString(),
    peers: info.peers,
    durationMs: run.durationMs,
    interrupted: run.interrupted,
    totals: totals(run),
    withheld: 0,
    falseAlarm: cases
      .flatMap(({ statistics = [] }) => statistics)
      .reduce((sum, { falseAlarm }) => sum + falseAlarm, 0),
    slowest: slowestOf(cases),
    excerpt: excerptFor(pointedAt(cases), wholeSpecification()),
    cases,
  };
}

export const slowestOf = (cases: readonly CaseReport[]): RunReport['slowest'] =>
  [...cases]
    .sort((a, b) => b.durationMs - a.durationMs)
    .slice(0, SLOWEST_COUNT)
    .map(({ id, round, durationMs }) => ({ id, round, durationMs }));

/** Ids that a reader of what went wrong wants to look up. */
const pointedAt = (cases: readonly CaseReport[]): string[] =>
  cases
    .filter(({ verdict }) => !UNREMARKABLE.includes(verdict))
    .flatMap(({ clauses }) => clauses.flatMap(({ id, rows }) => [id, ...rows]));

/** Verdicts that ask for no look at the specification. */
const UNREMARKABLE: readonly Verdict[] = ['pass', 'unsupported', 'not-run'];

/** Makes what stands of a case in the record of a run. */
export function caseReporter(
  info: Pick<Run['info'], 'target' | 'seed' | 'askedProfile'>,
): (result: CaseResult) => CaseReport {
  const textOf = clauseTexts();
  return (result) => caseReport(result, textOf, replayOf(info, result));
}

function replayOf(
  { target, seed, askedProfile }: Pick<Run['info'], 'target' | 'seed' | 'askedProfile'>,
  { case: { id } }: CaseResult,
): string {
  const profile = askedProfile ? ` --profile ${askedProfile}` : '';
  return `fabric-gossip conform '${id}' --target ${word(target)} --seed ${word(seed)}${profile}`;
}

/** As a shell takes it for one word: a target may be a whole command. */
const word = (text: string): string =>
  /^[\w./:@=,+-]+$/.test(text) ? text : `'${text.replaceAll("'", String.raw`'\''`)}'`;

function caseReport(
  result: CaseResult,
  textOf: (id: string) => CitedClause,
  replay: string,
): CaseReport {
  const { case: definition, verdict, reason, expected, observed, message } = result;
  const { divergence, wait, statistics } = result;
  const { lines, omitted } = exchangeOf(result);
  return {
    id: definition.id,
    title: definition.title,
    level: definition.level,
    clauses: definition.clauses.map(textOf),
    verdict,
    ...(reason !== undefined && { reason }),
    ...(expected !== undefined && { expected }),
    ...(observed !== undefined && { observed }),
    ...(divergence && { divergence }),
    ...(result.findings && { findings: result.findings }),
    ...(message !== undefined && { message }),
    durationMs: result.durationMs,
    ...(wait && { wait }),
    ...(statistics && { statistics }),
    round: result.round,
    replay,
    exchange: lines,
    ...(omitted > 0 && { omitted }),
    logTail: result.logTail,
  };
}
