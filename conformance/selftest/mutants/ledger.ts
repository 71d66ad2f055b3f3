/** Faults in what a peer makes of a block that it commits (spec/13-ledger.md). */
import { fromBinary } from '@bufbuild/protobuf';
import { applyWrites } from '../../../src/ledger/operations.js';
import {
  type Block,
  BlockMetadataIndex,
  BlockSchema,
  MetadataSchema,
} from '../../../src/wire/gen/common/common_pb.js';
import { TxValidationCode } from '../../../src/wire/gen/peer/transaction_pb.js';
import { blockBytes } from '../../harness/minting/channel/block.js';
import { encode } from '../../harness/minting/channel/policies.js';
import type { CoreModules } from '../core-modules.js';
import { type Mutant, mutant } from '../mutant.js';

type Commit = Pick<CoreModules['ledger/commit'], 'prepareCommit'>;

/** The block is kept otherwise than it should be. */
const keeping =
  (change: (metadata: Uint8Array[], block: Block) => void) =>
  ({ prepareCommit }: Commit): Commit['prepareCommit'] =>
  (...given) => {
    const prepared = prepareCommit(...given);
    if (prepared.verdict !== 'accept') return prepared;
    const bytes = (): Uint8Array => {
      const block = fromBinary(BlockSchema, prepared.value.bytes());
      change(block.metadata!.metadata, block);
      return blockBytes(block);
    };
    return { ...prepared, value: { ...prepared.value, bytes } };
  };

const isFirst = ({ header }: Block): boolean => header!.number === 0n;

const kept: readonly Mutant[] = [
  mutant({
    id: 'ledger/sees-no-configuration',
    fault: 'commits a configuration like any other transaction, and does not go by it',
    breaks: ['LEDG-3'],
    module: 'ledger/commit',
    entry: 'prepareCommit',
    by:
      ({ prepareCommit }) =>
      (rules, head, number, ...rest) => {
        const prepared = prepareCommit(rules, head, number, ...rest);
        if (prepared.verdict !== 'accept' || number === 0n) return prepared;
        const { configNumber, config } = head;
        const after = { ...prepared.value.head, configNumber, config };
        return { ...prepared, value: { ...prepared.value, isConfig: false, head: after } };
      },
    killedBy: [
      {
        case: 'ledger/creator-judged-by-the-newest-configuration',
        expected: 'code INVALID_ENDORSER_TRANSACTION',
        observed: 'BAD_CREATOR_SIGNATURE',
      },
    ],
  }),
  mutant({
    id: 'ledger/invalid-transactions-write',
    fault: 'writes what transactions say that it has found invalid',
    breaks: ['LEDG-29'],
    module: 'ledger/validation',
    entry: 'validateBlock',
    by:
      ({ validateBlock }) =>
      (number, transactions, state, judging) => {
        const validated = validateBlock(number, transactions, state, judging);
        transactions.forEach(({ type, endorsed }, index) => {
          const set = type === 'endorser' ? endorsed().rwset : undefined;
          if (set === undefined || validated.flags[index] === TxValidationCode.VALID) return;
          const version = { blockNum: number, txNum: BigInt(index) };
          applyWrites(validated.updates, state, set, version);
        });
        return validated;
      },
    killedBy: [
      {
        case: 'ledger/invalid-transaction-writes-nothing',
        expected: 'of no writes',
      },
    ],
  }),
  mutant({
    id: 'ledger/forgets-who-signed',
    fault: 'drops the signatures of a block once it has verified them',
    breaks: ['LEDG-5'],
    module: 'ledger/commit',
    entry: 'prepareCommit',
    by: keeping((metadata, block) => {
      if (!isFirst(block)) metadata[BlockMetadataIndex.SIGNATURES] = new Uint8Array();
    }),
    killedBy: [
      {
        case: 'ledger/block-stored-as-it-came',
        expected: 'block 1 with header, transactions and other metadata as they came',
      },
    ],
  }),
  mutant({
    id: 'ledger/commit-hash-in-block-0',
    fault: 'writes a commit hash into block 0 as well',
    breaks: ['LEDG-6'],
    module: 'ledger/commit',
    entry: 'prepareCommit',
    by: keeping((metadata, block) => {
      if (isFirst(block))
        metadata[BlockMetadataIndex.COMMIT_HASH] = encode(MetadataSchema, {
          value: new Uint8Array(32),
        });
    }),
    killedBy: [
      {
        case: 'ledger/genesis-block-valid-and-without-commit-hash',
        expected: 'no commit hash in block 0',
      },
    ],
  }),
  mutant({
    id: 'ledger/block-0-not-validated',
    fault: 'leaves the transaction of block 0 without a verdict',
    breaks: ['LEDG-46'],
    module: 'ledger/commit',
    entry: 'prepareCommit',
    by: keeping((metadata, block) => {
      if (isFirst(block)) metadata[BlockMetadataIndex.TRANSACTIONS_FILTER] = Uint8Array.of(254);
    }),
    killedBy: [
      {
        case: 'ledger/genesis-block-valid-and-without-commit-hash',
        expected: 'code 0',
        observed: 'codes 254',
      },
    ],
  }),
];

const hashes: readonly Mutant[] = [
  mutant({
    id: 'ledger/commit-hashes-not-chained',
    fault: 'leaves the commit hash of the block before out of the next one',
    breaks: ['LEDG-40'],
    module: 'ledger/commit-hash',
    entry: 'commitHash',
    by:
      ({ commitHash }) =>
      (crypto, flags, updates) =>
        commitHash(crypto, flags, updates, new Uint8Array()),
    killedBy: [{ case: 'ledger/commit-hash-follows-codes-and-last-hash', expected: 'of block 2' }],
  }),
  mutant({
    id: 'ledger/configuration-in-the-commit-hash',
    fault: 'puts the configuration of a channel into the commit hash like any other write',
    breaks: ['LEDG-43'],
    module: 'ledger/commit-hash',
    entry: 'commitHash',
    by:
      ({ commitHash }) =>
      (crypto, flags, updates, previous) => {
        const written = updates.has('') ? [1, ...previous] : previous;
        return commitHash(crypto, flags, updates, Uint8Array.from(written));
      },
    killedBy: [
      {
        case: 'ledger/configuration-valid-and-no-part-of-the-commit-hash',
        expected: 'commit hash',
      },
    ],
  }),
];

export const ledgerMutants: readonly Mutant[] = [...kept, ...hashes];
