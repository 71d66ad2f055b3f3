/**
 * What follows from a channel and is asked for with many messages, kept with its entry so that nobody looks it
 * up: no part of what is remembered, and of no copy, text or comparison of it. Each value is of the file that
 * makes it, which also knows when it holds no more.
 */
import type { Marker } from '../known-to.js';
import { refer } from '../state.js';
import type { InForce } from './access.js';
import type { ChannelEntry } from './entry.js';
import type { Built, Disclosable } from './snapshot.js';

/** Names it. */
export const DERIVED = Symbol('derived');

export interface Derived {
  /** access.ts */
  inForce: InForce | undefined;
  /** snapshot.ts: snapshots as they were last answered, and what the shorter is made of. */
  whole: Built | undefined;
  foreign: Built | undefined;
  disclosable: Disclosable | undefined;
  /** snapshot.ts: marks snapshots that brought nothing while there were so many changes. */
  marker: Marker | undefined;
  markedAt: number;
}

export function derivedOf(entry: ChannelEntry): Derived {
  const known = entry[DERIVED];
  if (known !== undefined) return known;
  const made: Derived = {
    inForce: undefined,
    whole: undefined,
    foreign: undefined,
    disclosable: undefined,
    marker: undefined,
    markedAt: 0,
  };
  refer(entry, DERIVED, made);
  return made;
}
