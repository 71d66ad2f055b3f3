/** `fabric-gossip invoke`: a transaction with a real read-write set, written to an ordering service. */
import { randomBytes } from 'node:crypto';
import { Command, InvalidArgumentError } from 'commander';
import { createNodeSigner, nodeCrypto } from '../adapters/crypto-node.js';
import { readLocalMsp } from '../adapters/msp-folder.js';
import { openBroadcast } from '../adapters/orderer/broadcast-client.js';
import { createSystemClock } from '../adapters/system-clock.js';
import { readTlsFolder } from '../adapters/tls-folder.js';
import { Status } from '../wire/gen/common/common_pb.js';
import { endorserTransaction } from '../wire/transaction/endorser-transaction.js';
import type { ReadVersion } from '../wire/transaction/read-write-set.js';
import type { Author } from '../wire/transaction/signed-envelope.js';
import { readInputText } from './material/input-file.js';
import { type NamedFolder, namedFolder } from './material/named-folder.js';

type Read = { readonly key: string; readonly version?: ReadVersion | undefined };
type Write = { readonly key: string; readonly value?: Uint8Array | undefined };

interface Options {
  readonly channel: string;
  readonly orderer: string;
  readonly msp: NamedFolder;
  readonly tls?: string;
  readonly ordererCa?: string;
  readonly endorser: readonly NamedFolder[];
  readonly namespace: string;
  readonly put: readonly Write[];
  readonly delete: readonly Write[];
  readonly read: readonly Read[];
  readonly json?: boolean;
}

const EXAMPLES = `
Examples:
  fabric-gossip invoke --channel ch1 --orderer 127.0.0.1:7050 --msp Org1MSP=User1/msp --tls User1/tls \\
    --orderer-ca orderer0/tls/ca.crt --put colour=blue --put size=12
  fabric-gossip invoke ... --read colour@3:0 --put colour=green      valid if block 3, transaction 0 wrote it last
  fabric-gossip invoke ... --read colour --put colour=red            valid if nobody wrote it before
  fabric-gossip invoke ... --delete colour

No chaincode runs: what is read and written is what you say. Peers check the versions of what was read
when they commit. --endorser signs as an endorsing peer of Fabric does; it may be repeated. The
transaction's ID is printed once the orderer has taken it; it is committed with the next block.

Exit status: 0 taken, 1 refused or not reached, 64 wrong usage.`;

export function invokeCommand(): Command {
  return new Command('invoke')
    .description('write a transaction to an ordering service')
    .requiredOption('--channel <name>', 'channel')
    .requiredOption('--orderer <host:port>', 'where the ordering service listens')
    .requiredOption('--msp <id=dir>', 'MSP ID and MSP folder of the client', namedFolder)
    .option('--tls <dir>', 'TLS folder of the client (default: plaintext)')
    .option('--orderer-ca <file>', "root of the orderer's TLS certificate, in PEM")
    .option('--endorser <id=dir>', 'MSP folder of an endorsing peer', collect(namedFolder), [])
    .option('--namespace <name>', 'namespace of the keys: the name of a chaincode', 'kv')
    .option('--put <key=value>', 'write a value', collect(writeOf), [])
    .option(
      '--delete <key>',
      'delete a key',
      collect((key) => ({ key })),
      [],
    )
    .option('--read <key[@block:tx]>', 'read a key at this version', collect(readOf), [])
    .option('--json', 'print the outcome as JSON')
    .addHelpText('after', EXAMPLES)
    .action(run);
}

const collect =
  <T>(parse: (text: string) => T) =>
  (text: string, before: readonly T[]): readonly T[] => [...before, parse(text)];

function writeOf(text: string): Write {
  const at = text.indexOf('=');
  if (at < 1) throw new InvalidArgumentError('Expected key=value.');
  return { key: text.slice(0, at), value: new TextEncoder().encode(text.slice(at + 1)) };
}

function readOf(text: string): Read {
  const [, key, block, transaction] = /^(.+)@(\d+):(\d+)$/.exec(text) ?? [];
  if (key === undefined) {
    if (text === '') throw new InvalidArgumentError('Expected key or key@block:transaction.');
    return { key: text };
  }
  return { key, version: { block: BigInt(block!), transaction: BigInt(transaction!) } };
}

async function run(options: Options, command: Command): Promise<void> {
  const { channel, orderer, namespace, put, read, json } = options;
  const writes = [...put, ...options.delete];
  const twice = writes.find(({ key }, i) => writes.findIndex((w) => w.key === key) !== i);
  if (twice !== undefined)
    command.error(`error: "${twice.key}" is written twice; a transaction writes a key once`, {
      exitCode: 64,
    });
  if (writes.length + read.length === 0)
    command.error('error: expected --put, --delete or --read: what the transaction does', {
      exitCode: 64,
    });
  const clock = createSystemClock();
  const author = ({ mspId, folder }: NamedFolder): Author => {
    const { identity, keyPem } = readLocalMsp(folder, mspId, nodeCrypto, clock.now());
    return { identity, sign: createNodeSigner(keyPem).sign };
  };
  const { bytes, txId } = endorserTransaction(
    nodeCrypto,
    {
      channel,
      chaincode: namespace,
      sets: [{ namespace, reads: read, writes }],
      nonce: new Uint8Array(randomBytes(24)),
      nowMs: clock.now(),
    },
    author(options.msp),
    options.endorser.map(author),
  );
  const outcome = await broadcast(orderer, bytes, tlsOf(options));
  const line = { txId, ...outcome };
  if (json === true) console.log(JSON.stringify(line));
  else if (outcome.status === 'SUCCESS') console.log(`taken: transaction ${txId}`);
  else console.error(`error: ${outcome.status}: ${outcome.info}`);
  process.exitCode = outcome.status === 'SUCCESS' ? 0 : 1;
}

/** The client's TLS pair, and the roots by which it knows the orderer. */
export function tlsOf({ tls, ordererCa }: Pick<Options, 'tls' | 'ordererCa'>) {
  if (tls === undefined) return undefined;
  const material = readTlsFolder(tls);
  return ordererCa === undefined
    ? material
    : { ...material, rootCaPems: [readInputText(ordererCa), ...material.rootCaPems] };
}

/** Never throws: who is not reached has an outcome too. */
export async function broadcast(
  orderer: string,
  envelope: Uint8Array,
  tls: ReturnType<typeof tlsOf>,
): Promise<{ readonly status: string; readonly info: string }> {
  try {
    const client = await openBroadcast(orderer, { tls });
    try {
      const { status, info } = await client.send(envelope);
      return { status: Status[status] ?? String(status), info };
    } finally {
      client.close();
    }
  } catch (error) {
    return { status: 'UNREACHED', info: (error as Error).message };
  }
}
