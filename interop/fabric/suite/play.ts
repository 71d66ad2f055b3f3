/** Plays the suite against one release, and keeps what came of it. */
import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import type { Case, Profile } from '../../../conformance/harness/case.js';
import type { Verdict } from '../../../conformance/harness/verdict.js';
import type { RunReport } from '../../../conformance/reports/run-json.js';
import { summary } from '../../../conformance/reports/terminal.js';
import { judge } from '../../../conformance/suite.js';
import { fabricPeer } from '../../../conformance/targets/fabric-peer/target.js';
import { writeReports } from '../../../src/cli/conform/write-reports.js';
import type { FabricRelease } from '../binaries.js';
import { unclear, withAgain } from './again.js';
import { spread } from './spread.js';
import { HARDENED, nextFolder } from './store.js';
import { isWithheld, withhold } from './withheld.js';

/** How often a case plays at most that is inconclusive each time. */
const ROUNDS_MAX = 3;
/** A line of progress for so many cases. */
const CASES_TOLD = 100;

export interface SuitePlay {
  readonly cases: readonly Case[];
  readonly seed: string;
  readonly parallel: number;
  /** Multiplies every wait of the suite. */
  readonly timeScale: number;
  /** Where runs are kept. */
  readonly folder: string;
  readonly stop: AbortSignal;
  readonly told: (line: string) => void;
}

/** One run by the profile of the release. */
export function playOnce(release: FabricRelease, play: SuitePlay): Promise<readonly Verdict[]> {
  return judgeInto(nextFolder(play.folder, release.version), release, play);
}

/**
 * The cases that hold in profile hardened and not in that of the release, judged by hardened: whether
 * Fabric really does otherwise. No failure of them is a failure of the release.
 */
export async function playHardened(release: FabricRelease, play: SuitePlay): Promise<void> {
  const cases = play.cases.filter(
    ({ profiles }) => profiles?.includes('hardened') && !profiles.includes(release.profile),
  );
  if (cases.length === 0) return;
  play.told(`${release.version}: what profile hardened asks for beyond it`);
  const own = { ...play, cases };
  await judgeInto(join(play.folder, release.version, HARDENED), release, own, 'hardened');
}

async function judgeInto(
  folder: string,
  release: FabricRelease,
  play: SuitePlay,
  profile?: Profile,
): Promise<readonly Verdict[]> {
  const { cases, stop, told } = play;
  let report = await judged(release, play, profile);
  for (let round = 2; round <= ROUNDS_MAX && !stop.aborted; round++) {
    const left = unclear(cases, report);
    if (left.length === 0) break;
    told(`  ${left.length} inconclusive: once more, one by one`);
    const own = { ...play, cases: left, parallel: 1 };
    report = withAgain(report, await judged(release, own, profile, round));
  }
  const published = withhold(report);
  told(summary(published).trimEnd());
  // Part of a run would be counted as a run.
  if (!published.interrupted) {
    mkdirSync(folder, { recursive: true });
    writeReports(folder, published);
    told(`report: ${join(folder, 'index.html')}\n`);
  }
  return published.cases.map(({ verdict }) => verdict);
}

async function judged(
  release: FabricRelease,
  { cases, seed, parallel, timeScale, stop, told }: SuitePlay,
  profile?: Profile,
  firstRound = 1,
): Promise<RunReport> {
  const report = await judge(fabricPeer(release.peer, { timeScale }), spread(cases), {
    seed,
    parallel,
    timeScale,
    firstRound,
    stop,
    targetArgument: 'fabric',
    command: ['npm run interop:suite --', ...process.argv.slice(2)].join(' '),
    ...(profile && { profile }),
    progress: ({ case: { id }, verdict, reason }, done, planned) => {
      const isQuiet = verdict === 'pass' || verdict === 'unsupported' || verdict === 'not-run';
      const word = isWithheld({ id, verdict }) ? 'withheld' : `${verdict} ${reason ?? ''}`.trim();
      if (!isQuiet) told(`  ${word}: ${id}`);
      if (done % CASES_TOLD === 0) told(`  ${done} of ${planned}`);
    },
  });
  const place = new Map(cases.map(({ id }, i) => [id, i]));
  const inOrder = [...report.cases].sort((a, b) => place.get(a.id)! - place.get(b.id)!);
  return { ...report, cases: inOrder };
}
