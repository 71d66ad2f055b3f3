/**
 * Lists of items as digests write them, made once for each change of an engine, and read once for each
 * list. Derived from state, and not part of it.
 */
import type { PullMsgType } from '../../wire/gen/gossip/message_pb.js';
import type { PkiHex } from '../state.js';
import type { ItemKey, PullEngine } from './engine.js';
import type { Pull } from './kind.js';

interface Listed {
  readonly version: number;
  readonly digests: readonly Uint8Array[];
}

const listed = new WeakMap<PullEngine, Listed>();

/** Everything that is held, in no order of meaning (PULL-20). Not to be changed: it is shared. */
function allOf({ engine, digestOf }: Pull): readonly Uint8Array[] {
  const known = listed.get(engine);
  if (known?.version === engine.version) return known.digests;
  const digests = [...engine.items].map(([item, signed]) => digestOf(item, signed));
  listed.set(engine, { version: engine.version, digests });
  return digests;
}

/** PULL-20: what is held and may be shown to a peer. */
export function advertisedTo(pull: Pull, sender: PkiHex): readonly Uint8Array[] {
  const isShown = pull.shownTo(sender);
  if (isShown === undefined) return allOf(pull);
  const shown: Uint8Array[] = [];
  for (const [item, signed] of pull.engine.items)
    if (isShown(item)) shown.push(pull.digestOf(item, signed));
  return shown;
}

type Keys = readonly (ItemKey | undefined)[];

const keysRead = new WeakMap<readonly Uint8Array[], { msgType: PullMsgType; keys: Keys }>();

/** The keys of a list of digests, undefined for those that have not the form of their kind. */
export function keysOf({ msgType, keyOf }: Pull, digests: readonly Uint8Array[]): Keys {
  const known = keysRead.get(digests);
  if (known?.msgType === msgType) return known.keys;
  const keys = digests.map(keyOf);
  keysRead.set(digests, { msgType, keys });
  return keys;
}
