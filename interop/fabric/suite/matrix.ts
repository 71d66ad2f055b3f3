/** Versions by chapters, counted from stored runs: what passed, what does not apply, what deviates. */
import { byChapter } from '../../../conformance/reports/chapters.js';
import type { CaseReport, RunReport } from '../../../conformance/reports/run-json.js';
import { type Deviation, deviationsOf } from './deviations.js';
import type { StoredRuns } from './store.js';

/** One version in one chapter; numbers of cases. */
export interface Cell {
  readonly cases: number;
  /** In every run. */
  readonly passed: number;
  /** Of another profile, or for a feature that a Fabric peer has no interface for. */
  readonly unsupported: number;
  /** Neither: see `unsteady`. */
  readonly other: number;
  /** Of profile hardened, and failed or missed a SHOULD under it: Fabric does otherwise. */
  readonly deviating: readonly Deviating[];
}

export interface Deviating {
  readonly id: string;
  /** Entries of chapter 91 that say why. */
  readonly entries: readonly string[];
}

/** A case that did not pass in every run, with how often it ended in which way. */
export interface Unsteady {
  readonly id: string;
  readonly ended: Readonly<Record<string, number>>;
}

export interface VersionColumn {
  readonly version: string;
  readonly profile: string;
  readonly runs: number;
  /** Seconds of a run, the shortest and the longest. */
  readonly seconds: readonly [number, number];
  /** Day of the first and of the last run, ISO 8601. */
  readonly days: readonly [string, string];
  readonly played: number;
  readonly passed: number;
  /** Of those played: how often a case was inconclusive at first, and played again. */
  readonly again: number;
  /** Over all runs. */
  readonly withheld: number;
  readonly chapters: Readonly<Record<string, Cell>>;
  readonly unsteady: readonly Unsteady[];
}

export interface FabricMatrix {
  readonly schema: 1;
  /** First parts of case ids, in the order of the specification. */
  readonly chapters: readonly string[];
  readonly versions: readonly VersionColumn[];
}

export function fabricMatrix(
  stored: readonly StoredRuns[],
  entries: readonly Deviation[],
): FabricMatrix {
  const all = stored.flatMap(({ runs }) => runs.flatMap(({ cases }) => cases));
  return {
    schema: 1,
    chapters: byChapter(all).map(([chapter]) => chapter),
    versions: stored.map((one) => columnOf(one, entries)),
  };
}

function columnOf(
  { version, runs, hardened }: StoredRuns,
  entries: readonly Deviation[],
): VersionColumn {
  const cases = runs.flatMap((run) => run.cases);
  const played = cases.filter(isPlayed);
  const seconds = runs.map(({ durationMs }) => durationMs / 1_000);
  const days = runs.map(({ startedAt }) => startedAt.slice(0, 10)).sort();
  const failed = (hardened?.cases ?? []).filter(
    ({ verdict }) => verdict === 'fail' || verdict === 'warn',
  );
  return {
    version,
    profile: runs[0]!.profile,
    runs: runs.length,
    seconds: [Math.min(...seconds), Math.max(...seconds)],
    days: [days[0]!, days.at(-1)!],
    played: played.length,
    passed: played.filter(({ verdict }) => verdict === 'pass').length,
    again: played.filter(({ round }) => round > 1).length,
    withheld: runs.reduce((sum: number, run: RunReport) => sum + run.withheld, 0),
    chapters: Object.fromEntries(
      byChapter(cases).map(([chapter, own]) => [
        chapter,
        cellOf(
          own,
          failed.filter(({ id }) => id.startsWith(`${chapter}/`)),
          entries,
        ),
      ]),
    ),
    unsteady: [...byId(cases)].flatMap(([id, own]) => {
      const wrong = own.some((one) => isPlayed(one) && one.verdict !== 'pass');
      return wrong ? [{ id, ended: endings(own) }] : [];
    }),
  };
}

function cellOf(
  cases: readonly CaseReport[],
  failed: readonly CaseReport[],
  entries: readonly Deviation[],
): Cell {
  const ids = [...byId(cases).values()];
  const count = (is: (own: readonly CaseReport[]) => boolean) => ids.filter(is).length;
  const passed = count((own) => own.every(({ verdict }) => verdict === 'pass'));
  const unsupported = count((own) => !own.some(isPlayed));
  return {
    cases: ids.length,
    passed,
    unsupported,
    other: ids.length - passed - unsupported,
    deviating: failed.map(({ id, clauses }) => ({
      id,
      entries: deviationsOf(
        clauses.map((clause) => clause.id),
        entries,
      ),
    })),
  };
}

const isPlayed = ({ verdict }: CaseReport): boolean =>
  verdict !== 'unsupported' && verdict !== 'not-run';

function byId(cases: readonly CaseReport[]): ReadonlyMap<string, readonly CaseReport[]> {
  const found = new Map<string, CaseReport[]>();
  for (const one of cases) {
    const own = found.get(one.id);
    if (own) own.push(one);
    else found.set(one.id, [one]);
  }
  return found;
}

function endings(cases: readonly CaseReport[]): Record<string, number> {
  const ended: Record<string, number> = {};
  for (const { verdict, reason } of cases) {
    const word = reason === undefined ? verdict : `${verdict} (${reason})`;
    ended[word] = (ended[word] ?? 0) + 1;
  }
  return ended;
}
