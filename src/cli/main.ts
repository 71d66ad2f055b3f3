/** The command line: one file per command in this folder; this one only assembles them. */
import { Command, CommanderError, Help } from 'commander';
import { packageVersion } from '../adapters/package-files.js';
import { UserMistake } from '../adapters/user-mistake.js';

/** Loaded when they are asked for: a peer starts without what conformance needs. */
const commands: Readonly<Record<string, () => Promise<Command>>> = {
  conform: async () => (await import('./conform.js')).conformCommand(),
  vectors: async () => (await import('./vectors.js')).vectorsCommand(),
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
  check: async () => (await import('./check.js')).checkCommand(),
  machines: async () => (await import('./machines.js')).machinesCommand(),
  studio: async () => (await import('./studio.js')).studioCommand(),
};

/** EX_SOFTWARE of sysexits.h: not one of the verdicts of a command. */
const INTERNAL = 70;

/** Runs one command line and returns its exit status. Never throws: a user's mistake is 64. */
export async function main(args: readonly string[]): Promise<number> {
  const program = new Command('fabric-gossip')
    .description('Executable specification and conformance suite of Hyperledger Fabric gossip')
    .version(packageVersion(), '--version', 'print the version')
    .configureHelp({ optionDescription: describe })
    .exitOverride();
  try {
    for (const name of namesFor(args[0]))
      program.addCommand(inherit(await commands[name]!(), program));
    await program.parseAsync([...args], { from: 'user' });
    return Number(process.exitCode ?? 0);
  } catch (error) {
    if (error instanceof CommanderError) return error.exitCode === 0 ? 0 : 64;
    if (error instanceof UserMistake || isOfFile(error)) {
      console.error(`error: ${error.message}`);
      return 64;
    }
    console.error('defect: this should not have happened; please report it with what follows');
    console.error(error);
    return INTERNAL;
  }
}

/** An empty list is no default that anybody has to know. */
const describe: Help['optionDescription'] = (option) =>
  new Help().optionDescription(option).replace(/ \(default: (\[\]|\{\})\)$/, '');

/** One command if one is asked for; all for the help. */
function namesFor(asked: string | undefined): readonly string[] {
  const known = Object.keys(commands);
  if (asked === undefined || asked.startsWith('-') || asked === 'help') return known;
  if (Object.hasOwn(commands, asked)) return [asked];
  throw new UserMistake(`unknown command "${asked}": expected one of ${known.join(', ')}`);
}

/** Commands below a command end as it does: with our exit status. */
function inherit(command: Command, parent: Command): Command {
  for (const inner of command.copyInheritedSettings(parent).commands) inherit(inner, command);
  return command;
}

/** A path that was given and cannot be used: the message of the system names it and what is wrong. */
const isOfFile = (error: unknown): error is NodeJS.ErrnoException =>
  error instanceof Error && 'syscall' in error && 'path' in error;
