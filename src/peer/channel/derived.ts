/**
 * What follows from a channel and is asked for with many messages, kept with its entry so that nobody looks it
 * up: no part of what is remembered, and of no copy, text or comparison of it. Each value is of the file that
 * makes it, which also knows when it holds no more.
 */
import type { Marker } from '../known-to.js';
import { refer } from '../state.js';
import type { InForce } from './access.js';
import type { Disclosable } from './disclosable.js';
import type { ChannelEntry } from './entry.js';
import type { Built } from './snapshot.js';

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
  /** state-info-store.ts: how often authors of stored messages have come or gone. */
  authorChanges: number;
  /** ../pull/blocks.ts: who on the roll is one. */
  authors:
    | {
        readonly rollChanges: number;
        readonly authorChanges: number;
        readonly isAuthor: Uint8Array;
      }
    | undefined;
  /** state-info-store.ts: what there was when authors in neither membership were last dropped. */
  sweptAt: { readonly rollChanges: number; readonly authorChanges: number } | undefined;
  /** ../transfer/transfer.ts: what there was when nobody was found to tell of more blocks. */
  levelAt: { readonly stateInfoChanges: number; readonly height: bigint } | undefined;
  /** peers.ts: what the channel peers followed from when they were last counted. */
  trackedAt:
    | {
        readonly rollChanges: number;
        readonly stateInfoChanges: number;
        readonly hasLeft: boolean;
      }
    | undefined;
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
    authorChanges: 0,
    authors: undefined,
    sweptAt: undefined,
    levelAt: undefined,
    trackedAt: undefined,
  };
  refer(entry, DERIVED, made);
  return made;
}
