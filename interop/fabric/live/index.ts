/** `npm run interop`: the live network with each Fabric release that is there. */
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { Command } from 'commander';
import { stoppedBySignals } from '../../../src/cli/conform/stopping.js';
import { fabricReleases, releasesOf, SKIPPED } from '../binaries.js';
import { collected, play } from '../command.js';
import { isBroken, type LivePart, playLive } from './play-live.js';
import { record } from './record.js';
import type { Step } from './steps.js';

interface Options {
  readonly version: readonly string[];
  readonly short?: boolean;
  readonly out?: string;
  readonly json?: boolean;
  readonly record?: string;
}

const EXAMPLES = `
Examples:
  npm run interop
  npm run interop -- --version 3.1.5 --short
  npm run interop -- --out reports/live             keeps certificates, ledgers, logs, recordings
  FABRIC_BIN=/opt/fabric/bin/peer npm run interop   the orderer stands beside the peer

Each peer and the orderer is a process of its own on 127.0.0.1. Steps are printed as they pass, with what
was seen, and the first that fails ends the run. Without a Fabric release nothing is tested, and it says so.

Exit status: 0 all passed or there was nothing to play with, 1 a step failed, 64 wrong usage,
130 interrupted. After a failure the folder with all files is kept and named.`;

const command = new Command('npm run interop --')
  .description('real orderer, Fabric peers and reference peers on live channels')
  .option(
    '--version <version>',
    'only this release, for example 3.1.5; may be repeated',
    collected,
    [],
  )
  .option('--short', 'without the long steps')
  .option('-o, --out <dir>', 'keep all files, and the steps as steps.json, in this folder')
  .option('--json', 'print each step as a JSON line')
  .option(
    '--record <dir>',
    'instead: write a recorded session of each release, as vectors, into this folder',
  )
  .addHelpText('after', EXAMPLES)
  .action(run);

try {
  await play(command, process.argv.slice(2));
} catch (error) {
  // A network that does not come up: what runs of it ends with this process.
  console.error(`error: ${(error as Error).message}`);
  process.exit(1);
}

async function run({
  version,
  short = false,
  out,
  json = false,
  record: vectors,
}: Options): Promise<void> {
  const say = (line: string): void => console.log(line);
  const releases = releasesOf(await fabricReleases(process.env), version);
  if (releases.length === 0) return say(`interop: ${SKIPPED}`);
  const stop = stoppedBySignals('peers and orderer end first');
  const folder =
    out === undefined ? mkdtempSync(join(tmpdir(), 'fabric-gossip-live-')) : resolve(out);
  const results: { readonly version: string; readonly parts: readonly LivePart[] }[] = [];
  for (const release of releases) {
    if (release.orderer === undefined) {
      say(`interop: ${release.version} skipped: there is no \`orderer\` beside ${release.peer}`);
      continue;
    }
    if (!json) say(`Fabric ${release.version}, profile ${release.profile}`);
    const at = join(folder, release.version);
    mkdirSync(at, { recursive: true });
    if (vectors !== undefined) {
      const to = join(resolve(vectors), `fabric-${release.version}`);
      await record(release, at, to);
      say(`  recorded: ${to}`);
      continue;
    }
    const parts = await playLive({
      release,
      folder: at,
      isShort: short,
      stop: stop.signal,
      began: (part) => json || say(`  ${part}`),
      told: (step) =>
        say(json ? JSON.stringify({ version: release.version, ...step }) : text(step)),
    });
    results.push({ version: release.version, parts });
  }
  writeFileSync(join(folder, 'steps.json'), `${JSON.stringify(results, undefined, 2)}\n`);
  const isWrong = results.some(({ parts }) => parts.some(isBroken));
  for (const { version: of, parts } of results) if (!json) say(summary(of, parts));
  if (isWrong || out !== undefined) console.error(`Everything is in ${folder}`);
  else rmSync(folder, { recursive: true, force: true });
  stop.release();
  // A step that was broken off may still wait for something.
  if (stop.signal.aborted) process.exit(130);
  process.exitCode = isWrong ? 1 : 0;
}

function text({ title, passed, tookMs, seen }: Step): string {
  const took = `${(tookMs / 1_000).toFixed(1)} s`;
  const head = `    ${passed ? 'passed' : 'FAILED'}: ${title} (${took})`;
  return [head, ...seen.map((line) => `      ${line}`)].join('\n');
}

function summary(version: string, parts: readonly LivePart[]): string {
  const steps = parts.flatMap((part) => part.steps);
  const failed = steps.filter(({ passed }) => !passed).length;
  const missing = parts.reduce((sum, part) => sum + part.missing, 0);
  const tookMs = steps.reduce((sum, step) => sum + step.tookMs, 0);
  return `Fabric ${version}: ${steps.length - failed} steps passed, ${failed} failed, ${missing} not reached (${(tookMs / 1_000).toFixed(0)} s)`;
}
