/** The store port in memory: survives as long as the object. */
import type { ByteText } from './byte-text.js';
import type { Change, KeyValueStore } from './key-value-store.js';
import { ascending } from './state.js';

export interface MemoryStore extends KeyValueStore {
  /** What is stored; shared with every store made from it. */
  readonly contents: Map<ByteText, Uint8Array>;
}

/** A store upon `contents`: the same map again is the same store after a restart. */
export function createMemoryStore(contents = new Map<ByteText, Uint8Array>()): MemoryStore {
  return {
    contents,
    async getMany(keys) {
      return keys.map((key) => contents.get(key));
    },
    async *entries(from, to) {
      const keys = [...contents.keys()].filter((key) => key >= from && key < to).sort(ascending);
      for (const key of keys) yield [key, contents.get(key)!] as const;
    },
    async write(changes) {
      applyChanges(contents, changes);
    },
    async close() {},
  };
}

export function applyChanges(
  contents: Map<ByteText, Uint8Array>,
  changes: readonly Change[],
): void {
  for (const { key, value } of changes) {
    if (value === undefined) contents.delete(key);
    else contents.set(key, value);
  }
}
