/** The command line: one file per command in this folder; this one only assembles them. */
import { Command, CommanderError } from 'commander';
import { machinesCommand } from './machines.js';

/** Runs one command line and returns its exit status. Never throws for a user's mistake. */
export async function main(args: readonly string[]): Promise<number> {
  const program = new Command('fabric-gossip')
    .description('Executable specification and conformance suite of Hyperledger Fabric gossip')
    .exitOverride();
  for (const command of [machinesCommand()])
    program.addCommand(command.copyInheritedSettings(program));
  try {
    await program.parseAsync([...args], { from: 'user' });
    return 0;
  } catch (error) {
    if (error instanceof CommanderError) return error.exitCode === 0 ? 0 : 64;
    throw error;
  }
}
