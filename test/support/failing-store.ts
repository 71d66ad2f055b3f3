/**
 * A store that fails once, at a write of its choice, and is dead from then on, as a process that lost its
 * disk or its power. What it held stays in `contents`, for the store after the restart.
 */
import type { ByteText } from '../../src/ledger/byte-text.js';
import type { KeyValueStore } from '../../src/ledger/key-value-store.js';
import { createMemoryStore } from '../../src/ledger/memory-store.js';

/**
 * When the failing write fails: before anything of it is kept, or after everything is. LevelDB keeps nothing in
 * between: a torn record of its log is not replayed.
 */
export type Moment = 'before' | 'after';

export function createFailingStore(
  contents: Map<ByteText, Uint8Array>,
  failAt: { readonly write?: number; readonly read?: number; readonly moment?: Moment },
): KeyValueStore & { readonly counts: { reads: number; writes: number } } {
  const store = createMemoryStore(contents);
  const counts = { reads: 0, writes: 0 };
  let isDead = false;
  const live = () => {
    if (isDead) throw new Error('no store any more');
  };
  const die = (why: string): never => {
    isDead = true;
    throw new Error(why);
  };
  return {
    counts,
    async getMany(keys) {
      live();
      if (counts.reads++ === failAt.read) throw new Error('input/output error');
      return store.getMany(keys);
    },
    async *entries(from, to) {
      live();
      yield* store.entries(from, to);
    },
    async write(changes) {
      live();
      if (counts.writes++ !== failAt.write) return store.write(changes);
      if (failAt.moment === 'after') await store.write(changes);
      return die('no space left on device');
    },
    close: async () => {},
  };
}
