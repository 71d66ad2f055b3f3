/** What a ledger's store holds, read without changing it; as far as it is sound, if it is damaged. */
import { nodeCrypto } from '../../adapters/crypto-node.js';
import { utf8Of } from '../../ledger/byte-text.js';
import type { KeyValueStore } from '../../ledger/key-value-store.js';
import { openState } from '../../ledger/loaded-state.js';
import type { ParsedBlock } from '../../ledger/parsed-block.js';
import { afterPrefix, spacePrefix } from '../../ledger/records.js';
import { commitHashIn, type SoundChain, walkChain } from '../../ledger/stored-chain.js';
import { BlockMetadataIndex } from '../../wire/gen/common/common_pb.js';
import { TxValidationCode } from '../../wire/gen/peer/transaction_pb.js';
import { toHex } from '../../wire/hex.js';

export interface BlockSurvey {
  readonly number: number;
  /** Of the header, hex. */
  readonly hash: string;
  /** Hex; empty for block 0. */
  readonly commitHash: string;
  readonly isConfig: boolean;
  readonly transactions: readonly { readonly id: string; readonly code: string }[];
}

export interface LedgerSurvey {
  readonly chain: SoundChain;
  readonly blocks: readonly BlockSurvey[];
}

export async function surveyLedger(store: KeyValueStore): Promise<LedgerSurvey> {
  const blocks: BlockSurvey[] = [];
  const chain = await walkChain(store, nodeCrypto, (block) => void blocks.push(surveyOf(block)));
  return { chain, blocks };
}

function surveyOf(parsed: ParsedBlock): BlockSurvey {
  const flags = parsed.block.metadata?.metadata[BlockMetadataIndex.TRANSACTIONS_FILTER];
  return {
    number: Number(parsed.header.number),
    hash: toHex(parsed.hash),
    commitHash: toHex(commitHashIn(parsed)),
    isConfig: parsed.transactions.some(({ type }) => type === 'config'),
    transactions: parsed.transactions.map(({ recordedId }, i) => ({
      id: recordedId ?? '',
      code: TxValidationCode[flags?.[i] ?? TxValidationCode.NOT_VALIDATED] ?? `${flags?.[i]}`,
    })),
  };
}

export interface KeySurvey {
  readonly key: string;
  /** As text if it is UTF-8 that prints, else hexadecimal after `0x`. */
  readonly value: string;
  /** `block/transaction` that wrote it. */
  readonly version: string;
}

/** The public values of a namespace. @throws Error if a record is damaged. */
export async function surveyKeys(store: KeyValueStore, namespace: string): Promise<KeySurvey[]> {
  const prefix = spacePrefix(namespace, '');
  const keys: KeySurvey[] = [];
  for await (const [key, sealed] of store.entries(prefix, afterPrefix(prefix))) {
    const { value, blockNum, txNum } = openState(key, sealed);
    const name = utf8Of(key.slice(prefix.length));
    keys.push({ key: name, value: printable(value), version: `${blockNum}/${txNum}` });
  }
  return keys;
}

function printable(value: Uint8Array): string {
  const text = Buffer.from(value).toString('utf8');
  const prints = Buffer.from(text).equals(value) && /^[^\p{Cc}\p{Cn}]*$/u.test(text);
  return prints ? text : `0x${toHex(value)}`;
}
