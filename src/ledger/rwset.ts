/**
 * The read-write set of a transaction: what it read, with versions, and what it writes.
 *
 * Implements spec/13-ledger.md, LEDG-20. Judges nothing (conflicts.ts).
 */
import { createCodec } from '../wire/codec/codec.js';
import {
  HashedRWSetSchema,
  type KVMetadataEntry,
  KVRWSetSchema,
  type QueryReadsMerkleSummary,
} from '../wire/gen/ledger/rwset/kvrwset/kv_rwset_pb.js';
import { type NsReadWriteSet, TxReadWriteSetSchema } from '../wire/gen/ledger/rwset/rwset_pb.js';
import { type ByteText, byteTextOf, byteTextOfUtf8 } from './byte-text.js';
import type { Version } from './version.js';

const txReadWriteSets = /*@__PURE__*/ createCodec(TxReadWriteSetSchema);
const kvReadWriteSets = /*@__PURE__*/ createCodec(KVRWSetSchema);
const hashedReadWriteSets = /*@__PURE__*/ createCodec(HashedRWSetSchema);

export interface Read {
  readonly key: ByteText;
  /** Undefined: there was no value. */
  readonly version: Version | undefined;
}

export interface Write {
  readonly key: ByteText;
  /** Undefined: the key is deleted. A copy, for the world state keeps it longer than the block. */
  readonly value: Uint8Array | undefined;
}

export interface MetadataWrite {
  readonly key: ByteText;
  /** Empty: metadata are removed. */
  readonly entries: readonly KVMetadataEntry[];
}

export interface RangeQuery {
  readonly startKey: ByteText;
  /** The end asked for if the iterator was exhausted, else the last key that was seen. */
  readonly endKey: ByteText;
  readonly exhausted: boolean;
  /** What was read, as it is or as the top of a tree of hashes. */
  readonly reads: readonly Read[];
  readonly summary: QueryReadsMerkleSummary | undefined;
}

/** One space: public values, or the hashes of a collection. */
export interface SpaceReadWrites {
  readonly collection: string;
  readonly reads: readonly Read[];
  readonly writes: readonly Write[];
  readonly metadataWrites: readonly MetadataWrite[];
}

export interface NamespaceReadWrites {
  readonly namespace: string;
  readonly publicSpace: SpaceReadWrites;
  readonly rangeQueries: readonly RangeQuery[];
  readonly collections: readonly SpaceReadWrites[];
}

export type ReadWriteSet = readonly NamespaceReadWrites[];

/** LEDG-20: undefined if any part does not decode. `sha256OfNothing` marks a hashed deletion. */
export function parseReadWriteSet(
  bytes: Uint8Array,
  sha256OfNothing: Uint8Array,
): ReadWriteSet | undefined {
  const set = txReadWriteSets.decode(bytes);
  if (set.verdict !== 'accept') return undefined;
  const nothing = byteTextOf(sha256OfNothing);
  const namespaces: NamespaceReadWrites[] = [];
  for (const part of set.value.nsRwset) {
    const namespace = namespaceOf(part, nothing);
    if (namespace === undefined) return undefined;
    namespaces.push(namespace);
  }
  return namespaces;
}

function namespaceOf(part: NsReadWriteSet, nothing: ByteText): NamespaceReadWrites | undefined {
  const decoded = kvReadWriteSets.decode(part.rwset);
  if (decoded.verdict !== 'accept') return undefined;
  const { reads, rangeQueriesInfo, writes, metadataWrites } = decoded.value;
  const collections: SpaceReadWrites[] = [];
  for (const { collectionName, hashedRwset } of part.collectionHashedRwset) {
    const collection = collectionOf(collectionName, hashedRwset, nothing);
    if (collection === undefined) return undefined;
    collections.push(collection);
  }
  return {
    namespace: part.namespace,
    publicSpace: {
      collection: '',
      reads: reads.map(({ key, version }) => ({ key: byteTextOfUtf8(key), version })),
      // LEDG-21: a write without a value deletes.
      writes: writes.map(({ key, isDelete, value }) => ({
        key: byteTextOfUtf8(key),
        value: isDelete || value.length === 0 ? undefined : value.slice(),
      })),
      metadataWrites: metadataWrites.map(({ key, entries }) => ({
        key: byteTextOfUtf8(key),
        entries,
      })),
    },
    rangeQueries: rangeQueriesInfo.map(({ startKey, endKey, itrExhausted, readsInfo }) => ({
      startKey: byteTextOfUtf8(startKey),
      endKey: byteTextOfUtf8(endKey),
      exhausted: itrExhausted,
      reads:
        readsInfo.case === 'rawReads'
          ? readsInfo.value.kvReads.map(({ key, version }) => ({
              key: byteTextOfUtf8(key),
              version,
            }))
          : [],
      summary: readsInfo.case === 'readsMerkleHashes' ? readsInfo.value : undefined,
    })),
    collections,
  };
}

function collectionOf(
  collection: string,
  bytes: Uint8Array,
  nothing: ByteText,
): SpaceReadWrites | undefined {
  const decoded = hashedReadWriteSets.decode(bytes);
  if (decoded.verdict !== 'accept') return undefined;
  const { hashedReads, hashedWrites, metadataWrites } = decoded.value;
  return {
    collection,
    reads: hashedReads.map(({ keyHash, version }) => ({ key: byteTextOf(keyHash), version })),
    // LEDG-21: so does the hash of an empty value.
    writes: hashedWrites.map(({ keyHash, isDelete, valueHash }) => ({
      key: byteTextOf(keyHash),
      value:
        isDelete || valueHash.length === 0 || byteTextOf(valueHash) === nothing
          ? undefined
          : valueHash.slice(),
    })),
    metadataWrites: metadataWrites.map(({ keyHash, entries }) => ({
      key: byteTextOf(keyHash),
      entries,
    })),
  };
}
