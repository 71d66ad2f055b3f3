/** The world state in memory. Spec: spec/13-ledger.md, section World state. */
import type { ByteText } from './byte-text.js';
import {
  ascending,
  entryOf,
  type SpaceUpdates,
  type StateEntry,
  type StateValue,
  type Updates,
  type WorldState,
} from './state.js';

interface Space {
  readonly values: Map<ByteText, StateValue>;
  /** Keys in order, as long as none was added or deleted since they were asked for. */
  keys: ByteText[] | undefined;
}

export interface MemoryState extends WorldState {
  apply(updates: Updates): void;
  recordTransaction(txId: string): void;
  /** Every value, in no order. */
  entries(): Iterable<readonly [namespace: string, collection: string, entry: StateEntry]>;
}

export function createMemoryState(): MemoryState {
  const namespaces = new Map<string, Map<string, Space>>();
  const transactions = new Set<string>();
  return {
    get: (namespace, collection, key) =>
      namespaces.get(namespace)?.get(collection)?.values.get(key),
    range(namespace, from, to) {
      const space = namespaces.get(namespace)?.get('');
      if (space === undefined) return [];
      const keys = sortedKeys(space);
      const entries: StateEntry[] = [];
      for (let i = firstAtLeast(keys, from); i < keys.length; i++) {
        const key = keys[i]!;
        if (to !== '' && key >= to) break;
        entries.push({ key, ...space.values.get(key)! });
      }
      return entries;
    },
    hasTransaction: (txId) => transactions.has(txId),
    apply(updates) {
      for (const [namespace, collections] of updates) {
        const spaces = entryOf(namespaces, namespace, () => new Map<string, Space>());
        for (const [collection, space] of collections) {
          applyTo(
            entryOf(spaces, collection, () => ({ values: new Map(), keys: undefined })),
            space,
          );
        }
      }
    },
    recordTransaction: (txId) => void transactions.add(txId),
    *entries() {
      for (const [namespace, spaces] of namespaces)
        for (const [collection, { values }] of spaces)
          for (const [key, value] of values) yield [namespace, collection, { key, ...value }];
    },
  };
}

function applyTo(space: Space, updates: SpaceUpdates): void {
  for (const [key, update] of updates) {
    if (update.value === undefined) {
      if (space.values.delete(key)) space.keys = undefined;
      continue;
    }
    if (!space.values.has(key)) space.keys = undefined;
    space.values.set(key, update as StateValue);
  }
}

function sortedKeys(space: Space): ByteText[] {
  space.keys ??= [...space.values.keys()].sort(ascending);
  return space.keys;
}

function firstAtLeast(keys: readonly ByteText[], from: ByteText): number {
  let low = 0;
  let high = keys.length;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if (keys[middle]! < from) low = middle + 1;
    else high = middle;
  }
  return low;
}
