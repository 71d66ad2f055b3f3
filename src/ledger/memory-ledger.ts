/**
 * A ledger in memory that commits at once: for simulations, tests, and to recompute what a store holds.
 *
 * Implements spec/13-ledger.md, sections Admission to Commit hash, with the code that the stored ledger
 * uses as well. Nothing survives the process.
 */

import { toHex } from '../wire/hex.js';
import type { Refusal } from '../wire/verdict.js';
import { byteTextOfUtf8 } from './byte-text.js';
import { EMPTY_HEAD, type LedgerRules, prepareCommit } from './commit.js';
import type { LedgerBlock } from './ledger-block.js';
import { createMemoryState, type MemoryState } from './memory-state.js';
import { type BlockParser, createBlockParser } from './parsed-block.js';

export interface MemoryLedgerOptions extends LedgerRules {
  /** Share one among the ledgers of a simulation, and each block is parsed once. */
  readonly parse?: BlockParser;
  /** Blocks that stay readable beside the newest config block; default: all. */
  readonly keptBlocksMax?: number;
}

export interface MemoryLedger {
  readonly channel: string;
  /** Blocks committed; 0 until the genesis block is. */
  readonly height: bigint;
  /** SHA-256 of the header of the last block; empty at height 0. */
  readonly lastHash: Uint8Array;
  /** The newest config block, a serialized common.Block; empty at height 0. */
  readonly configBlock: Uint8Array;
  /** Hex; empty until block 1. */
  readonly commitHash: string;
  /** Commits the next block, or refuses it and stays as it was (LEDG-1). */
  commit(number: bigint, block: Uint8Array): CommitAnswer;
  /** The kept blocks of the range, in order; both ends included. */
  read(from: bigint, to: bigint): LedgerBlock[];
  value(namespace: string, key: string): Uint8Array | undefined;
  readonly state: MemoryState;
}

export type CommitAnswer =
  /** `flags`: a peer.TxValidationCode for each transaction. */
  { readonly verdict: 'accept'; readonly flags: Uint8Array } | Refusal;

export function createMemoryLedger(options: MemoryLedgerOptions): MemoryLedger {
  const parse = options.parse ?? createBlockParser(options.crypto);
  const keptMax = options.keptBlocksMax ?? Number.POSITIVE_INFINITY;
  const state = createMemoryState();
  const kept = new Map<bigint, () => Uint8Array>();
  let head = EMPTY_HEAD;
  let configBytes: (() => Uint8Array) | undefined;
  return {
    channel: options.channel,
    get height() {
      return head.height;
    },
    get lastHash() {
      return head.lastHash;
    },
    get configBlock() {
      return configBytes?.() ?? new Uint8Array(0);
    },
    get commitHash() {
      return toHex(head.commitHash);
    },
    state,
    commit(number, block) {
      const parsed = parse(block);
      const prepared = prepareCommit(options, head, number, parsed, state);
      if (prepared.verdict !== 'accept') return prepared;
      const commit = prepared.value;
      state.apply(commit.updates);
      for (const { recordedId } of parsed!.transactions) {
        if (recordedId !== undefined) state.recordTransaction(recordedId);
      }
      head = commit.head;
      if (commit.isConfig) configBytes = commit.bytes;
      kept.set(commit.number, commit.bytes);
      if (kept.size > keptMax) kept.delete(head.height - 1n - BigInt(keptMax));
      return { verdict: 'accept', flags: commit.flags };
    },
    read(from, to) {
      const blocks: LedgerBlock[] = [];
      const last = to < head.height ? to : head.height - 1n;
      for (let number = from < 0n ? 0n : from; number <= last; number++) {
        const bytes = kept.get(number);
        if (bytes !== undefined) blocks.push({ number, bytes: bytes() });
      }
      return blocks;
    },
    value: (namespace, key) => state.get(namespace, '', byteTextOfUtf8(key))?.value,
  };
}
