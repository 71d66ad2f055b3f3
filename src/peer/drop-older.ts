/** Stores whose entries are kept for a time after they were stored, and swept once in a while. */
import type { Run } from './run.js';

/**
 * Drops what was stored longer ago than `keptMs`, and says until when nothing can be again: what comes in between is
 * kept for as long from then on.
 */
export function dropOlder<Key>(
  run: Run,
  store: Map<Key, { readonly storedMs: number }>,
  keptMs: number,
): void {
  let earliestMs = run.at;
  for (const [key, { storedMs }] of store)
    if (run.at - storedMs > keptMs) store.delete(key);
    else earliestMs = Math.min(earliestMs, storedMs);
  run.idleUntilMs = earliestMs + keptMs;
}
