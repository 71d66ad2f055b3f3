/**
 * Images of a peer: capture, restore, and a canonical hash of everything that it remembers.
 *
 * An image is plain data. A restored peer behaves as the captured one under all further inputs
 * (test/peer/image.test.ts); the host arms anew the timers that the image names.
 */
import type { Crypto } from '../wire/crypto/port.js';
import { isSignedMessage, type SignedMessage } from '../wire/envelope.js';
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
  const copied = (value: object): object => {
    if (value instanceof Uint8Array) return value;
    const known = copies.get(value);
    if (known !== undefined) return known;
    if (value instanceof Map) {
      const map = new Map<unknown, unknown>();
      copies.set(value, map);
      for (const [key, entry] of value) map.set(key, isObject(entry) ? copied(entry) : entry);
      return map;
    }
    if (Array.isArray(value)) {
      const list: unknown[] = value.slice();
      copies.set(value, list);
      for (let i = 0; i < list.length; i += 1) {
        const entry = list[i];
        if (isObject(entry)) list[i] = copied(entry);
      }
      return list;
    }
    if (isSignedMessage(value)) return value;
    // Spread and then corrected: the engine copies an object of a known shape at once.
    const copy: Record<string, unknown> = { ...value };
    copies.set(value, copy);
    for (const key in copy) {
      const entry = copy[key];
      if (isObject(entry)) copy[key] = copied(entry);
    }
    return copy;
  };
  return copied(original) as T;
}

const writtenOut = (signed: SignedMessage) => {
  const { bytes, envelope } = signed;
  return { ...signed, bytes, envelope };
};

const isObject = (value: unknown): value is object => typeof value === 'object' && value !== null;

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
  // What nobody has encoded yet is no other message than it is then.
  const own = isSignedMessage(value) ? writtenOut(value) : value;
  const entries = Object.entries(own).sort(([a], [b]) => (a < b ? -1 : 1));
  return `(${entries.map(([key, entry]) => `${key}:${canonical(entry)}`).join()})`;
}
