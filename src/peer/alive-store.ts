/**
 * The alive message store: the newest pushed alive message of each author, to recognise duplicates.
 *
 * Implements spec/05-membership.md, MEMB-10, MEMB-22, MEMB-23, MEMB-42.
 */
import { isNewer, type Timestamp } from '../rules/alive-message.js';
import type { Alive } from './alive.js';
import { MARKER, takeMarksBack } from './known-to.js';
import { aliveMessageTtlOf } from './parameters.js';
import type { Run } from './run.js';
import { hidden, MEMBER, type PkiHex, type StoredAlive } from './state.js';

/** `same` if the store has a message of this author that is not older. */
export const storedAgainst = (run: Run, author: PkiHex, timestamp: Timestamp): 'older' | 'same' =>
  isAgainst(run.state.aliveStore.get(author), timestamp);

/** `same` if what is stored is not older. */
export const isAgainst = (
  stored: StoredAlive | undefined,
  timestamp: Timestamp,
): 'older' | 'same' =>
  stored === undefined || isNewer(timestamp, stored.timestamp) ? 'older' : 'same';

/** MEMB-10, MEMB-42. `known`: what is stored of that author. */
export function storeAlive(run: Run, alive: Alive, known: StoredAlive | undefined): void {
  const { aliveStore } = run.state;
  const internalEndpoint = alive.internalEndpoint ?? '';
  if (known !== undefined) {
    known.timestamp = alive.timestamp;
    known.endpoint = alive.endpoint;
    known.internalEndpoint = internalEndpoint;
    known.storedMs = run.at;
    known.order = nextOrder(run);
    known.expired = false;
    return;
  }
  if (aliveStore.size >= run.config.parameters.aliveStoreMax) {
    dropOldest(aliveStore);
    takeMarksBack(run.state[MARKER]);
  }
  const entry: StoredAlive = {
    timestamp: alive.timestamp,
    endpoint: alive.endpoint,
    internalEndpoint,
    storedMs: run.at,
    order: nextOrder(run),
    expired: false,
    [MEMBER]: undefined,
  };
  aliveStore.set(alive.author, hidden(entry, MEMBER));
}

const nextOrder = ({ state }: Run): number => {
  state.aliveStoredCount += 1;
  return state.aliveStoredCount;
};

function dropOldest(aliveStore: Map<PkiHex, StoredAlive>): void {
  let oldest: [PkiHex, StoredAlive] | undefined;
  for (const entry of aliveStore)
    if (oldest === undefined || entry[1].order < oldest[1].order) oldest = entry;
  if (oldest !== undefined) aliveStore.delete(oldest[0]);
}

/** MEMB-22, MEMB-23: marks what has expired, drops what has been expired for long, returns the newly expired. */
export function sweepAliveStore(run: Run): [PkiHex, StoredAlive][] {
  const ttl = aliveMessageTtlOf(run.config.parameters);
  const expired: [PkiHex, StoredAlive][] = [];
  let idleUntilMs = run.at + ttl;
  for (const [author, stored] of run.state.aliveStore) {
    const age = run.at - stored.storedMs;
    idleUntilMs = Math.min(idleUntilMs, stored.storedMs + (age > ttl ? 2 * ttl : ttl));
    if (stored.expired) {
      if (age <= 2 * ttl) continue;
      run.state.aliveStore.delete(author);
      takeMarksBack(run.state[MARKER]);
    } else if (age > ttl) {
      stored.expired = true;
      expired.push([author, stored]);
    }
  }
  run.idleUntilMs = idleUntilMs;
  return expired;
}
