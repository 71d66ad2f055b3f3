/**
 * When the stored identities of a peer were last used (IDENT-49), side by side: draws and snapshots note it of many
 * identities at one instant, and need not touch the entries for that. Each entry still says it of itself.
 */
import type { Run } from './run.js';
import type { IdentityEntry, PeerState } from './state.js';

/** Names them in the state of a peer. */
export const USES = Symbol('uses');
/** Names them in an entry, and where in them its own stands. */
export const TABLE = Symbol('table');
export const PLACE = Symbol('place');

export interface Uses {
  /** By place, ms since 1970. */
  instants: Float64Array;
  /** Places given away so far. */
  count: number;
  /** Those of them whose entries have left the store. */
  readonly free: number[];
}

/** Of entries that have left the store, for those who refer to them. */
const NOWHERE = 0;
/** No instant is so early. */
const FORGOTTEN_MS = -1;

function newUses(): Uses {
  const instants = new Float64Array(64);
  instants[NOWHERE] = FORGOTTEN_MS;
  return { instants, count: 1, free: [] };
}

interface Placed extends IdentityEntry {
  [TABLE]: Uses;
  [PLACE]: number;
}

// One of each for all entries, so that they look alike to the engine.
function lastUsedMs(this: Placed): number {
  return this[TABLE].instants[this[PLACE]]!;
}
function setLastUsedMs(this: Placed, atMs: number): void {
  this[TABLE].instants[this[PLACE]] = atMs;
}

/** A new entry of a peer, used now. */
export function placed(
  state: PeerState,
  entry: Omit<IdentityEntry, 'lastUsedMs'>,
  atMs: number,
): IdentityEntry {
  let uses = state[USES];
  if (uses === undefined) {
    uses = newUses();
    Object.defineProperty(state, USES, { value: uses });
  }
  const place = uses.free.pop() ?? uses.count++;
  if (place === uses.instants.length) {
    const longer = new Float64Array(2 * place);
    longer.set(uses.instants);
    uses.instants = longer;
  }
  Object.defineProperty(entry, TABLE, { value: uses });
  Object.defineProperty(entry, PLACE, { value: place, writable: true });
  Object.defineProperty(entry, 'lastUsedMs', {
    get: lastUsedMs,
    set: setLastUsedMs,
    enumerable: true,
  });
  uses.instants[place] = atMs;
  return entry as IdentityEntry;
}

/** Marks an entry that has left the store. */
export function unplace(entry: IdentityEntry): void {
  const { [TABLE]: uses, [PLACE]: place } = entry as Partial<Placed>;
  if (uses === undefined || place === undefined) entry.lastUsedMs = FORGOTTEN_MS;
  else if (place !== NOWHERE) {
    uses.free.push(place);
    (entry as Placed)[PLACE] = NOWHERE;
  }
}

/** Whether an entry has left the store. */
export function isUnplaced(entry: IdentityEntry): boolean {
  const { [PLACE]: place } = entry as Partial<Placed>;
  return place === undefined ? entry.lastUsedMs === FORGOTTEN_MS : place === NOWHERE;
}

/** Where the use of an identity is noted; NOT_PLACED if only its entry says it, as of a restored peer. */
export const placeOf = (entry: IdentityEntry): number =>
  (entry as Partial<Placed>)[PLACE] ?? NOT_PLACED;

export const NOT_PLACED = -1;

/** Identities whose use is noted at once, as long as none of them leaves the store. */
export interface UsesOf {
  readonly places: Int32Array;
  /** Those of whom their entries alone say it. */
  readonly others: readonly IdentityEntry[];
}

export function usesOf(identities: readonly (IdentityEntry | undefined)[]): UsesOf {
  const stored = identities.filter((identity) => identity !== undefined);
  const places = stored.map(placeOf).filter((place) => place !== NOT_PLACED);
  const others = stored.filter((identity) => placeOf(identity) === NOT_PLACED);
  return { places: Int32Array.from(places), others };
}

/** IDENT-49 */
export function noteUses({ state, at }: Run, { places, others }: UsesOf): void {
  const instants = state[USES]?.instants;
  if (instants !== undefined) for (let i = 0; i < places.length; i++) instants[places[i]!] = at;
  for (const identity of others) identity.lastUsedMs = at;
}
