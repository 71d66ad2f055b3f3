/** `npm run calibrate:fabric`: eight Fabric peers and the simulator live through the same, and are compared. */
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { Command, Option } from 'commander';
import { UserMistake } from '../../../src/adapters/user-mistake.js';
import { stoppedBySignals } from '../../../src/cli/conform/stopping.js';
import { fabricReleases, releasesOf, SKIPPED } from '../binaries.js';
import { play } from '../command.js';
import { chartOf } from './chart.js';
import { compare, isApart } from './compare.js';
import { type Observed, playFabric } from './fabric-network.js';
import { machineOf } from './machine.js';
import { type Sample, samplesOf } from './samples.js';
import { CYCLE_MS, type Cycle, scriptOf } from './script.js';
import { FACTOR, PEERS } from './settings.js';
import { type Machine, playSimulated } from './simulated-network.js';
import { figuresOf } from './statistics.js';
import { tablesOf } from './table.js';

const EXAMPLES = `
Each cycle kills the leader and another, orders blocks that they miss, starts them again, and orders blocks
for all. Waits are Fabric's defaults divided by ${FACTOR}. A cycle takes ${CYCLE_MS / 1_000} s.

Examples:
  npm run calibrate:fabric                                  50 cycles, 13 minutes
  npm run calibrate:fabric -- --cycles 4 --simulations 1
  npm run calibrate:fabric -- --chart docs/images/calibration.svg
  npm run calibrate:fabric -- --observed reports/calibration-observed.json    the simulator anew, no Fabric

Ctrl-C ends the cycle that runs, and compares what there is.
Exit status: 0 compared or nothing to compare with, 3 the peers did not start, 64 wrong usage,
130 stopped before the first cycle was over.`;

interface Options {
  readonly version?: string;
  readonly cycles: string;
  readonly seed: string;
  readonly simulations: string;
  readonly flush: 'full' | 'ticking';
  readonly out: string;
  readonly chart?: string;
  readonly observed?: string;
  readonly against?: string;
  readonly json?: boolean;
}

/** What was seen of Fabric, as it is kept. */
interface Kept extends Observed {
  readonly version: string;
  readonly profile: 'fabric-2.5' | 'fabric-3.1';
  readonly seed: number;
  readonly beganAt: string;
}

const command = new Command('calibrate:fabric')
  .description(`compare the simulator with ${PEERS} real Fabric peers, by what both are seen to do`)
  .option('--version <version>', 'a release of those that are here (default: the first)')
  .option('--cycles <count>', 'how often', '50')
  .option('--seed <number>', 'what the instants, and the simulator, follow from', '1')
  .option('--simulations <count>', 'how often the simulator plays the script', '4')
  .addOption(
    new Option('--flush <how>', 'when simulated peers flush a burst (PUSH-1)')
      .choices(['full', 'ticking'])
      .default('full'),
  )
  .option('--out <file>', 'takes the result as JSON', 'reports/calibration.json')
  .option('--chart <file>', 'takes the distributions as SVG')
  .option('--observed <file>', 'what an earlier run has seen of Fabric, in the place of Fabric')
  .option('--against <file>', 'what another run has seen of Fabric, in the place of the simulator')
  .option('--json', 'print the result as JSON; progress goes to standard error')
  .addHelpText('after', EXAMPLES)
  .action(run);

const told = (text: string): void => console.error(text);

async function run(options: Options): Promise<void> {
  const cycles = whole('--cycles', options.cycles);
  const seed = whole('--seed', options.seed);
  const simulations = whole('--simulations', options.simulations);
  const kept = options.observed
    ? keptIn('--observed', options.observed)
    : await observe(cycles, seed, options.version);
  if (kept === undefined) return;
  if (kept.loads.length === 0) {
    told('no cycle was played to its end: there is nothing to compare');
    process.exitCode = 130;
    return;
  }
  if (options.observed === undefined) {
    const path = join(dirname(options.out), 'calibration-observed.json');
    write(path, JSON.stringify(kept));
    told(`what was seen of Fabric is in ${path}`);
  }
  const script = scriptOf(kept.loads.length, kept.seed);
  const machine = machineOf(kept.sights, kept.ordered);
  const fabric = samplesIn(kept);
  const other = options.against
    ? samplesIn(keptIn('--against', options.against))
    : simulate(kept, script, machine, { simulations, seed, ticks: options.flush === 'ticking' });
  const rows = compare(fabric, other, seed);
  const about = {
    version: kept.version,
    beganAt: kept.beganAt,
    cycles: script.length,
    disturbed: new Set(kept.disturbed).size,
    ...(options.against ? { against: options.against } : { simulations, flush: options.flush }),
    seed,
    load: figuresOf(kept.loads),
    machine: {
      startUpMs: figuresOf(machine.startUpMs),
      joinMs: figuresOf(machine.joinMs),
      commitMs: machine.commitMs,
      latencyMs: machine.latencyMs,
    },
  };
  const result = { ...about, rows };
  write(options.out, JSON.stringify({ ...result, samples: { fabric, simulated: other } }));
  if (options.chart !== undefined)
    write(
      options.chart,
      chartOf(fabric, other, {
        title: `${PEERS} peers of Fabric ${kept.version} and the simulator`,
        subtitle: `share of samples that took at most so long; ${script.length} cycles, waits shortened by ${FACTOR}`,
        names: [`Fabric ${kept.version}`, options.against ? 'Fabric once more' : 'simulator'],
      }),
    );
  if (options.json) return console.log(JSON.stringify(result, null, 2));
  console.log(`${tablesOf(rows)}\n\n${JSON.stringify(about)}`);
  const apart = rows.filter(isApart).map(({ measure }) => measure);
  console.log(apart.length === 0 ? 'all alike' : `apart: ${apart.join(', ')}`);
}

/** Of the cycles that nothing has disturbed. */
const samplesIn = ({ loads, seed, sights, ordered, disturbed }: Kept): readonly Sample[] =>
  samplesOf(scriptOf(loads.length, seed), sights, ordered).filter(
    ({ cycle }) => !disturbed.includes(cycle),
  );

interface Simulations {
  readonly simulations: number;
  readonly seed: number;
  readonly ticks: boolean;
}

function simulate(
  { profile }: Kept,
  cycles: readonly Cycle[],
  machine: Machine,
  { simulations, seed, ticks }: Simulations,
): readonly Sample[] {
  const samples: Sample[] = [];
  for (let i = 0; i < simulations; i += 1) {
    const seen = playSimulated({ cycles, machine, profile, seed: seed + i, ticks });
    for (const sample of samplesOf(cycles, seen.sights, seen.ordered))
      samples.push({ ...sample, cycle: sample.cycle + i * cycles.length });
    told(`simulation ${i + 1} of ${simulations}`);
  }
  return samples;
}

async function observe(
  cycles: number,
  seed: number,
  version: string | undefined,
): Promise<Kept | undefined> {
  const asked = version === undefined ? [] : [version];
  const [release] = releasesOf(await fabricReleases(process.env), asked);
  if (release === undefined) {
    console.log(`calibrate:fabric: ${SKIPPED}`);
    return undefined;
  }
  const folder = mkdtempSync(join(tmpdir(), 'fabric-gossip-calibrate-'));
  const stop = stoppedBySignals('the cycle that runs is the last');
  const beganAt = new Date().toISOString();
  try {
    const observed = await playFabric({
      binary: release.peer,
      folder,
      cycles: scriptOf(cycles, seed),
      told,
      stop: stop.signal,
    });
    rmSync(folder, { recursive: true, force: true });
    return { ...observed, version: release.version, profile: release.profile, seed, beganAt };
  } catch (error) {
    console.error(`error: ${(error as Error).message}`);
    console.error(`what the peers wrote is in ${folder}`);
    process.exitCode = 3;
    return undefined;
  } finally {
    stop.release();
  }
}

function keptIn(option: string, path: string): Kept {
  let kept: Kept;
  try {
    kept = JSON.parse(readFileSync(path, 'utf8'));
  } catch (cause) {
    throw new UserMistake(`${option} ${path}: ${(cause as Error).message}`, { cause });
  }
  const lists = [kept.sights, kept.ordered, kept.loads, kept.disturbed];
  if (!lists.every(Array.isArray))
    throw new UserMistake(
      `${option} ${path}: expected what an earlier run has kept in calibration-observed.json`,
    );
  return kept;
}

function write(path: string, text: string): void {
  try {
    mkdirSync(dirname(path), { recursive: true });
    writeFileSync(path, text);
  } catch (cause) {
    throw new UserMistake(`${path}: cannot be written: ${(cause as Error).message}`, { cause });
  }
}

function whole(option: string, text: string): number {
  const value = Number(text);
  if (Number.isInteger(value) && value >= 1) return value;
  throw new UserMistake(`${option} ${text}: expected a whole number from 1`);
}

await play(command, process.argv.slice(2));
