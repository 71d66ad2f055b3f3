/**
 * The store port of a ledger: an ordered map that changes by whole batches. Implemented in memory
 * (memory-store.ts) and, among the adapters, by LevelDB.
 */
import type { ByteText } from './byte-text.js';

/** `value` undefined: the key is deleted. */
export interface Change {
  readonly key: ByteText;
  readonly value: Uint8Array | undefined;
}

export interface KeyValueStore {
  /** In the order of `keys`; undefined for those that are not there. @throws Error if the store cannot be read. */
  getMany(keys: readonly ByteText[]): Promise<(Uint8Array | undefined)[]>;
  /** From `from` (included) to `to` (not included), by ascending bytes. @throws Error as above, when iterated. */
  entries(from: ByteText, to: ByteText): AsyncIterable<readonly [key: ByteText, value: Uint8Array]>;
  /**
   * All changes or none, whatever happens; resolves once they would survive a crash of the machine.
   * @throws Error if they may not be in the store, now or after the next start.
   */
  write(changes: readonly Change[]): Promise<void>;
  /** Gives the store back. Nothing else may be called afterwards. */
  close(): Promise<void>;
}
