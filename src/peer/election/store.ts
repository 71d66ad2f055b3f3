/**
 * The newest leadership message of each author, to recognise what is replayed.
 *
 * Implements spec/10-election.md, ELEC-7 to ELEC-9.
 */
import { isNewer, type Timestamp } from '../../rules/alive-message.js';
import { dropOlder } from '../drop-older.js';
import type { Parameters } from '../parameters.js';
import type { Run } from '../run.js';
import type { PkiHex } from '../state.js';

export interface HeardLeadership {
  readonly timestamp: Timestamp;
  readonly storedMs: number;
  /** Instant of the author's newest declaration, ms since 1970; undefined if it made none. */
  readonly declaredMs: number | undefined;
}

/** By author, in the order in which they were stored. */
export type LeadershipStore = Map<PkiHex, HeardLeadership>;

/** `same` if the store has a message of this author that is not older. */
export function heardAgainst(
  store: LeadershipStore,
  author: PkiHex,
  timestamp: Timestamp,
): 'older' | 'same' {
  const heard = store.get(author);
  return heard === undefined || isNewer(timestamp, heard.timestamp) ? 'older' : 'same';
}

/** ELEC-7, ELEC-9 */
export function storeLeadership(
  run: Run,
  store: LeadershipStore,
  author: PkiHex,
  message: { readonly timestamp: Timestamp; readonly isDeclaration: boolean },
): void {
  const { timestamp, isDeclaration } = message;
  const declaredMs = isDeclaration ? run.at : store.get(author)?.declaredMs;
  store.delete(author);
  if (store.size >= run.config.parameters.membersMax)
    for (const first of store.keys()) {
      store.delete(first);
      break;
    }
  store.set(author, { timestamp, storedMs: run.at, declaredMs });
}

/** Time to live of an entry, in units of leaderAliveThreshold; it suppresses for as long again. */
const TTL_THRESHOLDS = 10;

/** Age at which an entry is dropped, ms. */
export const leadershipKeptMsOf = (p: Parameters): number =>
  2 * TTL_THRESHOLDS * p.leaderAliveThreshold;

/** ELEC-8 */
export const sweepLeadershipStore = (run: Run, store: LeadershipStore): void =>
  dropOlder(run, store, leadershipKeptMsOf(run.config.parameters));
