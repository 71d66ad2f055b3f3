/**
 * The alive message store: the newest pushed alive message of each author, to recognise duplicates.
 *
 * Implements spec/05-membership.md, MEMB-10, MEMB-22, MEMB-23, MEMB-42.
 */
import { isNewer, type Timestamp } from '../rules/alive-message.js';
import { aliveMessageTtlOf } from './parameters.js';
import type { Run } from './run.js';
import type { PkiHex, StoredAlive } from './state.js';

/** `same` if the store has a message of this author that is not older. */
export function storedAgainst(run: Run, author: PkiHex, timestamp: Timestamp): 'older' | 'same' {
  const stored = run.state.aliveStore.get(author);
  return stored === undefined || isNewer(timestamp, stored.timestamp) ? 'older' : 'same';
}

/** MEMB-10, MEMB-42 */
export function storeAlive(
  run: Run,
  author: PkiHex,
  alive: Pick<StoredAlive, 'timestamp' | 'endpoint' | 'internalEndpoint'>,
): void {
  const { aliveStore } = run.state;
  aliveStore.delete(author);
  if (aliveStore.size >= run.config.parameters.aliveStoreMax)
    for (const [first] of aliveStore) {
      aliveStore.delete(first);
      break;
    }
  aliveStore.set(author, { ...alive, storedMs: run.at, expired: false });
}

/** MEMB-22, MEMB-23: marks what has expired, drops what has been expired for long, returns the newly expired. */
export function sweepAliveStore(run: Run): [PkiHex, StoredAlive][] {
  const ttl = aliveMessageTtlOf(run.config.parameters);
  const expired: [PkiHex, StoredAlive][] = [];
  for (const [author, stored] of run.state.aliveStore) {
    const age = run.at - stored.storedMs;
    if (stored.expired) {
      if (age > 2 * ttl) run.state.aliveStore.delete(author);
    } else if (age > ttl) {
      stored.expired = true;
      expired.push([author, stored]);
    }
  }
  return expired;
}
