/**
 * Stores of a peer in whose order nobody reads them: two peers that differ in it alone do the same for ever, so one
 * of them is enough.
 *
 * Implements spec/17-checker.md, CHEK-102, CHEK-103.
 */
import type { Parameters } from '../../peer/parameters.js';
import type { PeerState } from '../../peer/state.js';

type Store = Map<string, unknown> | Map<bigint, unknown>;

/** @throws RangeError if one of them is full, and drops what came first from now on (CHEK-103) */
export function unreadStores(state: PeerState, { membersMax }: Parameters): readonly Store[] {
  const { timers, links, linkOf, diallingTo, identityPull, channels } = state;
  const stores: Store[] = [timers, links, linkOf, diallingTo];
  stores.push(identityPull.outstanding, identityPull.nonces);
  for (const { name, pull, election } of channels.values()) {
    if (election.heard.size >= membersMax)
      throw new RangeError(`CHEK-103: leadership messages of ${name}: the order is read when full`);
    stores.push(pull.outstanding, pull.nonces, election.heard);
  }
  return stores;
}

/** Puts the entries of a store in the order of their keys. Whether that changes anything. */
export function putInOrder(store: Store): boolean {
  if (store.size < 2) return false;
  const entries = [...(store as Map<string | bigint, unknown>)];
  const sorted = entries.toSorted(([a], [b]) => (a < b ? -1 : 1));
  if (sorted.every((entry, at) => entry === entries[at])) return false;
  store.clear();
  for (const [key, value] of sorted) (store as Map<string | bigint, unknown>).set(key, value);
  return true;
}
