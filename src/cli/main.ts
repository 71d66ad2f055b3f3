/** The command line: one file per command in this folder; this one only assembles them. */
import { Command, CommanderError } from 'commander';
import { UserMistake } from '../adapters/user-mistake.js';

/** Loaded when they are asked for: a peer starts without what conformance needs. */
const commands: Readonly<Record<string, () => Promise<Command>>> = {
  conform: async () => (await import('./conform.js')).conformCommand(),
  peer: async () => (await import('./peer.js')).peerCommand(),
  network: async () => (await import('./network.js')).networkCommand(),
  orderer: async () => (await import('./orderer.js')).ordererCommand(),
  material: async () => (await import('./material.js')).materialCommand(),
  channel: async () => (await import('./channel.js')).channelCommand(),
  invoke: async () => (await import('./invoke.js')).invokeCommand(),
  ledger: async () => (await import('./ledger.js')).ledgerCommand(),
  decode: async () => (await import('./decode.js')).decodeCommand(),
  replay: async () => (await import('./replay.js')).replayCommand(),
  simulate: async () => (await import('./simulate.js')).simulateCommand(),
  machines: async () => (await import('./machines.js')).machinesCommand(),
};

/** Runs one command line and returns its exit status. Never throws for a user's mistake. */
export async function main(args: readonly string[]): Promise<number> {
  const program = new Command('fabric-gossip')
    .description('Executable specification and conformance suite of Hyperledger Fabric gossip')
    .exitOverride();
  const asked = args[0] !== undefined && Object.hasOwn(commands, args[0]) ? [args[0]] : undefined;
  for (const name of asked ?? Object.keys(commands))
    program.addCommand((await commands[name]!()).copyInheritedSettings(program));
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
