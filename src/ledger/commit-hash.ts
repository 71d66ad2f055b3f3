/**
 * The commit hash: the digest by which peers compare what they made of a chain.
 *
 * Implements spec/13-ledger.md, LEDG-40 to LEDG-45. Takes validation codes and updates as they are given.
 */
import { createCodec } from '../wire/codec/codec.js';
import type { Crypto } from '../wire/crypto/port.js';
import {
  type KVWrite,
  type Updates as UpdatesMessage,
  UpdatesSchema,
} from '../wire/gen/ledger/txmgmt/updates_pb.js';
import { bytesOf, byteTextOfUtf8 } from './byte-text.js';
import { ascending, type SpaceUpdates, type Updates } from './state.js';
import { versionBytes } from './version.js';

const messages = /*@__PURE__*/ createCodec(UpdatesSchema);
const NOTHING = new Uint8Array(0);

/** LEDG-40. `previous` is empty for block 1. */
export function commitHash(
  crypto: Crypto,
  flags: Uint8Array,
  updates: Updates,
  previous: Uint8Array,
): Uint8Array {
  return crypto.sha256(lengthBytes(flags.length), flags, updateBytes(updates), previous);
}

/** LEDG-42 to LEDG-45: the updates of a block in the form that is hashed; empty if there are none. */
export function updateBytes(updates: Updates): Uint8Array {
  if (updates.size === 0) return NOTHING;
  const kvwrites: KVWrite[] = [];
  for (const [namespace, collections] of inOrder(updates)) {
    // LEDG-43: the channel's configuration is kept there.
    if (namespace === '') continue;
    let first = { namespace };
    for (const [collection, space] of inOrder(collections)) {
      kvwrites.push(...writesOf(space, { ...first, collection }));
      first = { namespace: '' };
    }
  }
  return messages.encode({ kvwrites } as UpdatesMessage);
}

/** LEDG-44: the first write of a space carries its names, as far as they are new. */
function writesOf(
  space: SpaceUpdates,
  names: { readonly namespace: string; readonly collection: string },
): KVWrite[] {
  const keys = [...space.keys()].sort(ascending);
  return keys.map((key, i) => {
    const update = space.get(key)!;
    return {
      namespace: i === 0 ? names.namespace : '',
      collection: i === 0 ? names.collection : '',
      key: bytesOf(key),
      isDelete: update.value === undefined,
      value: update.value ?? NOTHING,
      versionBytes: versionBytes(update),
    } as KVWrite;
  });
}

/** By the UTF-8 bytes of the names. Public values, whose collection is '', come first. */
const inOrder = <T>(map: ReadonlyMap<string, T>): [string, T][] =>
  [...map].sort(([a], [b]) => ascending(byteTextOfUtf8(a), byteTextOfUtf8(b)));

/** A varint. */
function lengthBytes(length: number): Uint8Array {
  const bytes: number[] = [];
  let rest = length;
  for (; rest >= 0x80; rest >>>= 7) bytes.push((rest & 0x7f) | 0x80);
  bytes.push(rest);
  return Uint8Array.from(bytes);
}
