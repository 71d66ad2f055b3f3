/**
 * Lists of items as digests write them, made once for each change of an engine, and read once for each
 * list. Derived from state, and not part of it.
 */
import type { PkiHex } from '../state.js';
import { type UsesOf, usesOf } from '../uses.js';
import { type ItemKey, knownOf, type PullEngine } from './engine.js';
import type { Pull, View } from './kind.js';

export interface Listed {
  readonly version: number;
  readonly digests: readonly Uint8Array[];
}

/** Everything that is held, in no order of meaning (PULL-20). Not to be changed: it is shared. */
function allOf(pull: Pull): readonly Uint8Array[] {
  const { engine } = pull;
  const known = knownOf(engine);
  if (known.all?.version === known.version) return known.all.digests;
  const keys = [...engine.items.keys()];
  const digests = keys.map((item) => pull.digestOf(item, engine.items.get(item)));
  // Its keys are remembered for who gets this very list.
  keysRead.set(digests, keys);
  known.all = { version: known.version, digests };
  return digests;
}

const NONE: readonly Uint8Array[] = [];

/** One for each organisation would do. */
const SHOWN_MAX = 16;

/**
 * As `allOf`, but the very list that was shown before where it holds the same: whoever reads it need not again.
 * Of each engine some of the last different ones are known.
 */
function shownOf(pull: Pull, isShown: (item: ItemKey) => boolean): readonly Uint8Array[] {
  const { shown: known } = knownOf(pull.engine);
  const keys: ItemKey[] = [];
  for (const item of pull.engine.items.keys()) if (isShown(item)) keys.push(item);
  const same = known.find((digests) => haveSameKeys(keysRead.get(digests)!, keys));
  if (same !== undefined) return same;
  const { items } = pull.engine;
  const digests = keys.map((item) => pull.digestOf(item, items.get(item)));
  keysRead.set(digests, keys);
  if (known.length >= SHOWN_MAX) known.shift();
  known.push(digests);
  return digests;
}

function haveSameKeys(one: Keys, other: Keys): boolean {
  if (one.length !== other.length) return false;
  for (let i = 0; i < one.length; i++) if (one[i] !== other[i]) return false;
  return true;
}

/** What somebody was last shown. */
export interface Viewed extends Listed {
  readonly changes: number;
  readonly uses: UsesOf;
}

/** As `shownOf`, where nothing has changed since the same was shown. */
function viewed(
  pull: Pull,
  view: View,
  isShown: (item: ItemKey) => boolean,
): readonly Uint8Array[] {
  const { views, version } = knownOf(pull.engine);
  const { of, changes } = view;
  const known = views.get(of);
  if (known?.version === version && known.changes === changes) {
    view.noteUses(known.uses);
    return known.digests;
  }
  const digests = shownOf(pull, isShown);
  if (views.size >= SHOWN_MAX) views.clear();
  const uses = usesOf(view.identitiesOf(pull.engine.items.keys()));
  views.set(of, { version, changes, digests, uses });
  return digests;
}

/** PULL-20: what is held and may be shown to a peer. */
export function advertisedTo(pull: Pull, sender: PkiHex): readonly Uint8Array[] {
  const isShown = pull.shownTo(sender);
  // Of most channels most of the time.
  if (pull.engine.items.size === 0) return NONE;
  if (isShown === undefined) return allOf(pull);
  const view = pull.viewOf?.(sender);
  return view === undefined ? shownOf(pull, isShown) : viewed(pull, view, isShown);
}

type Keys = readonly (ItemKey | undefined)[];

/** A list is of one message, and so of one kind of item. */
const keysRead = new WeakMap<readonly Uint8Array[], Keys>();

/** The keys of a list of digests, undefined for those that have not the form of their kind. */
export function keysOf({ keyOf }: Pull, digests: readonly Uint8Array[]): Keys {
  let keys = keysRead.get(digests);
  if (keys === undefined) {
    keys = digests.map(keyOf);
    keysRead.set(digests, keys);
  }
  return keys;
}

export interface Exhausted {
  readonly version: number;
  readonly lists: WeakSet<readonly Uint8Array[]>;
}

/** Whether nothing in a list was wanted when the engine held what it holds now: nothing is then. */
export const isExhausted = (engine: PullEngine, digests: readonly Uint8Array[]): boolean => {
  const { exhausted: known, version } = knownOf(engine);
  return known?.version === version && known.lists.has(digests);
};

/** Every item of a list is held, past or unsound. */
export function exhaust(engine: PullEngine, digests: readonly Uint8Array[]): void {
  const known = knownOf(engine);
  if (known.exhausted?.version !== known.version)
    known.exhausted = { version: known.version, lists: new WeakSet() };
  known.exhausted.lists.add(digests);
}
