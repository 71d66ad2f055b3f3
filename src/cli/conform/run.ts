/** `fabric-gossip conform [run]`: plays cases against an implementation and writes the reports. */
import { Command, Option } from 'commander';
import { UserMistake } from '../../adapters/user-mistake.js';
import type { ConformOptions } from './play.js';

/** Cases wait more than they work: more than there are processors. */
const DEFAULT_PARALLEL = 8;

const EXAMPLES = `
PATTERN is a case id with * for anything, a chapter (link), a clause (LINK-4) or an area (LINK).

Examples:
  fabric-gossip conform                                  the reference, as a process of its own
  fabric-gossip conform 'membership/alive-*'             some of the cases
  fabric-gossip conform --target inproc LINK-4           in process, on virtual time
  FABRIC_BIN=/opt/fabric/bin/peer fabric-gossip conform --target fabric
  fabric-gossip conform --target ./my-peer/target.json   an implementation of your own
  fabric-gossip conform --list membership                what would run

Exit status: 0 conforms, 1 does not, 2 only inconclusive, 3 target not started, 4 defect of the
suite, 64 wrong usage.`;

export function runCommand(): Command {
  return new Command('run')
    .description('judge an implementation by the clauses of the specification')
    .argument('[pattern...]', 'cases to run (default: all)')
    .option(
      '--target <target>',
      'reference or inproc, both also :profile (reference:hardened), fabric, or a target.json',
      'reference',
    )
    .addOption(
      new Option('--level <level>', 'only cases of this level').choices(['MUST', 'SHOULD', 'MAY']),
    )
    .option('--seed <seed>', 'for nonces and for implementations that take one', 'fabric-gossip')
    .option('--repeat <n>', 'play every case n times', countOf('--repeat'), 1)
    .option(
      '--parallel <n>',
      'cases that play at the same time',
      countOf('--parallel'),
      DEFAULT_PARALLEL,
    )
    .option('--time-scale <x>', 'multiplies every wait of the suite', factor, 1)
    .option('--out <dir>', 'folder for run.json, junit.xml and index.html', 'reports/conform')
    .option('--expected-failures <file>', 'YAML: case id and why it fails; others must pass')
    .option('--json', 'print run.json instead of progress and summary')
    .option('--list', 'print the cases, run nothing')
    .addHelpText('after', EXAMPLES)
    .action(async (patterns: readonly string[], options: ConformOptions) => {
      // The suite is large, and every other command would wait for it.
      const { conform } = await import('./play.js');
      await conform(patterns, options);
    });
}

const countOf =
  (option: string) =>
  (value: string): number => {
    const number = Number(value);
    if (!Number.isInteger(number) || number < 1) {
      throw new UserMistake(`${option}: expected a whole number from 1, got ${value}`);
    }
    return number;
  };

function factor(value: string): number {
  const number = Number(value);
  if (!(number > 0 && number <= 100)) {
    throw new UserMistake(`--time-scale: expected a number above 0 and up to 100, got ${value}`);
  }
  return number;
}
