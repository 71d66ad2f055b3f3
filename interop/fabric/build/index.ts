/** `npm run interop:build`: builds Fabric's peer and orderer from Fabric's own source. */
import { Command } from 'commander';
import { UserMistake } from '../../../src/adapters/user-mistake.js';
import { stoppedBySignals } from '../../../src/cli/conform/stopping.js';
import { builtFolder } from '../binaries.js';
import { collected, play } from '../command.js';
import { build } from './build.js';
import { originOf, PUBLIC_REPOSITORY } from './source.js';
import { ToolFailed, ToolStopped } from './tool.js';
import { tagOf, VERSIONS } from './version.js';

const EXAMPLES = `
Go compiles both from what comes with the source, and downloads nothing; they go to .fabric/bin, where every
command of interop finds them unless FABRIC_BIN names others. What was built before stays.

Only peer and orderer are built. Identities, channels and configuration are made by the project itself.

Examples:
  npm run interop:build                                     ${VERSIONS.join(' and ')}
  npm run interop:build -- --version 3.1.4
  npm run interop:build -- --source ~/src/fabric            a checkout or bare repository with the tags
  FABRIC_SOURCE=/opt/fabric-3.1.5 npm run interop:build -- --version 3.1.5
  npm run interop:build -- --within 10 --json

Exit status: 0 all are there, 1 Go did not compile it or time was over, 64 wrong usage, or Go, git, the
version, the network or space is missing, 130 stopped.`;

interface Options {
  readonly source: string;
  readonly version: readonly string[];
  readonly within: string;
  readonly again?: boolean;
  readonly json?: boolean;
}

const command = new Command('interop:build')
  .description('build the peer and the orderer of Fabric releases from source')
  .option(
    '--source <place>',
    'URL of a git repository, or a checkout, bare repository or folder of source',
    process.env.FABRIC_SOURCE || PUBLIC_REPOSITORY,
  )
  .option('--version <version>', 'may be repeated (default: both above)', collected, [])
  .option('--within <minutes>', 'give up after so long', '60')
  .option('--again', 'build also what is there')
  .option('--json', 'print what is there as JSON; progress goes to standard error')
  .addHelpText('after', EXAMPLES)
  .action(run);

async function run({ source, version, within, again, json }: Options): Promise<void> {
  const tags = version.length > 0 ? version.map(tagOf) : VERSIONS;
  const stop = stoppedBySignals('git or go is ended');
  const late = AbortSignal.timeout(minutes(within) * 60_000);
  try {
    const built = await build({
      tags: [...new Set(tags)],
      origin: originOf(source),
      into: builtFolder(),
      again: again === true,
      environment: process.env,
      signal: AbortSignal.any([stop.signal, late]),
      told: (line) => (json ? console.error(line) : console.log(line)),
    });
    if (json) console.log(JSON.stringify(built, null, 2));
  } catch (error) {
    if (error instanceof ToolFailed) {
      console.error(`error: ${error.command} failed:`);
      for (const line of error.tail) console.error(`  ${line}`);
      process.exitCode = 1;
    } else if (error instanceof ToolStopped) {
      const why = late.aborted ? `not done within ${within} minutes` : 'stopped';
      console.error(`error: ${why}, at ${error.command}; what is half done is not used`);
      process.exitCode = late.aborted ? 1 : 130;
    } else throw error;
  } finally {
    stop.release();
  }
}

function minutes(text: string): number {
  const value = Number(text);
  if (value > 0 && value <= 24 * 60) return value;
  throw new UserMistake(`--within ${text}: expected minutes, above 0 and up to 1440`);
}

await play(command, process.argv.slice(2));
