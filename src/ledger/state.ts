/**
 * The world state as validation sees it, and what a block changes in it.
 *
 * Spec: spec/13-ledger.md, section World state.
 */
import type { ByteText } from './byte-text.js';
import type { Version } from './version.js';

export interface StateValue extends Version {
  readonly value: Uint8Array;
  /** A serialized kvrwset.KVMetadataWrite that holds entries alone; undefined if there is none. */
  readonly metadata: Uint8Array | undefined;
}

export interface StateEntry extends StateValue {
  readonly key: ByteText;
}

/**
 * What was committed before the block that is being validated. A space is a namespace with collection
 * '' for public values, or a collection of it for the hashes of private ones.
 */
export interface WorldState {
  get(namespace: string, collection: string, key: ByteText): StateValue | undefined;
  /** Public values from `from` (included) to `to` (not included; '' is no end), by ascending key. */
  range(namespace: string, from: ByteText, to: ByteText): readonly StateEntry[];
  /** Whether a transaction of this id is in a block, valid or not. */
  hasTransaction(txId: string): boolean;
}

/** What a block does to one key. */
export interface StateUpdate extends Version {
  /** Undefined: the key is deleted. */
  readonly value: Uint8Array | undefined;
  readonly metadata: Uint8Array | undefined;
}

export type SpaceUpdates = Map<ByteText, StateUpdate>;

/** By namespace, then by collection; '' for public values. */
export type Updates = Map<string, Map<string, SpaceUpdates>>;

export const updateOf = (
  updates: Updates,
  namespace: string,
  collection: string,
  key: ByteText,
): StateUpdate | undefined => updates.get(namespace)?.get(collection)?.get(key);

export function recordUpdate(
  updates: Updates,
  [namespace, collection, key]: readonly [string, string, ByteText],
  update: StateUpdate,
): void {
  const collections = entryOf(updates, namespace, () => new Map<string, SpaceUpdates>());
  const space = entryOf(collections, collection, () => new Map<ByteText, StateUpdate>());
  space.set(key, update);
}

/** The entry of a key, made if there is none. */
export function entryOf<K, V>(map: Map<K, V>, key: K, make: () => V): V {
  let entry = map.get(key);
  if (entry === undefined) {
    entry = make();
    map.set(key, entry);
  }
  return entry;
}

/** The order of keys, which is that of their bytes. */
export const ascending = (a: ByteText, b: ByteText): number => (a < b ? -1 : a > b ? 1 : 0);
