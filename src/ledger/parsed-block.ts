/**
 * A block taken apart once: its header's hash, its transactions, its data hash.
 *
 * Spec: spec/13-ledger.md, section Admission. What follows from the bytes alone is found out here and kept
 * beside the bytes, so that many ledgers of one process share it.
 */
import { blockHeaderHash, decodeBlock } from '../wire/block.js';
import type { Crypto } from '../wire/crypto/port.js';
import { sameBytes } from '../wire/hex.js';
import type { Block, BlockHeader } from '../wire/message-types.js';
import { once } from './once.js';
import { parseTransaction, type Transaction } from './transaction.js';

export interface ParsedBlock {
  /** As they came. */
  readonly bytes: Uint8Array;
  readonly block: Block;
  readonly header: BlockHeader;
  /** LEDG-2 */
  readonly hash: Uint8Array;
  readonly isDataSound: boolean;
  readonly transactions: readonly Transaction[];
  /** Of the first transaction; undefined if it names none. */
  readonly channel: string | undefined;
}

/** Undefined for bytes that are no block with a header. */
export type BlockParser = (bytes: Uint8Array) => ParsedBlock | undefined;

/** Remembers what it parsed as long as the bytes are alive; they must not change. */
export function createBlockParser(crypto: Crypto): BlockParser {
  const known = new WeakMap<Uint8Array, { readonly parsed: ParsedBlock | undefined }>();
  return (bytes) => {
    let entry = known.get(bytes);
    if (entry === undefined) {
      entry = { parsed: parseBlock(crypto, bytes) };
      known.set(bytes, entry);
    }
    return entry.parsed;
  };
}

export function parseBlock(crypto: Crypto, bytes: Uint8Array): ParsedBlock | undefined {
  const decoded = decodeBlock(bytes);
  if (decoded.verdict !== 'accept' || decoded.value.header === undefined) return undefined;
  const block = decoded.value;
  const header = decoded.value.header;
  const entries = block.data?.data ?? [];
  const hash = once(() => blockHeaderHash(crypto, header));
  const isDataSound = once(() => sameBytes(crypto.sha256(...entries), header.dataHash));
  const transactions = once(() => entries.map((entry) => parseTransaction(crypto, entry)));
  return {
    bytes,
    block,
    header,
    get hash() {
      return hash();
    },
    get isDataSound() {
      return isDataSound();
    },
    get transactions() {
      return transactions();
    },
    get channel() {
      return transactions()[0]?.channel;
    },
  };
}
