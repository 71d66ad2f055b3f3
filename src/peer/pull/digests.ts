/**
 * Lists of items as digests write them, made once for each change of an engine, and read once for each
 * list. Derived from state, and not part of it.
 */
import type { PkiHex } from '../state.js';
import { type ItemKey, type PullEngine, versionOf } from './engine.js';
import type { Pull } from './kind.js';

interface Listed {
  readonly version: number;
  readonly digests: readonly Uint8Array[];
}

const listed = new WeakMap<PullEngine, Listed>();

/** Everything that is held, in no order of meaning (PULL-20). Not to be changed: it is shared. */
function allOf(pull: Pull): readonly Uint8Array[] {
  const { engine } = pull;
  const known = listed.get(engine);
  if (known?.version === versionOf(engine)) return known.digests;
  const keys = [...engine.items.keys()];
  const digests = keys.map((item) => pull.digestOf(item, engine.items.get(item)));
  // Its keys are remembered for who gets this very list.
  keysRead.set(digests, keys);
  listed.set(engine, { version: versionOf(engine), digests });
  return digests;
}

const NONE: readonly Uint8Array[] = [];

/** Lists as they were last shown to who may not see all, some of the last different ones of each engine. */
const shown = new WeakMap<PullEngine, (readonly Uint8Array[])[]>();
/** One for each organisation would do. */
const SHOWN_MAX = 16;

/** As `allOf`, but the very list that was shown before where it holds the same: whoever reads it need not again. */
function shownOf(pull: Pull, isShown: (item: ItemKey) => boolean): readonly Uint8Array[] {
  let known = shown.get(pull.engine);
  if (known === undefined) {
    known = [];
    shown.set(pull.engine, known);
  }
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

/** PULL-20: what is held and may be shown to a peer. */
export function advertisedTo(pull: Pull, sender: PkiHex): readonly Uint8Array[] {
  const isShown = pull.shownTo(sender);
  // Of most channels most of the time.
  if (pull.engine.items.size === 0) return NONE;
  return isShown === undefined ? allOf(pull) : shownOf(pull, isShown);
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

interface Exhausted {
  readonly version: number;
  readonly lists: WeakSet<readonly Uint8Array[]>;
}

const exhausted = new WeakMap<PullEngine, Exhausted>();

/** Whether nothing in a list was wanted when the engine held what it holds now: nothing is then. */
export const isExhausted = (engine: PullEngine, digests: readonly Uint8Array[]): boolean => {
  const known = exhausted.get(engine);
  return known?.version === versionOf(engine) && known.lists.has(digests);
};

/** Every item of a list is held, past or unsound. */
export function exhaust(engine: PullEngine, digests: readonly Uint8Array[]): void {
  let known = exhausted.get(engine);
  if (known?.version !== versionOf(engine)) {
    known = { version: versionOf(engine), lists: new WeakSet() };
    exhausted.set(engine, known);
  }
  known.lists.add(digests);
}
