/**
 * Stores of StateInfo messages: those of a channel, and those of channels that a peer has not joined.
 *
 * Implements spec/09-channel.md, CHAN-45 to CHAN-49.
 */
import { isNewer, type Timestamp } from '../../rules/alive-message.js';
import { detached, type SignedMessage } from '../../wire/envelope.js';
import { MARKER, takeMarksBack } from '../known-to.js';
import type { Parameters } from '../parameters.js';
import type { Run } from '../run.js';
import type { PkiHex } from '../state.js';
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
  keep(run, entry.stateInfos, info);
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
      takeMarksBack(run.state[MARKER]);
    }
}

/** CHAN-47: authors in neither membership; the own message stays. */
export const sweepStateInfos = (run: Run, entry: ChannelEntry): void =>
  dropStateInfos(
    run,
    entry,
    (author) => author === run.config.pkiHex || run.state.members.has(author),
  );

/** CHAN-48 */
export const keepForeignStateInfo = (run: Run, info: StateInfoRead): void =>
  keep(run, run.state.foreignStateInfos, info);

/** Age at which StateInfo of channels not joined expires, ms (CHAN-49). */
export const foreignStateInfoTtlOf = (p: Parameters): number => 100 * p.publishStateInfoInterval;

/** CHAN-49: what has expired goes on suppressing what is not newer, for as long again. */
export function sweepForeignStateInfos(run: Run): void {
  const ttl = foreignStateInfoTtlOf(run.config.parameters);
  for (const [author, { storedMs }] of run.state.foreignStateInfos)
    if (run.at - storedMs > 2 * ttl) run.state.foreignStateInfos.delete(author);
}

/** Where there is no room for another author, the first that was stored goes, never our own. */
function keep(run: Run, store: StateInfoStore, info: StateInfoRead): void {
  const { author, timestamp, height, hasLeft, signed } = info;
  if (!store.has(author) && store.size >= run.config.parameters.stateInfosMax)
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
}
