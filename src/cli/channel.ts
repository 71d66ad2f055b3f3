/** `fabric-gossip channel`: looks at the configuration of a channel, and changes it. */
import { randomBytes } from 'node:crypto';
import { writeFileSync } from 'node:fs';
import { Command, InvalidArgumentError } from 'commander';
import { createNodeSigner, nodeCrypto } from '../adapters/crypto-node.js';
import { parseEndpoint } from '../adapters/endpoint.js';
import { type ChannelChange, changed } from '../adapters/material/channel-changes.js';
import { readLocalMsp, readMspFolder } from '../adapters/msp-folder.js';
import { createOrdererClient } from '../adapters/orderer/deliver-client.js';
import { fetchConfigBlock } from '../adapters/orderer/fetch-config.js';
import { createSystemClock } from '../adapters/system-clock.js';
import { leafHashOf } from '../adapters/tls.js';
import { UserMistake } from '../adapters/user-mistake.js';
import { createChannelReader } from '../wire/channel/config.js';
import { currentConfigIn, updateTransaction } from '../wire/transaction/config-transaction.js';
import type { Author } from '../wire/transaction/signed-envelope.js';
import { ignore, type Refusal } from '../wire/verdict.js';
import { broadcast, tlsOf } from './invoke.js';
import { readInput } from './material/input-file.js';
import { type NamedFolder, namedFolder } from './material/named-folder.js';

interface Reached {
  readonly orderer: string;
  readonly msp: NamedFolder;
  readonly tls?: string;
  readonly ordererCa?: string;
  readonly json?: boolean;
}

interface UpdateOptions extends Reached {
  readonly agree: readonly NamedFolder[];
}

const EXAMPLES = `
Examples:
  fabric-gossip channel show ch1.block
  fabric-gossip channel fetch --help
  fabric-gossip channel update --help
`;

const SHOW_EXAMPLES = `
Examples:
  fabric-gossip channel show ch1.block
  fabric-gossip channel show ch1.block --json
`;

const FETCH_EXAMPLES = `
Examples:
  fabric-gossip channel fetch ch1 newest.block --orderer 127.0.0.1:7050 --msp Org1MSP=User1/msp --tls User1/tls \\
    --orderer-ca orderer0/tls/ca.crt
`;

const UPDATE_EXAMPLES = `
Examples:
  fabric-gossip channel update ch1 --orderer 127.0.0.1:7050 --msp Org1MSP=Admin/msp --tls Admin/tls \\
    --agree Org1MSP=org1-admin/msp --add Org3MSP=org3/msp
  fabric-gossip channel update ch1 ... --remove Org2MSP
  fabric-gossip channel update ch1 ... --anchors Org1MSP=127.0.0.1:7051,127.0.0.1:8051
  fabric-gossip channel update ch1 ... --orderers OrdererMSP=127.0.0.1:7150

Changes are made one after the other, in one update. --agree signs it for an organisation: of as many as the
policies of what is changed ask for. --msp hands it in, a writer of the channel. Fabric's own
\`peer channel update\` can do the same.
`;

const STATUS = '\nExit status: 0 done, 1 refused or not reached, 64 wrong usage.';

export function channelCommand(): Command {
  const channel = new Command('channel')
    .description('show the configuration of a channel, or change it')
    .addHelpText('after', EXAMPLES);
  channel
    .command('show')
    .description('print what a config block says')
    .argument('<block>', 'config block of a channel, for example its genesis block')
    .option('--json', 'print it as JSON')
    .addHelpText('after', SHOW_EXAMPLES + STATUS)
    .action(show);
  reached(channel.command('fetch'))
    .description('fetch the newest config block of a channel')
    .argument('<channel>', 'channel')
    .argument('<file>', 'file to write it to')
    .addHelpText('after', FETCH_EXAMPLES + STATUS)
    .action(fetch);
  // One list for all kinds, so that their order on the command line counts.
  const changes: ChannelChange[] = [];
  const change = (parse: (text: string) => ChannelChange) => (text: string) =>
    void changes.push(parse(text));
  reached(channel.command('update'))
    .description('change the configuration of a channel')
    .argument('<channel>', 'channel')
    .option('--agree <id=dir>', 'administrator who signs the update', collect, [])
    .option('--add <id=dir>', 'add the organisation with this MSP folder', change(addition))
    .option('--remove <id>', 'remove an organisation', change(removal))
    .option('--anchors <id=endpoints>', 'anchors of an organisation', change(endpoints('anchors')))
    .option('--orderers <id=endpoints>', 'endpoints of orderers', change(endpoints('orderers')))
    .addHelpText('after', UPDATE_EXAMPLES + STATUS)
    .action((name: string, options: UpdateOptions) => update(name, changes, options));
  return channel;
}

const reached = (command: Command): Command =>
  command
    .requiredOption('--orderer <host:port>', 'where the ordering service listens')
    .requiredOption('--msp <id=dir>', 'MSP ID and MSP folder of who asks', namedFolder)
    .option('--tls <dir>', 'TLS folder of who asks (default: plaintext)')
    .option('--orderer-ca <file>', "root of the orderer's TLS certificate, in PEM")
    .option('--json', 'print the outcome as JSON');

const collect = (text: string, before: readonly NamedFolder[]): readonly NamedFolder[] => [
  ...before,
  namedFolder(text),
];

function addition(text: string): ChannelChange {
  const { mspId, folder } = namedFolder(text);
  return { type: 'add', member: { msp: readMspFolder(folder, mspId, nodeCrypto).config } };
}

const removal = (mspId: string): ChannelChange => ({ type: 'remove', mspId });

const endpoints =
  (type: 'anchors' | 'orderers') =>
  (text: string): ChannelChange => {
    const [, mspId, list] = /^([^=]+)=(.*)$/.exec(text) ?? [];
    const found = (list ?? '').split(',').filter((endpoint) => endpoint !== '');
    if (mspId === undefined || !found.every(parseEndpoint))
      throw new InvalidArgumentError('Expected MSP-ID=host:port,host:port.');
    return { type, mspId, endpoints: found };
  };

function show(path: string, { json }: { readonly json?: boolean }): void {
  const block = readInput(path);
  const read = anyReader.read(block);
  if (read.verdict !== 'accept')
    throw new UserMistake(
      `${path}: expected a config block of a channel: ${read.reason} (${read.clause})`,
    );
  const { channel, sequence, organisations, ordererEndpoints, consensusType } = read.value;
  const orderers = ordererEndpoints.map(({ endpoint, mspId }) => ({ endpoint, mspId }));
  if (json === true) {
    const shown = { channel, sequence: String(sequence), organisations, orderers, consensusType };
    return void console.log(JSON.stringify(shown, null, 2));
  }
  console.log(`channel ${channel}, configuration ${sequence}, ordered by ${consensusType}`);
  for (const { mspId, anchors } of organisations)
    console.log(`member  ${mspId.padEnd(16)} anchors ${anchors.join(', ') || 'none'}`);
  for (const { endpoint, mspId } of orderers)
    console.log(`orderer ${mspId.padEnd(16)} ${endpoint}`);
}

async function fetch(channel: string, file: string, options: Reached): Promise<void> {
  const block = await currentBlock(channel, options);
  if (block === undefined) return;
  writeFileSync(file, block);
  console.log(options.json === true ? JSON.stringify({ file }) : file);
}

async function update(
  channel: string,
  changes: readonly ChannelChange[],
  options: UpdateOptions,
): Promise<void> {
  if (changes.length === 0)
    throw new UserMistake('channel update: expected --add, --remove, --anchors or --orderers');
  const block = await currentBlock(channel, options);
  if (block === undefined) return;
  const current = currentConfigIn(block);
  if (current.verdict !== 'accept') throw new UserMistake(`${channel}: ${current.reason}`);
  const envelope = updateTransaction(current.value, changed(current.value.group, changes), {
    agreeing: options.agree.map(authorOf),
    author: authorOf(options.msp),
    nowMs: clock.now(),
    nonce: () => new Uint8Array(randomBytes(24)),
  });
  if (envelope === undefined)
    throw new UserMistake(`${channel}: the configuration is as you want it already`);
  const outcome = await broadcast(options.orderer, envelope, tlsOf(options));
  const sequence = String(current.value.sequence + 1n);
  if (options.json === true) console.log(JSON.stringify({ sequence, ...outcome }));
  else if (outcome.status === 'SUCCESS') console.log(`taken: configuration ${sequence}`);
  else console.error(`error: ${outcome.status}: ${outcome.info}`);
  process.exitCode = outcome.status === 'SUCCESS' ? 0 : 1;
}

const clock = createSystemClock();

const knowsNobody = (): Refusal => ignore('IDENT-11', 'no organisation of our own');

/** Says what a configuration is; trusts nobody by it. */
const anyReader = createChannelReader({
  crypto: nodeCrypto,
  localMsp: { mspId: '', resolve: knowsNobody, recognise: knowsNobody, validate: knowsNobody },
});

function authorOf({ mspId, folder }: NamedFolder): Author {
  const { identity, keyPem } = readLocalMsp(folder, mspId, nodeCrypto, clock.now());
  return { identity, sign: createNodeSigner(keyPem).sign };
}

/** Without a block, the orderer's answer is printed, or why there is none. */
async function currentBlock(channel: string, options: Reached): Promise<Uint8Array | undefined> {
  const tls = tlsOf(options);
  const client = createOrdererClient({ tls });
  try {
    return await fetchConfigBlock({
      client,
      orderer: options.orderer,
      tlsRootCerts: (tls?.rootCaPems ?? []).map((pem) => new TextEncoder().encode(pem)),
      channel,
      author: authorOf(options.msp),
      nowMs: clock.now(),
      tlsCertHash: tls && leafHashOf(tls.clientCertPem ?? tls.certPem),
    });
  } catch (cause) {
    if (cause instanceof UserMistake) throw cause;
    console.error(`error: ${channel}: no config block: ${(cause as Error).message}`);
    process.exitCode = 1;
    return undefined;
  } finally {
    await client.close();
  }
}
