/**
 * Phantom reads: whether a range query would still find what it found.
 *
 * Implements spec/13-ledger.md, LEDG-33 to LEDG-38.
 */
import type { Crypto } from '../wire/crypto/port.js';
import { sameBytes } from '../wire/hex.js';
import type { ByteText } from './byte-text.js';
import { addResult, createMerkleTree, finishTree, MERKLE_DEGREE_MIN, topHashes } from './merkle.js';
import type { RangeQuery } from './rwset.js';
import {
  ascending,
  type SpaceUpdates,
  type StateEntry,
  type StateUpdate,
  type Updates,
  type WorldState,
} from './state.js';
import { sameVersion } from './version.js';

/** LEDG-35 or, where the transaction holds a summary, LEDG-38. */
export function isRangeUnchanged(
  crypto: Crypto,
  namespace: string,
  query: RangeQuery,
  updates: Updates,
  state: WorldState,
): boolean {
  const results = currentResults(namespace, query, updates, state);
  return query.summary === undefined
    ? equalsReads(results, query)
    : equalsSummary(crypto, results, query.summary);
}

/** LEDG-33, LEDG-34: what the query would find now, the writes of the block before it included. */
function currentResults(
  namespace: string,
  { startKey, endKey, exhausted }: RangeQuery,
  updates: Updates,
  state: WorldState,
): StateEntry[] {
  const written = updates.get(namespace)?.get('');
  const results = merged(state.range(namespace, startKey, endKey), written, startKey, endKey);
  if (!exhausted) {
    const last = written?.get(endKey) ?? state.get(namespace, '', endKey);
    if (last?.value !== undefined) results.push(asEntry(endKey, last));
  }
  return results;
}

function merged(
  committed: readonly StateEntry[],
  written: SpaceUpdates | undefined,
  from: ByteText,
  to: ByteText,
): StateEntry[] {
  const inside = [...(written ?? [])].filter(([key]) => key >= from && (to === '' || key < to));
  if (inside.length === 0) return [...committed];
  return [
    ...committed.filter(({ key }) => !written!.has(key)),
    ...inside.flatMap(([key, update]) => (update.value ? [asEntry(key, update)] : [])),
  ].sort((a, b) => ascending(a.key, b.key));
}

const asEntry = (key: ByteText, { value, metadata, blockNum, txNum }: StateUpdate): StateEntry => ({
  key,
  value: value!,
  metadata,
  blockNum,
  txNum,
});

const equalsReads = (results: readonly StateEntry[], { reads }: RangeQuery): boolean =>
  results.length === reads.length &&
  results.every((result, i) => {
    const { key, version } = reads[i]!;
    return result.key === key && sameVersion(result, version);
  });

function equalsSummary(
  crypto: Crypto,
  results: readonly StateEntry[],
  summary: NonNullable<RangeQuery['summary']>,
): boolean {
  const { maxDegree, maxLevel, maxLevelHashes } = summary;
  if (maxDegree < MERKLE_DEGREE_MIN) return false;
  const tree = createMerkleTree(maxDegree);
  for (const result of results) addResult(crypto, tree, result);
  if (!finishTree(crypto, tree)) return false;
  const top = topHashes(tree);
  return (
    tree.maxLevel === maxLevel &&
    top.length === maxLevelHashes.length &&
    top.every((hash, i) => sameBytes(hash, maxLevelHashes[i]!))
  );
}
