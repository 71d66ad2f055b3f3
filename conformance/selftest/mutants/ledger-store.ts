/** Faults in what a peer keeps of a block, and in how long it keeps it (spec/13-ledger.md). */
import { fromBinary, toBinary } from '@bufbuild/protobuf';
import type { PreparedCommit } from '../../../src/ledger/commit.js';
import type { KeyValueStore } from '../../../src/ledger/key-value-store.js';
import { BlockMetadataIndex, BlockSchema } from '../../../src/wire/gen/common/common_pb.js';
import type { CoreModules } from '../core-modules.js';
import { type Mutant, mutant } from '../mutant.js';

/** What is kept of a block has another metadata. */
const kept =
  (change: (metadata: Uint8Array[], commit: PreparedCommit) => void) =>
  ({ prepareCommit }: CoreModules['ledger/commit']): typeof prepareCommit =>
  (...given) => {
    const prepared = prepareCommit(...given);
    if (prepared.verdict !== 'accept') return prepared;
    const { value } = prepared;
    const bytes = (): Uint8Array => {
      const block = fromBinary(BlockSchema, value.bytes());
      change(block.metadata!.metadata, value);
      return toBinary(BlockSchema, block);
    };
    return { ...prepared, value: { ...value, bytes } };
  };

/** A store whose newest batches, that many, have not been written yet: they are lost with it. */
function behind(store: KeyValueStore, batchCount: number): KeyValueStore {
  const waiting: Parameters<KeyValueStore['write']>[0][] = [];
  return {
    ...store,
    async getMany(keys) {
      const stored = await store.getMany(keys);
      const fresh = new Map(waiting.flat().map(({ key, value }) => [key, value]));
      return keys.map((key, index) => (fresh.has(key) ? fresh.get(key) : stored[index]));
    },
    async write(changes) {
      waiting.push(changes);
      while (waiting.length > batchCount) await store.write(waiting.shift()!);
    },
  };
}

export const ledgerStoreMutants: readonly Mutant[] = [
  mutant({
    id: 'ledger/signatures-of-orderers-dropped',
    fault: 'drops the signatures of the orderers from a block that it has verified',
    breaks: ['LEDG-5', 'LEDG-I1'],
    module: 'ledger/commit',
    entry: 'prepareCommit',
    by: kept((metadata, { number }) => {
      if (number > 0n) metadata[BlockMetadataIndex.SIGNATURES] = new Uint8Array();
    }),
    killedBy: [
      {
        case: 'ledger/block-stored-as-it-came',
        expected: 'block 1 with header, transactions and other metadata as they came',
      },
    ],
  }),
  mutant({
    id: 'ledger/codes-in-reverse',
    fault: 'writes the validation codes of a block from its last transaction to its first',
    breaks: ['LEDG-5', 'LEDG-10'],
    module: 'ledger/commit',
    entry: 'prepareCommit',
    by: kept((metadata) => {
      metadata[BlockMetadataIndex.TRANSACTIONS_FILTER]!.reverse();
    }),
    killedBy: [
      { case: 'ledger/transactions-of-a-block-judged-one-by-one', expected: 'codes 3 4 4' },
    ],
  }),
  mutant({
    id: 'ledger/commit-hash-without-count',
    fault: 'leaves the number of transactions out of the commit hash',
    breaks: ['LEDG-40'],
    module: 'ledger/commit-hash',
    entry: 'commitHash',
    by:
      ({ updateBytes }) =>
      (crypto, flags, updates, previous) =>
        crypto.sha256(flags, updateBytes(updates), previous),
    killedBy: [{ case: 'ledger/commit-hash-follows-codes-and-last-hash', expected: 'of block 1' }],
  }),
  mutant({
    id: 'ledger/batch-written-with-the-next',
    fault: 'calls a block committed and writes it with the next one',
    breaks: ['LEDG-63', 'LEDG-I4'],
    module: 'ledger/stored-ledger',
    entry: 'createStoredLedger',
    by:
      ({ createStoredLedger }) =>
      (rules, store, start) =>
        createStoredLedger(rules, behind(store, 1), start),
    killedBy: [{ case: 'ledger/same-blocks-after-a-kill', expected: 'blocks 0 to 3 as they were' }],
  }),
  mutant({
    id: 'ledger/nothing-stored',
    fault: 'keeps blocks and values at hand, and stores nothing',
    breaks: ['LEDG-51', 'LEDG-63'],
    module: 'ledger/stored-ledger',
    entry: 'createStoredLedger',
    by:
      ({ createStoredLedger }) =>
      (rules, store, start) =>
        createStoredLedger(rules, behind(store, Number.POSITIVE_INFINITY), start),
    killedBy: [{ case: 'ledger/same-blocks-after-a-kill', expected: 'blocks 0 to 3 as they were' }],
  }),
  mutant({
    id: 'ledger/store-opened-without-a-walk',
    fault: 'takes a store that it opens for an empty one, whatever blocks it holds',
    breaks: ['LEDG-54'],
    module: 'ledger/open-store',
    entry: 'openStore',
    by:
      ({ openStore }) =>
      (rules, store) => {
        const written = new Set<string>();
        return openStore(rules, {
          ...store,
          async getMany(keys) {
            const values = await store.getMany(keys);
            return values.map((value, index) => (written.has(keys[index]!) ? value : undefined));
          },
          async *entries(from, to) {
            for await (const entry of store.entries(from, to))
              if (written.has(entry[0])) yield entry;
          },
          async write(changes) {
            for (const { key } of changes) written.add(key);
            await store.write(changes);
          },
        });
      },
    killedBy: [{ case: 'ledger/same-blocks-after-a-kill', expected: 'blocks 0 to 3 as they were' }],
  }),
];
