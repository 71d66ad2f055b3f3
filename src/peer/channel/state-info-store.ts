/**
 * Stores of StateInfo messages: those of a channel, and those of channels that a peer has not joined.
 *
 * Implements spec/09-channel.md, CHAN-45 to CHAN-49.
 */
import { isNewer, type Timestamp } from '../../rules/alive-message.js';
import { detached, type SignedMessage } from '../../wire/envelope.js';
import { dropOlder } from '../drop-older.js';
import { MARKER, takeMarksBack } from '../known-to.js';
import type { Parameters } from '../parameters.js';
import { rollOf } from '../roll.js';
import type { Run } from '../run.js';
import type { PkiHex } from '../state.js';
import { derivedOf } from './derived.js';
import type { ChannelEntry } from './entry.js';
import type { StateInfoRead } from './state-info.js';

export interface StoredStateInfo {
  readonly author: PkiHex;
  readonly timestamp: Timestamp;
  readonly storedMs: number;
  readonly height: bigint;
  readonly hasLeft: boolean;
  /** As received or made. */
  readonly signed: SignedMessage;
}

/** By author. */
export type StateInfoStore = Map<PkiHex, StoredStateInfo>;

/** `same` if the store has a message of this author that is not older. */
export function storedIn(
  store: StateInfoStore,
  author: PkiHex,
  timestamp: Timestamp,
): 'older' | 'same' {
  const stored = store.get(author);
  return stored === undefined || isNewer(timestamp, stored.timestamp) ? 'older' : 'same';
}

/** CHAN-45, CHAN-46 */
export function keepStateInfo(run: Run, entry: ChannelEntry, info: StateInfoRead): void {
  if (keep(run, entry.stateInfos, info)) derivedOf(entry).authorChanges += 1;
  entry.stateInfoChanges += 1;
}

/** Drops those that `isKept` is false for. */
export function dropStateInfos(
  run: Run,
  entry: ChannelEntry,
  isKept: (author: PkiHex, stored: StoredStateInfo) => boolean,
): void {
  for (const [author, stored] of entry.stateInfos)
    if (!isKept(author, stored)) {
      entry.stateInfos.delete(author);
      entry.stateInfoChanges += 1;
      derivedOf(entry).authorChanges += 1;
      takeMarksBack(run.state[MARKER]);
    }
}

/** CHAN-47: authors in neither membership; the own message stays. */
export function sweepStateInfos(run: Run, entry: ChannelEntry): void {
  const derived = derivedOf(entry);
  const { changes: rollChanges } = rollOf(run);
  const { sweptAt: known } = derived;
  if (known?.rollChanges === rollChanges && known.authorChanges === derived.authorChanges) return;
  dropStateInfos(
    run,
    entry,
    (author) => author === run.config.pkiHex || run.state.members.has(author),
  );
  derived.sweptAt = { rollChanges, authorChanges: derived.authorChanges };
}

/** CHAN-48 */
export function keepForeignStateInfo(run: Run, info: StateInfoRead): void {
  keep(run, run.state.foreignStateInfos, info);
}

/** Age at which StateInfo of channels not joined expires, ms (CHAN-49). */
export const foreignStateInfoTtlOf = (p: Parameters): number => 100 * p.publishStateInfoInterval;

/** Age at which such a StateInfo is dropped, ms. */
export const foreignStateInfoKeptMsOf = (p: Parameters): number => 2 * foreignStateInfoTtlOf(p);

/** CHAN-49: what has expired goes on suppressing what is not newer, for as long again. */
export function sweepForeignStateInfos(run: Run): void {
  dropOlder(run, run.state.foreignStateInfos, foreignStateInfoKeptMsOf(run.config.parameters));
}

/** Where there is no room for another author, the first that was stored goes, never our own. Whether the author is new. */
function keep(run: Run, store: StateInfoStore, info: StateInfoRead): boolean {
  const { author, timestamp, height, hasLeft, signed } = info;
  const isNew = !store.has(author);
  if (isNew && store.size >= run.config.parameters.stateInfosMax)
    for (const oldest of store.keys()) {
      if (oldest === run.config.pkiHex) continue;
      store.delete(oldest);
      takeMarksBack(run.state[MARKER]);
      break;
    }
  store.set(author, {
    author,
    timestamp,
    height,
    hasLeft,
    storedMs: run.at,
    signed: detached(signed),
  });
  return isNew;
}
