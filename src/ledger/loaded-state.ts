/**
 * The part of a stored world state that one block needs, loaded before its validation, which then needs no
 * store and is the same as in memory.
 *
 * Implements spec/13-ledger.md, LEDG-53.
 */
import type { ByteText } from './byte-text.js';
import type { KeyValueStore } from './key-value-store.js';
import {
  afterPrefix,
  decodeState,
  placeText,
  spacePrefix,
  stateKey,
  transactionKey,
  unseal,
} from './records.js';
import type { SpaceReadWrites } from './rwset.js';
import type { StateEntry, StateValue, WorldState } from './state.js';
import type { Transaction } from './transaction.js';

/** What is read of a store. */
type Readable = Pick<KeyValueStore, 'getMany' | 'entries'>;

interface Needs {
  readonly values: Set<ByteText>;
  readonly transactions: Set<string>;
  /** By their name, see {@link rangeName}. */
  readonly ranges: Map<string, { namespace: string; from: ByteText; to: ByteText }>;
}

/** What validation of these transactions looks up. @throws Error if a record of it is damaged. */
export async function loadState(
  store: Readable,
  transactions: readonly Transaction[],
): Promise<WorldState> {
  const needs = needsOf(transactions);
  const values = await loadValues(store, [...needs.values]);
  const ids = [...needs.transactions];
  const recorded = await recordedAmong(store, ids);
  const ranges = new Map<string, readonly StateEntry[]>();
  for (const [name, { namespace, from, to }] of needs.ranges) {
    ranges.set(name, await loadRange(store, namespace, from, to));
  }
  return {
    get: (namespace, collection, key) => values.get(stateKey(namespace, collection, key)),
    range: (namespace, from, to) => ranges.get(rangeName(namespace, from, to)) ?? [],
    hasTransaction: (txId) => recorded.has(txId),
  };
}

/** Those of the ids that blocks hold. @throws Error if a record of one is damaged. */
export async function recordedAmong(
  store: Pick<KeyValueStore, 'getMany'>,
  ids: readonly string[],
): Promise<Set<string>> {
  const sealed = await store.getMany(ids.map(transactionKey));
  const recorded = new Set<string>();
  ids.forEach((id, i) => {
    const found = sealed[i];
    if (found === undefined) return;
    if (unseal(transactionKey(id), found) === undefined) {
      throw new Error(`the record of transaction ${id} is damaged`);
    }
    recorded.add(id);
  });
  return recorded;
}

function needsOf(transactions: readonly Transaction[]): Needs {
  const needs: Needs = { values: new Set(), transactions: new Set(), ranges: new Map() };
  for (const transaction of transactions) {
    if (transaction.type !== 'endorser' || !transaction.isHeaderSound) continue;
    needs.transactions.add(transaction.header!.txId);
    for (const { namespace, publicSpace, rangeQueries, collections } of transaction.endorsed()
      .rwset ?? []) {
      for (const space of [publicSpace, ...collections]) needSpace(needs, namespace, space);
      for (const { startKey, endKey } of rangeQueries) {
        const range = { namespace, from: startKey, to: endKey };
        needs.ranges.set(rangeName(namespace, startKey, endKey), range);
        needs.values.add(stateKey(namespace, '', endKey));
      }
    }
  }
  return needs;
}

function needSpace(
  { values }: Needs,
  namespace: string,
  { collection, reads, writes, metadataWrites }: SpaceReadWrites,
): void {
  for (const { key } of [...reads, ...writes, ...metadataWrites]) {
    values.add(stateKey(namespace, collection, key));
  }
}

const rangeName = (namespace: string, from: ByteText, to: ByteText): string =>
  `${namespace.length}:${from.length}:${namespace}${from}${to}`;

async function loadValues(
  store: Readable,
  keys: readonly ByteText[],
): Promise<Map<ByteText, StateValue>> {
  const sealed = await store.getMany(keys);
  const values = new Map<ByteText, StateValue>();
  keys.forEach((key, i) => {
    const record = sealed[i];
    if (record !== undefined) values.set(key, openState(key, record));
  });
  return values;
}

/** LEDG-33: the public values of a range. */
async function loadRange(
  store: Readable,
  namespace: string,
  from: ByteText,
  to: ByteText,
): Promise<StateEntry[]> {
  const prefix = spacePrefix(namespace, '');
  const end = to === '' ? afterPrefix(prefix) : prefix + to;
  const entries: StateEntry[] = [];
  if (prefix + from >= end) return entries;
  for await (const [key, sealed] of store.entries(prefix + from, end)) {
    entries.push({ key: key.slice(prefix.length), ...openState(key, sealed) });
  }
  return entries;
}

/** One value of the world state. @throws Error if its record is damaged. */
export async function loadValue(
  store: Readable,
  namespace: string,
  key: ByteText,
): Promise<StateValue | undefined> {
  const name = stateKey(namespace, '', key);
  return (await loadValues(store, [name])).get(name);
}

/** @throws Error if the record is damaged. */
export function openState(key: ByteText, sealed: Uint8Array): StateValue {
  const record = unseal(key, sealed);
  const state = record && decodeState(record);
  if (state === undefined) {
    throw new Error(`the world state is damaged at ${placeText(key)}`);
  }
  return state;
}
