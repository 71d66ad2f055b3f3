/**
 * A store with changes that are not in it yet: what the next block of a run is validated upon.
 *
 * Implements spec/13-ledger.md, LEDG-67.
 */
import type { ByteText } from './byte-text.js';
import type { Change, KeyValueStore } from './key-value-store.js';
import { ascending } from './state.js';

export interface PendingStore extends Pick<KeyValueStore, 'getMany' | 'entries'> {
  add(changes: readonly Change[]): void;
  /** All that were added; of several for one key the last. */
  changes(): readonly Change[];
}

export function pendingUpon(store: KeyValueStore): PendingStore {
  const pending = new Map<ByteText, Uint8Array | undefined>();
  return {
    async getMany(keys) {
      const missing = keys.filter((key) => !pending.has(key));
      if (missing.length === keys.length) return store.getMany(keys);
      const stored = missing.length === 0 ? [] : await store.getMany(missing);
      let next = 0;
      return keys.map((key) => (pending.has(key) ? pending.get(key) : stored[next++]));
    },
    async *entries(from, to) {
      const added = [...pending.keys()].filter((key) => key >= from && key < to).sort(ascending);
      let next = 0;
      const addedBefore = function* (limit: ByteText | undefined) {
        for (; next < added.length; next++) {
          const key = added[next]!;
          if (limit !== undefined && key >= limit) return;
          const value = pending.get(key);
          if (value !== undefined) yield [key, value] as const;
        }
      };
      for await (const entry of store.entries(from, to)) {
        yield* addedBefore(entry[0]);
        if (!pending.has(entry[0])) yield entry;
      }
      yield* addedBefore(undefined);
    },
    add(changes) {
      for (const { key, value } of changes) pending.set(key, value);
    },
    changes: () => [...pending].map(([key, value]) => ({ key, value })),
  };
}
