/** `npm run interop:suite`: the conformance suite against real Fabric peers, as often as one likes. */
import { readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { Command } from 'commander';
import { exitStatus, type Verdict } from '../../../conformance/harness/verdict.js';
import { CASES } from '../../../conformance/registry.js';
import { choose } from '../../../conformance/selection.js';
import { packageFolder } from '../../../src/adapters/package-files.js';
import { UserMistake } from '../../../src/adapters/user-mistake.js';
import { countOf, factor, PATTERNS } from '../../../src/cli/conform/options.js';
import { stoppedBySignals } from '../../../src/cli/conform/stopping.js';
import { type FabricRelease, fabricReleases, releasesOf, SKIPPED } from '../binaries.js';
import { collected, play } from '../command.js';
import { deviations } from './deviations.js';
import { matrixMarkdown, placed } from './markdown.js';
import { fabricMatrix } from './matrix.js';
import { playHardened, playOnce } from './play.js';
import { storedRuns } from './store.js';

const PAGE = 'docs/interop.md';

const EXAMPLES = `
${PATTERNS}

Each run is kept in <out>/<version>/<number>, beside those before it. What was inconclusive in the crowd
plays again, alone, twice at most; what failed does not. After them the cases of profile
hardened are played that the version's own profile does not have: what it does otherwise.

Examples:
  npm run interop:suite                                    every release, every case, once
  npm run interop:suite -- 'link/*' --version 3.1.5
  npm run interop:suite -- --repeat 20 --parallel 4        twenty runs of each release
  npm run interop:suite -- --matrix                        versions by chapters, from what is kept
  npm run interop:suite -- --matrix --write                the same into ${PAGE}
  npm run interop:suite -- --anew                          forget what was kept, then play

Exit status: 0 all passed or there was nothing to run, 1 something failed, 2 something remained
inconclusive, 3 a peer did not start, 4 the suite is at fault, 64 wrong usage, 130 stopped.`;

interface Options {
  readonly version: readonly string[];
  readonly repeat: number;
  readonly parallel: number;
  readonly timeScale: number;
  readonly seed: string;
  readonly out: string;
  readonly anew?: boolean;
  readonly matrix?: boolean;
  readonly write?: boolean;
  readonly json?: boolean;
}

const command = new Command('interop:suite')
  .description('judge real Fabric peers by the specification, and count what came of it')
  .argument('[pattern...]', 'cases (default: all)')
  .option('--version <version>', 'of these releases; may be repeated (default: all)', collected, [])
  .option('--repeat <n>', 'runs of each release', countOf('--repeat'), 1)
  .option('--parallel <n>', 'cases that play at the same time', countOf('--parallel'), 4)
  .option('--time-scale <x>', 'multiplies every wait of the suite', factor, 1)
  .option('--seed <seed>', 'of the first run; those after it append their number', 'interop')
  .option('--out <dir>', 'where runs are kept', 'reports/fabric')
  .option('--anew', 'forget the runs that are kept there')
  .option('--matrix', 'play nothing, count what is kept')
  .option('--write', `with --matrix: put it into ${PAGE}`)
  .option('--json', 'print the matrix as JSON; progress goes to standard error')
  .addHelpText('after', EXAMPLES)
  .action(run);

async function run(patterns: readonly string[], options: Options): Promise<void> {
  if (options.matrix) return tell(options);
  if (options.write)
    throw new UserMistake('--write: puts a matrix in its place; it needs --matrix');
  const cases = choose(CASES, { patterns });
  const releases = releasesOf(await fabricReleases(process.env), options.version);
  if (releases.length === 0) return console.log(`interop:suite: ${SKIPPED}`);
  const told = (line: string): void => (options.json ? console.error(line) : console.log(line));
  if (options.anew) rmSync(options.out, { recursive: true, force: true });
  const stop = stoppedBySignals('running cases finish first');
  try {
    const { parallel, timeScale, out: folder } = options;
    const common = { cases, parallel, timeScale, folder, stop: stop.signal, told };
    process.exitCode = exitStatus(await playAll(releases, options, common));
    if (stop.signal.aborted) process.exitCode = 130;
    else tell(options);
  } finally {
    stop.release();
  }
}

/** Releases in turn, so that each has its runs even if somebody stops it. */
async function playAll(
  releases: readonly FabricRelease[],
  { repeat, seed }: Options,
  common: Omit<Parameters<typeof playOnce>[1], 'seed'>,
): Promise<readonly Verdict[]> {
  const verdicts: Verdict[] = [];
  for (let round = 1; round <= repeat; round++) {
    for (const release of releases) {
      if (common.stop.aborted) return verdicts;
      common.told(`${release.version}, profile ${release.profile}: run ${round} of ${repeat}`);
      const own = { ...common, seed: round === 1 ? seed : `${seed}-${round}` };
      verdicts.push(...(await playOnce(release, own)));
      if (round === 1 && !common.stop.aborted) await playHardened(release, own);
    }
  }
  return verdicts;
}

function tell({ out, json, write }: Options): void {
  const stored = storedRuns(out);
  if (stored.length === 0) throw new UserMistake(`--out ${out}: no runs are kept there`);
  const matrix = fabricMatrix(stored, deviations());
  console.log(
    json ? JSON.stringify(matrix, null, 2) : matrixMarkdown(matrix, 'spec/91-deviations.md'),
  );
  if (!write) return;
  const path = join(packageFolder(), PAGE);
  const text = matrixMarkdown(matrix, '../spec/91-deviations.md');
  writeFileSync(path, placed(readFileSync(path, 'utf8'), text, PAGE));
  console.error(`${PAGE}: written`);
}

await play(command, process.argv.slice(2));
