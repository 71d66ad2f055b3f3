/**
 * What a valid transaction does to each key: its writes of values and of metadata, put together with
 * what was there before.
 *
 * Implements spec/13-ledger.md, LEDG-24 to LEDG-28.
 */
import { createCodec } from '../wire/codec/codec.js';
import {
  type KVMetadataEntry,
  type KVMetadataWrite,
  KVMetadataWriteSchema,
} from '../wire/gen/ledger/rwset/kvrwset/kv_rwset_pb.js';
import type { ByteText } from './byte-text.js';
import type { ReadWriteSet, SpaceReadWrites } from './rwset.js';
import { recordUpdate, type Updates, updateOf, type WorldState } from './state.js';
import type { Version } from './version.js';

const metadataWrites = /*@__PURE__*/ createCodec(KVMetadataWriteSchema);

/** LEDG-24: the weight of each kind of write. Weights of one key are added, modulo 256. */
const PUT = 1;
const SET_METADATA = 2;
const REMOVE_METADATA = 4;
const DELETE = 8;

interface Operation {
  readonly place: readonly [namespace: string, collection: string, key: ByteText];
  weight: number;
  value: Uint8Array | undefined;
  metadata: Uint8Array | undefined;
}

/** LEDG-25: enters the writes of a valid transaction into the updates of its block. */
export function applyWrites(
  updates: Updates,
  state: WorldState,
  set: ReadWriteSet,
  version: Version,
): void {
  const operations = operationsOf(set);
  for (const operation of operations.values()) settle(operation, updates, state);
  for (const { place, weight, value, metadata } of operations.values()) {
    if ((weight & DELETE) !== 0) {
      recordUpdate(updates, place, { ...version, value: undefined, metadata: undefined });
    } else if (value !== undefined) {
      recordUpdate(updates, place, { ...version, value, metadata });
    }
  }
}

function operationsOf(set: ReadWriteSet): Map<string, Operation> {
  const operations = new Map<string, Operation>();
  for (const { namespace, publicSpace, collections } of set) {
    collect(operations, namespace, publicSpace);
    for (const collection of collections) collect(operations, namespace, collection);
  }
  return operations;
}

function collect(
  operations: Map<string, Operation>,
  namespace: string,
  { collection, writes, metadataWrites }: SpaceReadWrites,
): void {
  for (const { key, value } of writes) {
    const operation = at(operations, namespace, collection, key);
    add(operation, value === undefined ? DELETE : PUT);
    if (value !== undefined) operation.value = value;
  }
  for (const { key, entries } of metadataWrites) {
    const operation = at(operations, namespace, collection, key);
    add(operation, entries.length === 0 ? REMOVE_METADATA : SET_METADATA);
    if (entries.length > 0) operation.metadata = metadataBytes(entries);
  }
}

function at(
  operations: Map<string, Operation>,
  namespace: string,
  collection: string,
  key: ByteText,
): Operation {
  const name = `${namespace.length}:${collection.length}:${namespace}${collection}${key}`;
  let operation = operations.get(name);
  if (operation === undefined) {
    const place = [namespace, collection, key] as const;
    operation = { place, weight: 0, value: undefined, metadata: undefined };
    operations.set(name, operation);
  }
  return operation;
}

function add(operation: Operation, weight: number): void {
  operation.weight = (operation.weight + weight) & 0xff;
}

/** LEDG-26 to LEDG-28: fills in what the transaction leaves as it was. */
function settle(operation: Operation, updates: Updates, state: WorldState): void {
  const { place, weight } = operation;
  if ((weight & DELETE) !== 0) return;
  if ((weight & PUT) !== 0 && (weight & (SET_METADATA | REMOVE_METADATA)) !== 0) return;
  const before = updateOf(updates, ...place) ?? state.get(...place);
  if ((weight | PUT) === PUT) operation.metadata = before?.metadata;
  else operation.value = before?.value;
}

/** Entries alone: the key is not repeated in what is stored. */
const metadataBytes = (entries: readonly KVMetadataEntry[]): Uint8Array =>
  metadataWrites.encode({ key: '', entries } as KVMetadataWrite);
