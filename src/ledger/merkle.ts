/**
 * The tree of hashes by which a transaction sums up the results of a long range query.
 *
 * Implements spec/13-ledger.md, LEDG-36 and LEDG-37.
 */
import { createCodec } from '../wire/codec/codec.js';
import type { Crypto } from '../wire/crypto/port.js';
import { type QueryReads, QueryReadsSchema } from '../wire/gen/ledger/rwset/kvrwset/kv_rwset_pb.js';
import { utf8Of } from './byte-text.js';
import type { StateEntry } from './state.js';

const queryReads = /*@__PURE__*/ createCodec(QueryReadsSchema);

/** LEDG-36 is for trees of at least this degree. */
export const MERKLE_DEGREE_MIN = 2;

export interface MerkleTree {
  readonly maxDegree: number;
  /** Results that are not hashed yet. */
  pending: StateEntry[];
  /** Hashes by level, from 1; what was combined is gone from its level. */
  readonly levels: Map<number, Uint8Array[]>;
  maxLevel: number;
}

export const createMerkleTree = (maxDegree: number): MerkleTree => ({
  maxDegree,
  pending: [],
  levels: new Map(),
  maxLevel: 1,
});

export const topHashes = (tree: MerkleTree): readonly Uint8Array[] =>
  tree.levels.get(tree.maxLevel) ?? [];

/** LEDG-36: takes the next result. */
export function addResult(crypto: Crypto, tree: MerkleTree, result: StateEntry): void {
  tree.pending.push(result);
  if (tree.pending.length > tree.maxDegree) hashPending(crypto, tree);
}

/** LEDG-37: combines what is left below the top. False if no result was ever hashed. */
export function finishTree(crypto: Crypto, tree: MerkleTree): boolean {
  if (tree.maxLevel === 1 && topHashes(tree).length === 0) return false;
  if (tree.pending.length > 0) hashPending(crypto, tree);
  for (let level = 1; level < tree.maxLevel; level++) {
    const hashes = tree.levels.get(level);
    if (hashes === undefined || hashes.length === 0) continue;
    tree.levels.delete(level);
    push(tree, level + 1, hashes.length === 1 ? hashes[0]! : crypto.sha256(...hashes));
  }
  const last = topHashes(tree);
  if (last.length > tree.maxDegree) {
    tree.levels.delete(tree.maxLevel);
    tree.maxLevel += 1;
    tree.levels.set(tree.maxLevel, [crypto.sha256(...last)]);
  }
  return true;
}

function hashPending(crypto: Crypto, tree: MerkleTree): void {
  const kvReads = tree.pending.map(({ key, blockNum, txNum }) => ({
    key: utf8Of(key),
    version: { blockNum, txNum },
  }));
  tree.pending = [];
  push(tree, 1, crypto.sha256(queryReads.encode({ kvReads } as unknown as QueryReads)));
  for (let level = 1; ; level++) {
    const hashes = tree.levels.get(level)!;
    if (hashes.length <= tree.maxDegree) return;
    tree.levels.delete(level);
    push(tree, level + 1, crypto.sha256(...hashes));
    tree.maxLevel = Math.max(tree.maxLevel, level + 1);
  }
}

function push(tree: MerkleTree, level: number, hash: Uint8Array): void {
  const hashes = tree.levels.get(level);
  if (hashes === undefined) tree.levels.set(level, [hash]);
  else hashes.push(hash);
}
