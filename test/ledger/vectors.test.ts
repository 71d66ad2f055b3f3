/**
 * Validation codes and commit hashes that Fabric computed: of the recorded peers, and of Fabric's own
 * ledger over generated chains (spec/vectors/README.md says how).
 */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { nodeCrypto } from '../../src/adapters/crypto-node.js';
import { commitHash } from '../../src/ledger/commit-hash.js';
import { createMemoryLedger } from '../../src/ledger/memory-ledger.js';
import { createMemoryStore } from '../../src/ledger/memory-store.js';
import { openStore } from '../../src/ledger/open-store.js';
import { parseTransaction } from '../../src/ledger/transaction.js';
import { validateBlock } from '../../src/ledger/validation.js';
import type { Ledger } from '../../src/ports.js';
import { decodeBlock } from '../../src/wire/block.js';
import { createChannelReader } from '../../src/wire/channel/config.js';
import { createCodec } from '../../src/wire/codec/codec.js';
import { decodeSignedMessage } from '../../src/wire/envelope.js';
import { MetadataSchema } from '../../src/wire/gen/common/common_pb.js';
import { TxValidationCode } from '../../src/wire/gen/peer/transaction_pb.js';
import { toHex } from '../../src/wire/hex.js';
import { ignore, type Verdict } from '../../src/wire/verdict.js';
import { bytesOf, recordedBlock, rowsOf } from '../support/recordings.js';
import { blockOf } from '../support/transactions.js';

const FOLDER = 'spec/vectors/ledger';
const CHANNEL = 'ch1';
const rules = { crypto: nodeCrypto, channel: CHANNEL };
const metadatas = createCodec(MetadataSchema);
const unknown = () => ignore('IDENT-11', 'no MSP of ours');
const accepted = <T>(verdict: Verdict<T>): T => {
  if (verdict.verdict !== 'accept') throw new Error(`${verdict.clause}: ${verdict.reason}`);
  return verdict.value;
};
const outcomeOf = (bytes: Uint8Array) => {
  const metadata = accepted(decodeBlock(bytes)).metadata!.metadata;
  return { flags: metadata[2]!, hash: accepted(metadatas.decode(metadata[4]!)).value };
};

interface Chains {
  readonly genesis: string;
  readonly chains: readonly (readonly {
    readonly block: string;
    readonly flags: string;
    readonly commitHash: string;
  }[])[];
}
const { genesis, chains } = JSON.parse(readFileSync(join(FOLDER, 'chains.json'), 'utf8')) as Chains;
const genesisBlock = new Uint8Array(readFileSync(join(FOLDER, genesis)));

describe('transactions that Fabric judged', () => {
  const { channel, transactions } = JSON.parse(
    readFileSync(join(FOLDER, 'codes.json'), 'utf8'),
  ) as { channel: string; transactions: { entry: string; code: string }[] };
  const empty = { get: () => undefined, range: () => [], hasTransaction: () => false };

  it.each(transactions.map(({ code, entry }, i) => [i, code, entry] as const))(
    'LEDG-10, LEDG-11, LEDG-13 to LEDG-18: transaction %i gets %s',
    (_, code, entry) => {
      const transaction = parseTransaction(nodeCrypto, bytesOf(entry));
      const judging = { crypto: nodeCrypto, channel, authority: undefined };
      const { flags } = validateBlock(1n, [transaction], empty, judging);
      expect(TxValidationCode[flags[0]!]).toBe(code);
    },
  );
});

/** Blocks 0 to 5 as a peer of Fabric 2.4.9 served them, with what it had made of them. */
const served = (): Uint8Array[] => {
  const responses = rowsOf('pull').flatMap(({ bytes }) => {
    const { content } = accepted(decodeSignedMessage(bytes)).message;
    return content.case === 'stateResponse' ? [content.value.payloads] : [];
  });
  return responses[0]!.map(({ data }) => data);
};

describe('recorded blocks', () => {
  it('LEDG-40: the commit hash of codes as given is that of the peer that served them', () => {
    let previous: Uint8Array = new Uint8Array();
    for (const bytes of served().slice(1)) {
      const { flags, hash } = outcomeOf(bytes);
      previous = commitHash(nodeCrypto, flags, new Map(), previous);
      expect(toHex(previous)).toBe(toHex(hash));
    }
    expect(served()).toHaveLength(6);
  });

  it('LEDG-5, LEDG-14: a ledger comes to the same codes and hashes, and stores the same bytes', () => {
    const ledger = createMemoryLedger(rules);
    served().forEach((bytes, i) => {
      expect(ledger.commit(BigInt(i), bytes).verdict).toBe('accept');
      expect(toHex(ledger.read(BigInt(i), BigInt(i))[0]!.bytes)).toBe(toHex(bytes));
    });
    expect(outcomeOf(served()[1]!).flags).toEqual(
      Uint8Array.of(TxValidationCode.INVALID_ENDORSER_TRANSACTION),
    );
  });

  it('LEDG-12: with the recorded configuration creators pass, and nobody else does', () => {
    const localMsp = { mspId: '', resolve: unknown, recognise: unknown, validate: unknown };
    const reader = createChannelReader({ crypto: nodeCrypto, localMsp });
    const ledger = createMemoryLedger({ ...rules, reader });
    served().forEach((bytes, i) => {
      expect(ledger.commit(BigInt(i), bytes).verdict).toBe('accept');
      expect(toHex(ledger.read(BigInt(i), BigInt(i))[0]!.bytes)).toBe(toHex(bytes));
    });
    // The signature of block 1's transaction, one bit of it turned over; the block hashed anew.
    const block = accepted(decodeBlock(served()[1]!));
    const entry = block.data!.data[0]!.slice();
    entry[entry.length - 1]! ^= 1;
    const forged = blockOf({ number: 1n, previousHash: block.header!.previousHash, data: [entry] });
    const other = createMemoryLedger({ ...rules, reader });
    other.commit(0n, served()[0]!);
    expect(other.commit(1n, forged)).toMatchObject({
      flags: Uint8Array.of(TxValidationCode.BAD_CREATOR_SIGNATURE),
    });
  });

  it('LEDG-6, LEDG-46: the genesis block as the orderer has it becomes the one that peers serve', () => {
    const ledger = createMemoryLedger(rules);
    ledger.commit(0n, recordedBlock('ch1-0'));
    const { flags, hash } = outcomeOf(ledger.read(0n, 0n)[0]!.bytes);
    expect([...flags]).toEqual([TxValidationCode.VALID]);
    expect([...hash]).toEqual([]);
    expect(ledger.commitHash).toBe('');
  });
});

describe.each([
  ['memory', async () => createMemoryLedger(rules)],
  ['a store', async () => accepted(await openStore(rules, createMemoryStore()))],
])('chains that Fabric committed, in %s', (_, create) => {
  it.each(chains.map((chain, i) => [i, chain] as const))(
    'LEDG-30, LEDG-40, LEDG-53, LEDG-I2: chain %i has Fabric’s codes and commit hashes',
    async (_, chain) => {
      const ledger: Pick<Ledger, 'read' | 'commitHash'> & {
        commit(number: bigint, block: Uint8Array): unknown;
      } = (await create()) as Ledger;
      await ledger.commit(0n, genesisBlock);
      for (const [i, { block, flags, commitHash }] of chain.entries()) {
        const number = BigInt(i + 1);
        await ledger.commit(number, bytesOf(block));
        const stored = (await ledger.read(number, number))[0]!.bytes;
        expect([i, toHex(outcomeOf(stored).flags)]).toEqual([i, flags]);
        expect([i, ledger.commitHash]).toEqual([i, commitHash]);
      }
    },
  );

  it('LEDG-I5: sometimes one block holds a valid transaction and each conflict', () => {
    const wanted = [
      TxValidationCode.VALID,
      TxValidationCode.MVCC_READ_CONFLICT,
      TxValidationCode.PHANTOM_READ_CONFLICT,
    ];
    const all = chains.flat().map(({ flags }) => [...Buffer.from(flags, 'hex')]);
    expect(all.some((flags) => wanted.every((code) => flags.includes(code)))).toBe(true);
  });
});
