/**
 * Rates of the checker on models whose counts are known, and of other checkers on the same model in the same run:
 * `npm run bench:check`. A wrong count ends it. Who is not at hand is left out, and named.
 */
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { InvalidArgumentError, Option } from 'commander';
import { build } from 'esbuild';
import { modelRows } from '../../tools/models-table.js';
import { programOf } from '../../tools/program.js';
import { type Entry, ours, stateright, tlc } from './contestants.js';
import { expectCounts, type Measured } from './measured.js';

const EXAMPLES = `
Examples:
  npm run bench:check
  npm run bench:check -- --size 7,9 --others 7    no other checker gets 9
  npm run bench:check -- --size 7 --others 0      no other checker takes part

Two-phase commit with 9 managers takes TLC some minutes. Ratios of processor time hold on a machine that others use
too; those of time by the clock do not. Exit status: 0 measured, 1 a count is wrong, 64 wrong usage.`;

/** Generated and distinct states, as other checkers print them. */
const TWO_PHASE: Readonly<Record<number, readonly [number, number]>> = {
  5: [58_146, 8_832],
  6: [402_306, 50_816],
  7: [2_744_706, 296_448],
  8: [18_507_778, 1_745_408],
  9: [123_558_402, 10_340_352],
};
/** Models of the specification; size and counts are those of its table 17.8. */
const OF_PEERS = [
  'election',
  'election-with-losses',
  'membership',
  'membership-with-crash',
  'membership-of-three-with-sayings',
];

const sizesOf =
  (allowed: readonly string[]) =>
  (text: string): number[] => {
    const words = text.split(',');
    if (words.some((word) => !allowed.includes(word)))
      throw new InvalidArgumentError(`Expected some of ${allowed.join(',')}.`);
    return words.map(Number);
  };
const known = Object.keys(TWO_PHASE);
const {
  size: sizes,
  others = sizes,
  json,
} = programOf('bench:check')
  .description('measure the checker on models whose counts are known, and other checkers beside it')
  .addOption(
    new Option('--size <list>', 'resource managers of two-phase commit')
      .argParser(sizesOf(known))
      .default([7, 9], '7,9'),
  )
  .option(
    '--others <list>',
    'sizes that other checkers get as well (default: those of --size; none: 0)',
    sizesOf(['0', ...known]),
  )
  .option('--json', 'print results as JSON')
  .addHelpText('after', EXAMPLES)
  .parse()
  .opts<{ size: number[]; others?: number[]; json?: boolean }>();
const tell = (news: string): void => console.error(news);

/** By the clock others on the machine count; processor time of a thread they hardly change, but it has no waiting in it. */
function tellGain(one: Measured, two: Measured): void {
  const times = (before: number, after: number): string => (before / after).toFixed(2);
  const busiest =
    one.busiestSeconds === undefined || two.busiestSeconds === undefined
      ? ''
      : `, ${times(one.busiestSeconds, two.busiestSeconds)} times by processor time of the busiest thread`;
  tell(`two threads: ${times(one.seconds, two.seconds)} times as fast by the clock${busiest}`);
}

interface Row extends Measured {
  readonly who: string;
  readonly model: string;
  readonly threads: number;
  /** How many times as many steps a second of processor time, and by the clock, this project's one thread does. */
  readonly cpuRatio?: number;
  readonly wallRatio?: number;
}

function print(row: Row): void {
  const { who, model, threads, generated, distinct, seconds, cpuSeconds, bytesPerState } = row;
  if (json) return console.log(JSON.stringify(row));
  const rate = (count: number, by: number) => `${(count / by / 1e6).toFixed(2)} M`;
  const ratio = (value: number | undefined) => (value === undefined ? '' : `${value.toFixed(1)}x`);
  console.log(
    [
      `${who}, ${model}, ${threads} ${threads === 1 ? 'thread' : 'threads'}:`,
      `${generated} generated, ${distinct} distinct;`,
      `${seconds.toFixed(1)} s, ${rate(generated, seconds)} steps and ${rate(distinct, seconds)} states a second;`,
      `${cpuSeconds.toFixed(1)} s of processor, ${rate(generated, cpuSeconds)} steps a second of it;`,
      ...(row.busiestSeconds === undefined || threads === 1
        ? []
        : [`${row.busiestSeconds.toFixed(1)} s of it by the busiest thread;`]),
      ...(bytesPerState === undefined ? [] : [`${bytesPerState.toFixed(0)} bytes a state;`]),
      ...(row.cpuRatio === undefined
        ? []
        : [`we do ${ratio(row.cpuRatio)} by processor, ${ratio(row.wallRatio)} by the clock`]),
    ].join(' '),
  );
}

const folder = mkdtempSync(join(tmpdir(), 'bench-check-'));
try {
  await build({
    entryPoints: { contestant: 'bench/check/contestant.ts', thread: 'src/cli/check/thread.ts' },
    outdir: folder,
    outExtension: { '.js': '.mjs' },
    bundle: true,
    format: 'esm',
    platform: 'node',
    target: 'node20',
    logLevel: 'warning',
    external: ['classic-level'],
    banner: {
      js: "import { createRequire } from 'node:module'; const require = createRequire(import.meta.url);",
    },
  });
  const own = ours(join(folder, 'contestant.mjs'));
  const rivals: Entry[] = others.some((size) => size > 0) ? [...stateright(tell), tlc(tell)] : [];
  for (const rival of rivals)
    if ('missing' in rival) tell(`${rival.name} does not take part: ${rival.missing}`);

  for (const size of sizes) await twoPhaseCommit(size);
  const table = modelRows(readFileSync('spec/17-checker.md', 'utf8'));
  for (const model of OF_PEERS) {
    const known = table.find((row) => row.model === model)!;
    const { size } = known;
    const first = await own.explore(model, size, 1);
    expectCounts(`${model}, at first`, first, known);
    print({ ...first, who: own.name, model: `${model}, at first`, threads: 1 });
    for (const [threads, rounds, said] of [
      [1, 3, ', tables full'],
      [2, 1, ', at first'],
    ] as const) {
      const found = await own.explore(model, size, threads, rounds);
      expectCounts(`${model}, ${threads} threads`, found, known);
      print({ ...found, who: own.name, model: model + said, threads });
      if (threads === 2) tellGain(first, found);
    }
  }

  async function twoPhaseCommit(size: number): Promise<void> {
    const model = `two-phase-commit ${size}`;
    const [generated, distinct] = TWO_PHASE[size]!;
    const counted = (who: string, found: Measured): Measured => {
      expectCounts(`${who}, ${model}`, found, { generated, distinct });
      return found;
    };
    const one = counted(own.name, await own.explore('two-phase-commit', size, 1));
    print({ ...one, who: own.name, model, threads: 1 });
    const two = counted(own.name, await own.explore('two-phase-commit', size, 2));
    print({ ...two, who: own.name, model, threads: 2 });
    tellGain(one, two);
    for (const rival of rivals) {
      if ('missing' in rival || !others.includes(size)) continue;
      for (const threads of [1, 2]) {
        const found = counted(rival.name, await rival.run(size, threads));
        const mine = threads === 1 ? one : two;
        print({
          ...found,
          who: rival.name,
          model,
          threads,
          cpuRatio: found.cpuSeconds / mine.cpuSeconds,
          wallRatio: found.seconds / mine.seconds,
        });
      }
    }
  }
} finally {
  rmSync(folder, { recursive: true, force: true });
}
