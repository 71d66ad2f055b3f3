/** `fabric-gossip material`: organisations, certificates and genesis blocks of a network, from one file. */
import { join } from 'node:path';
import { Command } from 'commander';
import { memberFolder, mintNetwork, writeNetwork } from '../adapters/material/network.js';
import { NETWORK_EXAMPLE, parseNetwork } from '../adapters/material/network-file.js';
import { createSystemClock } from '../adapters/system-clock.js';
import { UserMistake } from '../adapters/user-mistake.js';
import { readInputText } from './material/input-file.js';

const indented = (text: string): string => text.replace(/^(?=.)/gm, '  ');

const EXAMPLES = `
Examples:
  fabric-gossip material --example > network.yaml
  fabric-gossip material network.yaml --out network
  fabric-gossip orderer --msp OrdererMSP=network/organisations/OrdererMSP/members/orderer0/msp \\
    --tls network/organisations/OrdererMSP/members/orderer0/tls \\
    --channel network/channels/ch1.block --listen 127.0.0.1:7050

network.yaml:
${indented(NETWORK_EXAMPLE)}
Every organisation also gets an administrator, Admin. Keys are written in the clear: this is for trying
things out. The MSP and TLS folders have the layout of Fabric's tools, the blocks are what
\`peer channel join\` takes.

Exit status: 0 written, 64 wrong usage or network.yaml.`;

export function materialCommand(): Command {
  return new Command('material')
    .description('make organisations, certificates and genesis blocks for a network')
    .argument('[network.yaml]', 'what the network consists of')
    .option('-o, --out <dir>', 'folder to write to', '.')
    .option('--example', 'print a network.yaml to start from')
    .option('--json', 'list what was written as JSON')
    .addHelpText('after', EXAMPLES)
    .action(run);
}

interface Options {
  readonly out: string;
  readonly example?: boolean;
  readonly json?: boolean;
}

async function run(path: string | undefined, { out, example, json }: Options): Promise<void> {
  if (example === true) return void process.stdout.write(NETWORK_EXAMPLE);
  if (path === undefined)
    throw new UserMistake('material: expected a network.yaml; --example prints one');
  const network = await mintNetwork(
    parseNetwork(readInputText(path), path),
    createSystemClock().now(),
  );
  writeNetwork(out, network);
  const members = [...network.members].map(([name, member]) => ({
    name,
    role: member.role,
    folder: memberFolder(out, member),
  }));
  const channels = [...network.channels.keys()].map((name) => ({
    name,
    block: join(out, 'channels', `${name}.block`),
  }));
  if (json === true) return void console.log(JSON.stringify({ members, channels }, null, 2));
  for (const { name, role, folder } of members)
    console.log(`${role.padEnd(8)} ${name.padEnd(24)} ${folder}`);
  for (const { name, block } of channels) console.log(`channel  ${name.padEnd(24)} ${block}`);
}
