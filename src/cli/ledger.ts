/** `fabric-gossip ledger`: looks into the ledger of a channel on disk, or holds it against its blocks. */
import { Command } from 'commander';
import { nodeCrypto } from '../adapters/crypto-node.js';
import { openLevelStore } from '../adapters/ledger/level-store.js';
import { UserMistake } from '../adapters/user-mistake.js';
import type { KeyValueStore } from '../ledger/key-value-store.js';
import { channelOf, openStore } from '../ledger/open-store.js';
import { verifyStore } from '../ledger/verify-store.js';
import { createChannelReader } from '../wire/channel/config.js';
import { toHex } from '../wire/hex.js';
import type { Msp } from '../wire/identity/msp.js';
import { ignore } from '../wire/verdict.js';
import { type BlockSurvey, type KeySurvey, surveyKeys, surveyLedger } from './ledger/survey.js';

const EXAMPLES = `
Examples:
  fabric-gossip ledger inspect ledgers/ch1                     height, hashes, codes of every block
  fabric-gossip ledger inspect ledgers/ch1 --keys cc           and the values of a namespace
  fabric-gossip ledger inspect ledgers/ch1 --json | jq .height
  fabric-gossip ledger verify ledgers/ch1                      commits every block once more, compares

A ledger is the folder of one channel below \`--ledger\` of \`fabric-gossip peer\`. The peer must not be
running. Two peers with the same last hash and commit hash hold the same blocks and the same world state.

Exit status: 0 sound, 1 damaged (what is sound is printed), 64 wrong usage or no ledger.`;

const VERIFY_EXAMPLES = `
Examples:
  fabric-gossip ledger verify ledgers/ch1
  fabric-gossip ledger verify ledgers/ch1 --trust-creators     of a peer that judged no signatures

Every block is committed once more, in memory, and each record of the store compared with what comes
out. Creators of transactions are judged by the configurations in the chain, as the peer did.`;

export function ledgerCommand(): Command {
  const inspect = new Command('inspect')
    .description('print height, hashes and validation codes')
    .argument('<folder>', 'folder of the ledger of one channel')
    .option('-k, --keys <namespace>', 'print the values of a namespace as well')
    .option('--json', 'print one JSON object')
    .action((folder: string, options: InspectOptions) => inStore(folder, inspectStore(options)));
  const verify = new Command('verify')
    .description('commit every block once more and compare every record')
    .argument('<folder>', 'folder of the ledger of one channel')
    .option('--trust-creators', 'take creators of transactions at their word')
    .option('--json', 'print one JSON object')
    .addHelpText('after', VERIFY_EXAMPLES)
    .action((folder: string, options: VerifyOptions) => inStore(folder, check(options)));
  return new Command('ledger')
    .description('look into the ledger of a channel, or verify it')
    .addCommand(inspect)
    .addCommand(verify)
    .addHelpText('after', EXAMPLES);
}

type Act = (store: KeyValueStore, channel: string) => Promise<void>;

/** @throws UserMistake if the folder holds no ledger that this program reads. */
async function inStore(folder: string, act: Act): Promise<void> {
  const store = await openLevelStore(folder, { create: false });
  try {
    const channel = await channelOf(store);
    if (channel === undefined) throw new UserMistake(`ledger folder ${folder} holds no ledger`);
    await act(store, channel);
  } finally {
    await store.close();
  }
}

interface InspectOptions {
  readonly keys?: string;
  readonly json?: boolean;
}

const inspectStore =
  ({ keys: namespace, json }: InspectOptions): Act =>
  async (store, channel) => {
    const { chain, blocks } = await surveyLedger(store);
    const opening = await openStore({ crypto: nodeCrypto, channel }, store);
    const damage = opening.verdict === 'accept' ? undefined : opening.reason;
    const keys = namespace === undefined ? undefined : await surveyKeys(store, namespace);
    const head = {
      channel,
      height: Number(chain.height),
      lastHash: toHex(chain.lastHash),
      commitHash: toHex(chain.commitHash),
      configBlock: blocks.findLast(({ isConfig }) => isConfig)?.number,
    };
    if (json) console.log(JSON.stringify({ ...head, damage, blocks, keys }));
    else console.log([...headLines(head), ...blockLines(blocks), ...keyLines(keys)].join('\n'));
    if (damage === undefined) return;
    console.error(`error: ${damage}`);
    process.exitCode = 1;
  };

const headLines = (head: Readonly<Record<string, unknown>>): string[] =>
  Object.entries(head).map(([name, value]) => `${name.padEnd(12)} ${value}`);

const blockLines = (blocks: readonly BlockSurvey[]): string[] => [
  '',
  'block  hash              transactions',
  ...blocks.map(({ number, hash, transactions }) => {
    const codes = new Map<string, number>();
    for (const { code } of transactions) codes.set(code, (codes.get(code) ?? 0) + 1);
    const sums = [...codes].map(([code, count]) => `${count} ${code}`).join(', ');
    return `${String(number).padStart(5)}  ${hash.slice(0, 16)}  ${sums}`;
  }),
];

const keyLines = (keys: readonly KeySurvey[] | undefined): string[] =>
  keys === undefined
    ? []
    : [
        '',
        'key = value (block/transaction)',
        ...keys.map((k) => `${k.key} = ${k.value} (${k.version})`),
      ];

interface VerifyOptions {
  readonly trustCreators?: boolean;
  readonly json?: boolean;
}

const check =
  ({ trustCreators, json }: VerifyOptions): Act =>
  async (store, channel) => {
    const rules = { crypto: nodeCrypto, channel };
    const reader = createChannelReader({ crypto: nodeCrypto, localMsp: NOBODY });
    const found = await verifyStore(trustCreators ? rules : { ...rules, reader }, store);
    const { chain, commitHash, valueCount, faults } = found;
    const opening = await openStore(rules, store);
    const all = opening.verdict === 'accept' ? faults : [opening.reason, ...faults];
    const height = Number(chain.height);
    if (json) console.log(JSON.stringify({ channel, height, commitHash, valueCount, faults: all }));
    else {
      const outcome = all.length === 0 ? 'sound' : `${all.length} faults`;
      console.log(`${channel}: ${height} blocks, ${valueCount} values: ${outcome}`);
      if (all.length === 0) console.log(`commit hash ${commitHash}`);
    }
    for (const fault of all) console.error(`error: ${fault}`);
    if (all.length > 0) process.exitCode = 1;
  };

/** No organisation is ours here: only the channel's judge. */
const unknown = () => ignore('IDENT-11', 'no MSP of ours');
const NOBODY: Msp = { mspId: '', resolve: unknown, recognise: unknown, validate: unknown };
