/**
 * Images of a peer: capture, restore, and a canonical hash of everything that it remembers.
 *
 * An image is plain data. A restored peer behaves as the captured one under all further inputs
 * (test/peer/image.test.ts); the host arms anew the timers that the image names.
 */
import type { Crypto } from '../wire/crypto/port.js';
import { isSignedMessage } from '../wire/envelope.js';
import { toHex } from '../wire/hex.js';
import { withChannelAuthority } from './channel/access.js';
import type { PeerConfig } from './config.js';
import type { Peer } from './peer.js';
import type { PeerState } from './state.js';

export type PeerImage = PeerState;

/** A copy that later steps of the peer do not touch. Bytes and messages, which nobody changes, are shared with it. */
export const capture = (peer: Peer): PeerImage => copyOf(peer.state);

/** A peer in the state of the image. The image can be restored again. */
export function restore(config: PeerConfig, image: PeerImage): Peer {
  const state = copyOf(image);
  // Whom it trusts follows from the channels that it has joined.
  return { config: withChannelAuthority(config, state), state };
}

/** What stands in two places of the original stands in two places of the copy. */
function copyOf<T extends object>(original: T): T {
  const copies = new Map<object, object>();
  const copied = (value: unknown): unknown => {
    if (typeof value !== 'object' || value === null || value instanceof Uint8Array) return value;
    const known = copies.get(value);
    if (known !== undefined) return known;
    if (value instanceof Map) {
      const map = new Map<unknown, unknown>();
      copies.set(value, map);
      for (const [key, entry] of value) map.set(key, copied(entry));
      return map;
    }
    if (Array.isArray(value)) {
      const list: unknown[] = [];
      copies.set(value, list);
      for (const entry of value) list.push(copied(entry));
      return list;
    }
    if (isSignedMessage(value)) return value;
    const copy: Record<string, unknown> = {};
    copies.set(value, copy);
    for (const key of Object.keys(value)) copy[key] = copied((value as typeof copy)[key]);
    return copy;
  };
  return copied(original) as T;
}

const utf8 = new TextEncoder();

/** Hex SHA-256 of the canonical text: equal for two peers of one configuration iff they remember the same. */
export const hashOf = (peer: Peer, crypto: Crypto = peer.config.crypto): string =>
  toHex(crypto.sha256(utf8.encode(canonical(peer.state))));

/**
 * Text of plain data: keys of objects sorted, entries of maps in their order (the order of a store is part
 * of what a peer remembers: it decides who is listed and drawn first), bytes in hex, numbers in full.
 */
export function canonical(value: unknown): string {
  if (value instanceof Uint8Array) return `x'${toHex(value)}'`;
  if (value instanceof Map)
    return `{${[...value].map(([key, entry]) => `${canonical(key)}>${canonical(entry)}`).join()}}`;
  if (Array.isArray(value)) return `[${value.map(canonical).join()}]`;
  if (typeof value === 'bigint') return `${value}n`;
  if (typeof value === 'string') return JSON.stringify(value);
  if (typeof value !== 'object' || value === null) return String(value);
  const entries = Object.entries(value).sort(([a], [b]) => (a < b ? -1 : 1));
  return `(${entries.map(([key, entry]) => `${key}:${canonical(entry)}`).join()})`;
}
