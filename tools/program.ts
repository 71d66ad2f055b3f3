/** How programs of bench/ and tools/ read their words: help and 0, or one line with what is allowed and 64. */
import { Command } from 'commander';

/** What commander refuses without a word of what it would take. */
const UNKNOWN = ['commander.unknownOption', 'commander.excessArguments'];

/** Ends the process where it is asked for help, or for what there is not. */
export function programOf(script: string): Command {
  const program = new Command(`npm run ${script} --`)
    .showSuggestionAfterError(false)
    .configureOutput({ outputError: () => {} })
    .exitOverride(({ exitCode, code, message }) => {
      if (exitCode === 0) process.exit(0);
      const options = program.createHelp().visibleOptions(program);
      const allowed = ` (allowed: ${options.map(({ long }) => long).join(', ')})`;
      console.error(message + (UNKNOWN.includes(code) ? allowed : ''));
      process.exit(64);
    });
  return program;
}
