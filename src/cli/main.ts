/** The command line: one file per command in this folder; this one only assembles them. */
import { Command, CommanderError } from 'commander';
import { UserMistake } from '../adapters/user-mistake.js';
import { conformCommand } from './conform.js';
import { decodeCommand } from './decode.js';
import { machinesCommand } from './machines.js';
import { peerCommand } from './peer.js';
import { replayCommand } from './replay.js';

/** Runs one command line and returns its exit status. Never throws for a user's mistake. */
export async function main(args: readonly string[]): Promise<number> {
  const program = new Command('fabric-gossip')
    .description('Executable specification and conformance suite of Hyperledger Fabric gossip')
    .exitOverride();
  for (const command of [
    conformCommand(),
    peerCommand(),
    decodeCommand(),
    replayCommand(),
    machinesCommand(),
  ])
    program.addCommand(command.copyInheritedSettings(program));
  try {
    await program.parseAsync([...args], { from: 'user' });
    return Number(process.exitCode ?? 0);
  } catch (error) {
    if (error instanceof CommanderError) return error.exitCode === 0 ? 0 : 64;
    if (!(error instanceof UserMistake)) throw error;
    console.error(`error: ${error.message}`);
    return 64;
  }
}
