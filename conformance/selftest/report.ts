/** What a self-test found (spec/schema/selftest.schema.json): whether the suite deserves to be believed. */
import type { MutantReport } from './judge-mutant.js';
import type { PlayedCase } from './played-case.js';

/** Every case on one target that is known to be sound, or known to be none. */
export interface SweepReport {
  readonly name: string;
  readonly says: string;
  readonly planned: number;
  /** Cases that did not come as they must: on a sound target those that do not pass, else those that do. */
  readonly wrong: readonly PlayedCase[];
  readonly durationMs: number;
}

export interface SelftestReport {
  readonly schema: 1;
  readonly suite: { readonly name: 'fabric-gossip'; readonly version: string };
  /** ISO 8601. */
  readonly startedAt: string;
  readonly durationMs: number;
  readonly seed: string;
  /** How mutants were started. */
  readonly as: 'inproc' | 'process';
  /** True if only some of the mutants were asked for. */
  readonly partial: boolean;
  readonly mutants: readonly MutantReport[];
  /** MUST clauses that cases judge, and those among them that no mutant breaks, with the reason if there is one. */
  readonly clauses: {
    readonly judged: number;
    readonly unbroken: readonly { readonly clause: string; readonly reason?: string }[];
  };
  /** They must pass nothing. */
  readonly degenerate: readonly SweepReport[];
  /** They must pass everything. */
  readonly benign: readonly SweepReport[];
  /** The reference under further seeds: it must pass everything. */
  readonly seeds: readonly SweepReport[];
  /** The launched reference, while something else keeps a processor busy: it must pass everything. */
  readonly load: readonly SweepReport[];
  /** Adapters that break the control protocol, and what the suite says of each. */
  readonly adapters: readonly AdapterReport[];
}

export interface AdapterReport {
  readonly name: string;
  readonly expected: string;
  readonly observed: string;
  readonly right: boolean;
}

/** Killed of all, as a share and in words. */
export function score({ mutants }: Pick<SelftestReport, 'mutants'>): {
  readonly killed: number;
  readonly total: number;
  readonly percent: string;
} {
  const killed = mutants.filter(({ fate }) => fate === 'killed').length;
  const total = mutants.length;
  return { killed, total, percent: total ? `${((100 * killed) / total).toFixed(1)} %` : '–' };
}

/** Everything that is not as it must be, a line each. */
export function troubles(report: SelftestReport): string[] {
  return [
    ...report.mutants
      .filter(({ fate }) => fate !== 'killed')
      .map(({ id, fate, fault, missed }) => `${id} (${fault}): ${fate}; ${missed.join('; ')}`),
    ...report.clauses.unbroken
      .filter(({ reason }) => reason === undefined)
      .map(({ clause }) => `${clause}: cases judge it, no mutant breaks it`),
    ...report.degenerate.flatMap((sweep) => wrongIn(sweep, 'passes on a target that is')),
    ...[...report.benign, ...report.seeds, ...report.load].flatMap((sweep) =>
      wrongIn(sweep, 'does not pass on'),
    ),
    ...report.adapters
      .filter(({ right }) => !right)
      .map(
        ({ name, expected, observed }) => `adapter ${name}: expected ${expected}; got ${observed}`,
      ),
  ];
}

const wrongIn = ({ name, wrong }: SweepReport, how: string): string[] =>
  wrong.map(
    ({ id, verdict, expected, observed, message }) =>
      `${id} ${how} ${name}: ${verdict}${expected ? `, expected ${expected}; observed ${observed}` : ''}${message ? `, ${message}` : ''}`,
  );
