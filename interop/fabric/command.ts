/** How a command of interop starts: its options by commander, its mistakes and endings as those of the CLI. */
import { type Command, CommanderError, Help } from 'commander';
import { UserMistake } from '../../src/adapters/user-mistake.js';

/**
 * Runs it with the words of the command line and sets the exit status: 64 for wrong usage and for what
 * the user can mend, else what the action has set.
 */
export async function play(command: Command, words: readonly string[]): Promise<void> {
  try {
    await command
      .configureHelp({ optionDescription: describe })
      .exitOverride()
      .parseAsync([...words], { from: 'user' });
  } catch (error) {
    if (error instanceof CommanderError) {
      process.exitCode = error.exitCode === 0 ? 0 : 64;
    } else if (error instanceof UserMistake) {
      console.error(`error: ${error.message}`);
      process.exitCode = 64;
    } else throw error;
  }
  endSoon();
}

/** How long the process may take to end by itself once its work is done. Milliseconds. */
const ENDS_MS = 10_000;

/** As `bin/fabric-gossip.js` does: what holds a process whose work is done is told, and holds it no longer. */
function endSoon(): void {
  process.once('beforeExit', () => process.exit());
  setTimeout(() => {
    const holds = [...new Set(process.getActiveResourcesInfo())].join(', ');
    console.error(`warning: the process was still held by ${holds}, and was ended`);
    process.exit();
  }, ENDS_MS).unref();
}

/** An empty list is no default that anybody has to know. */
const describe: Help['optionDescription'] = (option) =>
  new Help().optionDescription(option).replace(/ \(default: \[\]\)$/, '');

/** For an option that may be given several times. */
export const collected = (value: string, former: readonly string[]): readonly string[] => [
  ...former,
  value,
];
