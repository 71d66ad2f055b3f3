/**
 * `npm run bench:fabric`: Fabric's peers and the reference side by side, each as processes of their own, by
 * the same core.yaml and on the same ordering service.
 */
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join, resolve } from 'node:path';
import { Command, InvalidArgumentError, Option } from 'commander';
import { fabricReleases, releasesOf, SKIPPED } from '../binaries.js';
import { collected, play } from '../command.js';
import { measureCatchUp } from './catch-up.js';
import { takeConditions } from './conditions.js';
import { figuresOf, type Measured } from './figures.js';
import { measureIdle } from './idle.js';
import { measureRelay } from './relay.js';
import { fabricSide, referenceSide, type Side } from './side.js';
import { type Report, tableOf } from './table.js';

const PARTS = ['catch-up', 'idle', 'relay'] as const;
type Part = (typeof PARTS)[number];

interface Options {
  readonly version: readonly string[];
  readonly only: readonly Part[];
  readonly quick?: boolean;
  readonly rounds?: number;
  readonly blocks?: number;
  readonly batchSize: number;
  readonly dir?: string;
  readonly out?: string;
  readonly json?: boolean;
}

const EXAMPLES = `
Parts: catch-up   blocks a second that a fresh peer takes over by state transfer
       idle       memory and processor of an idle peer with three neighbours
       relay      the same at 10 and 100 blocks a second, and the time from order to last commit

Examples:
  npm run bench:fabric                          all parts, three rounds, some fifteen minutes
  npm run bench:fabric -- --quick               all parts, one short round
  npm run bench:fabric -- --only catch-up --batch-size 100
  npm run bench:fabric -- --version 2.5.16 --json --out reports/side-by-side.json

Peers keep their ledgers below --dir (default: a folder of the system for temporary files), which has to be
on a disk whose syncs are to be measured. Progress goes to stderr.
Exit status: 0 measured or skipped, 1 a peer failed, 64 wrong usage, 130 stopped.`;

const count = (text: string): number => {
  const value = Number(text);
  if (!Number.isInteger(value) || value < 1)
    throw new InvalidArgumentError('Expected a whole number above 0.');
  return value;
};

const command = new Command('bench:fabric')
  .description('measures Fabric peers and reference peers side by side')
  .option('--version <version>', 'this release of Fabric; may be repeated', collected, [])
  .addOption(
    new Option('--only <part>', 'this part; may be repeated')
      .choices([...PARTS])
      .argParser((value: string, former: readonly string[]) => {
        if (!PARTS.includes(value as Part))
          throw new InvalidArgumentError(`Expected ${PARTS.join(', ')}.`);
        return [...former, value];
      })
      .default([]),
  )
  .option('--quick', 'fewer blocks, shorter watches, one round')
  .option('--rounds <n>', 'rounds of each part (default: 3)', count)
  .option('--blocks <n>', 'blocks of catch-up (default: 2000)', count)
  .option('--batch-size <n>', "state.batchSize of catch-up; 10 is Fabric's", count, 10)
  .option('--dir <folder>', 'where peers keep their ledgers')
  .option('--out <file>', 'writes the report as JSON too')
  .option('--json', 'prints the report as JSON')
  .addHelpText('after', EXAMPLES)
  .action(run);

async function run(options: Options): Promise<void> {
  const releases = releasesOf(await fabricReleases(process.env), options.version);
  if (releases.length === 0) {
    console.error(`bench:fabric: ${SKIPPED}`);
    return;
  }
  const sides: Side[] = [...releases.map(fabricSide), referenceSide()];
  const parent = resolve(options.dir ?? tmpdir());
  mkdirSync(parent, { recursive: true });
  const folder = mkdtempSync(join(parent, 'bench-fabric-'));
  const stop = new AbortController();
  const onSignal = (): void => {
    console.error('bench:fabric: stopping');
    stop.abort();
  };
  process.once('SIGINT', onSignal).once('SIGTERM', onSignal);
  try {
    const report = await measured(sides, folder, options, stop.signal);
    if (options.out !== undefined) {
      mkdirSync(dirname(resolve(options.out)), { recursive: true });
      writeFileSync(options.out, `${JSON.stringify(report, null, 2)}\n`);
    }
    console.log(options.json ? JSON.stringify(report, null, 2) : tableOf(report));
    rmSync(folder, { recursive: true, force: true });
  } catch (error) {
    if (stop.signal.aborted) {
      process.exitCode = 130;
      rmSync(folder, { recursive: true, force: true });
      return;
    }
    console.error(`bench:fabric: ${(error as Error).message}\nThe folders of the peers: ${folder}`);
    process.exitCode = 1;
  } finally {
    process.off('SIGINT', onSignal).off('SIGTERM', onSignal);
  }
}

async function measured(
  sides: readonly Side[],
  folder: string,
  options: Options,
  signal: AbortSignal,
): Promise<Report & { readonly measured: Measured }> {
  const { quick = false, only, batchSize } = options;
  const rounds = options.rounds ?? (quick ? 1 : 3);
  const blocks = options.blocks ?? (quick ? 300 : 2_000);
  const windowMs = quick ? 10_000 : 30_000;
  const settleMs = quick ? 5_000 : 20_000;
  const blockBytes = 1_024;
  const rates = [10, 100];
  const isAsked = (part: Part): boolean => only.length === 0 || only.includes(part);
  const told = (part: Part) => (result: object) =>
    console.error(`${part}: ${JSON.stringify(result, shortened)}`);
  const conditions = takeConditions(folder);
  const results: Measured = {
    catchUp: isAsked('catch-up')
      ? await measureCatchUp(
          sides,
          folder,
          { blocks, blockBytes, batchSize, rounds, mixed: !quick },
          signal,
          told('catch-up'),
        )
      : [],
    idle: isAsked('idle')
      ? await measureIdle(sides, folder, { windowMs, rounds, settleMs }, signal, told('idle'))
      : [],
    relay: isAsked('relay')
      ? await measureRelay(
          sides,
          folder,
          { rates, windowMs, rounds, blockBytes, settleMs },
          signal,
          told('relay'),
        )
      : [],
  };
  const settings = [
    ...(isAsked('catch-up')
      ? [
          `Catch-up of ${blocks} blocks of one transaction of ${blockBytes} bytes, state.batchSize ${batchSize}, state.checkInterval 2 s, heartbeats of 1 s; ${rounds} rounds, from the first commit to the last.`,
        ]
      : []),
    ...(isAsked('idle') || isAsked('relay')
      ? [
          `Peers watched for ${windowMs / 1_000} s each, ${rounds} rounds, four a side with a leader that is set; all else as by default.`,
        ]
      : []),
  ];
  return { conditions: conditions.end(), settings, figures: figuresOf(results), measured: results };
}

const shortened = (_: string, value: unknown): unknown =>
  typeof value === 'number' ? Math.round(value * 1_000) / 1_000 : value;

await play(command, process.argv.slice(2));
