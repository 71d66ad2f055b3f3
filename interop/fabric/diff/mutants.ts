/**
 * Says of mutants of the reference which script shows each: what the comparison is able to find. All in
 * process and on virtual time, without Fabric. `tsx interop/fabric/diff/mutants.ts [--scripts N] ID[=N]…`
 * begins with script N of each; one line of JSON for each, and one for the reference itself. Needs the
 * built package.
 */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Command } from 'commander';
import { seededMaterial } from '../../../conformance/harness/minting/material.js';
import { mintOrganisations } from '../../../conformance/harness/organisations.js';
import { mutantInProcess } from '../../../conformance/selftest/mutated.js';
import { MUTANTS, mutantNamed } from '../../../conformance/selftest/registry.js';
import { targetNamed } from '../../../conformance/targets/named.js';
import type { Target } from '../../../conformance/targets/target.js';
import { type Difference, difference, isEmpty } from './compare.js';
import { play } from './play/play.js';
import { drawScript } from './script/draw.js';

/** What became of one: the first script that shows it, if any does. */
export interface Found {
  readonly id: string;
  readonly script: number | undefined;
  readonly difference?: Difference;
}

const SEED = 'mutants';

const command = new Command('mutants')
  .description('tells which script shows each mutant of the reference')
  .argument('[ids...]', 'mutants, each with =N for the script to begin with; default all')
  .option('--scripts <n>', 'how many scripts to try', Number, 16)
  .addHelpText(
    'after',
    '\nExample:\n  npx tsx interop/fabric/diff/mutants.ts membership/lists-no-dead=1',
  )
  .parse();

const folder = mkdtempSync(join(tmpdir(), 'fabric-gossip-diff-'));
process.once('exit', () => rmSync(folder, { recursive: true, force: true }));
const epochMs = Date.now();
const organisations = await mintOrganisations(
  join(folder, 'organisations'),
  seededMaterial(SEED, epochMs),
);
const sound = targetNamed('inproc', 1);
const soundFacts = new Map<number, readonly string[]>();
let plays = 0;

async function facts(target: Target, number: number): Promise<readonly string[]> {
  plays += 1;
  const workdir = join(folder, `${plays}`);
  const venue = { target, organisations, epochMs, workdir, pace: 1 };
  const played = await play(drawScript(SEED, number), venue);
  return played.outcome === 'played' ? played.facts : [`it ${played.how}`];
}

async function found(id: string, target: Target, numbers: readonly number[]): Promise<Found> {
  for (const number of numbers) {
    const own = soundFacts.get(number) ?? (await facts(sound, number));
    soundFacts.set(number, own);
    const now = difference([own], [await facts(target, number)]);
    if (!isEmpty(now)) return { id, script: number, difference: now };
  }
  return { id, script: undefined };
}

const { scripts } = command.opts<{ scripts: number }>();
const all = Array.from({ length: scripts }, (_, number) => number);
const asked = command.args.length > 0 ? command.args : MUTANTS.map(({ id }) => id);
for (const [id, first = '0'] of asked.map((word) => word.split('=') as [string, string?])) {
  const mutant = mutantNamed(id);
  const result = await found(id, await mutantInProcess(mutant), [Number(first), ...all]);
  console.log(JSON.stringify(result));
}
// Those that were needed above: of the reference, each shows what it showed before.
console.log(JSON.stringify(await found('reference', sound, [...soundFacts.keys()])));
process.exit(0);
