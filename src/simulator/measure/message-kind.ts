/**
 * What kind of message an envelope carries, read off its bytes without decoding it: simulations count
 * millions of them. Only for envelopes that peers have made.
 */
import { GossipMessageSchema } from '../../wire/gen/gossip/message_pb.js';

/** Names of the fields of a gossip message, by number. */
const names: readonly string[] = (() => {
  const found: string[] = [];
  for (const { number, localName } of GossipMessageSchema.fields) found[number] = localName;
  return found;
})();

/** Nonce, channel and tag, which every message may have. */
const HEADER_FIELD_MAX = 3;
const LENGTH_DELIMITED = 2;

/** The name of the oneof case; `none` where there is none, or the bytes are no envelope. */
export function messageKindOf(bytes: Uint8Array): string {
  // An envelope in canonical form begins with field 1, its payload.
  if (bytes[0] !== 0x0a) return 'none';
  let at = afterVarint(bytes, 1);
  while (at < bytes.length) {
    let key = bytes[at]! & 0x7f;
    let shift = 7;
    while (bytes[at]! & 0x80) {
      at += 1;
      key += (bytes[at]! & 0x7f) * 2 ** shift;
      shift += 7;
    }
    at += 1;
    const field = Math.floor(key / 8);
    if (field > HEADER_FIELD_MAX) return names[field] ?? 'none';
    if (key % 8 !== LENGTH_DELIMITED) at = afterVarint(bytes, at);
    else {
      const length = varintAt(bytes, at);
      at = afterVarint(bytes, at) + length;
    }
  }
  return 'none';
}

function afterVarint(bytes: Uint8Array, at: number): number {
  let end = at;
  while (bytes[end]! & 0x80) end += 1;
  return end + 1;
}

function varintAt(bytes: Uint8Array, at: number): number {
  let value = 0;
  let factor = 1;
  for (let i = at; ; i++) {
    value += (bytes[i]! & 0x7f) * factor;
    if (!(bytes[i]! & 0x80)) return value;
    factor *= 128;
  }
}
