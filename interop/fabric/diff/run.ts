/**
 * `npm run diff:fabric`: the same scripts to a Fabric peer and to the reference, and what differs. Exit
 * status: 0 nothing differs unexplained or there was nothing to run, 1 something does, 3 a side could
 * not be started, 64 a wrong option.
 */
import { Command, Option } from 'commander';
import { UserMistake } from '../../../src/adapters/user-mistake.js';
import { fabricReleases, releasesOf, SKIPPED } from '../binaries.js';
import { type DiffOptions, runDiff } from './run/diff.js';

const whole =
  (name: string, least: number) =>
  (text: string): number => {
    const number = Number(text);
    if (!Number.isInteger(number) || number < least)
      throw new UserMistake(`--${name} ${text}: expected a whole number of at least ${least}`);
    return number;
  };

function factor(text: string): number {
  const value = Number(text);
  if (!(value >= 1 && value <= 10))
    throw new UserMistake(`--pace ${text}: expected a number from 1 to 10`);
  return value;
}

const command = new Command('diff:fabric')
  .description('plays seeded random scripts to a Fabric peer and to the reference, and compares')
  .option('--scripts <n>', 'how many scripts', whole('scripts', 1), 20)
  .option('--from <n>', 'number of the first one', whole('from', 0), 0)
  .option('--seed <text>', 'scripts and identities follow from it', '1')
  .option('--parallel <n>', 'how many play at once', whole('parallel', 1), 2)
  .option('--pace <factor>', 'waits longer after each step, on a busy machine', factor, 1)
  .option('--version <version...>', 'which of the Fabric releases here; default all')
  .option('--script <file>', 'plays this script instead, a JSON file')
  .option('--no-shrink', 'leaves divergent scripts as long as they are')
  .option('--again', 'plays scripts that have a stored result, too')
  .option('--unexplained', 'plays again what was stored as unexplained')
  .option('--out <file>', 'writes the summary as JSON')
  .option('--withheld <folder>', 'where scripts go that a Fabric peer did not survive')
  .addOption(
    new Option('--subject <what>', 'what is compared with the reference')
      .choices(['fabric', 'reference'])
      .default('fabric'),
  )
  .addHelpText(
    'after',
    `
Examples:
  npm run diff:fabric -- --scripts 1000 --seed 1 --parallel 6
  npm run diff:fabric -- --version 2.5.16 --from 200 --scripts 100
  npm run diff:fabric -- --script divergent.json
  npm run diff:fabric -- --subject reference    the reference over the wire and in process

Results are kept in reports/diff, and a run goes on where the last one of its seed ended.`,
  );

process.exitCode = await main();
process.once('beforeExit', () => process.exit());

async function main(): Promise<number> {
  try {
    await command.parseAsync();
    const options = command.opts<DiffOptions & { version?: string[]; subject: string }>();
    const profile = 'fabric-3.1';
    if (options.subject === 'reference') {
      return await runDiff(options, { name: 'reference', profile, subject: 'reference' });
    }
    const releases = releasesOf(await fabricReleases(process.env), options.version ?? []);
    if (releases.length === 0) {
      console.log(`diff:fabric: ${SKIPPED}`);
      return 0;
    }
    let worst = 0;
    for (const { version, profile: own, peer } of releases) {
      const release = { name: `fabric-${version}`, profile: own, subject: peer };
      worst = Math.max(worst, await runDiff(options, release));
    }
    return worst;
  } catch (error) {
    if (!(error instanceof UserMistake)) throw error;
    console.error(`error: ${error.message}`);
    return 64;
  }
}
