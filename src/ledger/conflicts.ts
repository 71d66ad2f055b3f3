/**
 * Conflicts: whether what a transaction read is still so, for every block's transactions in their order.
 *
 * Implements spec/13-ledger.md, decision table "read" (LEDG-D30 to D32), LEDG-30 to LEDG-38.
 */
import type { Crypto } from '../wire/crypto/port.js';
import { isRangeUnchanged } from './range-query.js';
import type { NamespaceReadWrites, ReadWriteSet, SpaceReadWrites } from './rwset.js';
import { type Updates, updateOf, type WorldState } from './state.js';
import { sameVersion } from './version.js';

export interface ReadFacts {
  /** Whether a transaction before it in the block writes or deletes the key. */
  readonly written: boolean;
  /** Whether the committed version is the one that was read. */
  readonly version: 'same' | 'other';
}

/** LEDG-31 */
export function judgeRead(facts: ReadFacts): { verdict: 'fresh' | 'stale'; clause: string } {
  if (facts.written) return { verdict: 'stale', clause: 'LEDG-D30' };
  if (facts.version === 'other') return { verdict: 'stale', clause: 'LEDG-D31' };
  return { verdict: 'fresh', clause: 'LEDG-D32' };
}

export type Conflict = 'MVCC_READ_CONFLICT' | 'PHANTOM_READ_CONFLICT';

/** LEDG-30: the first conflict, namespace by namespace; undefined if there is none. */
export function conflictIn(
  crypto: Crypto,
  set: ReadWriteSet,
  updates: Updates,
  state: WorldState,
): Conflict | undefined {
  for (const part of set) {
    const conflict = conflictOf(crypto, part, updates, state);
    if (conflict !== undefined) return conflict;
  }
  return undefined;
}

function conflictOf(
  crypto: Crypto,
  { namespace, publicSpace, rangeQueries, collections }: NamespaceReadWrites,
  updates: Updates,
  state: WorldState,
): Conflict | undefined {
  const isStale = (space: SpaceReadWrites) => hasStaleRead(namespace, space, updates, state);
  if (isStale(publicSpace)) return 'MVCC_READ_CONFLICT';
  for (const query of rangeQueries) {
    if (!isRangeUnchanged(crypto, namespace, query, updates, state)) return 'PHANTOM_READ_CONFLICT';
  }
  return collections.some(isStale) ? 'MVCC_READ_CONFLICT' : undefined;
}

const hasStaleRead = (
  namespace: string,
  { collection, reads }: SpaceReadWrites,
  updates: Updates,
  state: WorldState,
): boolean =>
  reads.some(({ key, version }) => {
    const { verdict } = judgeRead({
      get written() {
        return updateOf(updates, namespace, collection, key) !== undefined;
      },
      get version() {
        return sameVersion(version, state.get(namespace, collection, key)) ? 'same' : 'other';
      },
    });
    return verdict === 'stale';
  });
