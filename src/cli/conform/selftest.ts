/** `fabric-gossip conform selftest`: whether the suite finds faults, and finds none where there is none. */
import { Argument, Command, Option } from 'commander';
import { UserMistake } from '../../adapters/user-mistake.js';
import type { SelftestOptions } from './selftest/prove.js';

const EXAMPLES = `
Parts:
  mutants     the reference with one fault each: the cases must find it, in the expected check
  degenerate  targets that implement nothing: no case may pass
  benign      the reference with other habits, all within the specification: every case must pass
  adapters    adapters that break the control protocol: each gets its message and exit status
  seeds       the reference under --runs further seeds: every case must pass
  load        the launched reference --runs times, a processor busy: every case must pass

Examples:
  fabric-gossip conform selftest                            mutants, degenerate, benign, adapters
  fabric-gossip conform selftest mutants --mutant 'membership/*'
  fabric-gossip conform selftest mutants --mutant membership/silent-member-never-dies --as process
  fabric-gossip conform selftest mutants --all-cases        the whole matrix, which takes long
  fabric-gossip conform selftest seeds --runs 50

Exit status: 0 the suite is sound, 1 it is not, 4 a part could not be played, 64 wrong usage.`;

export function selftestCommand(): Command {
  return new Command('selftest')
    .description('prove that the suite finds faults, and finds none where there is none')
    .addArgument(
      new Argument('[part...]', 'what to prove (default: the first four)').choices([
        'mutants',
        'degenerate',
        'benign',
        'adapters',
        'seeds',
        'load',
      ]),
    )
    .option('--mutant <pattern...>', 'only these mutants: ids with * for anything')
    .addOption(
      new Option('--as <how>', 'how mutants are started; a few are always processes')
        .choices(['inproc', 'process'])
        .default('inproc'),
    )
    .option('--all-cases', 'play every case on each mutant, not only those that can concern it')
    .option('--runs <n>', 'how many runs of seeds and load', wholeFrom1, 3)
    .option('--seed <seed>', 'for nonces and for the draws of the reference', 'selftest')
    .option('--out <dir>', 'folder for selftest.json and selftest.html', 'reports/selftest')
    .option('--list', 'print the mutants, prove nothing')
    .option('--json', 'print selftest.json instead of progress and summary')
    .addHelpText('after', EXAMPLES)
    .action(async (parts: readonly string[], options: SelftestOptions) => {
      const { prove } = await import('./selftest/prove.js');
      await prove(parts, options);
    });
}

function wholeFrom1(value: string): number {
  const number = Number(value);
  if (!Number.isInteger(number) || number < 1) {
    throw new UserMistake(`--runs: expected a whole number from 1, got ${value}`);
  }
  return number;
}
