/** The name of a channel in UTF-8, made once: it stands in every message of the channel. */
const utf8 = new TextEncoder();
const made = new Map<string, Uint8Array>();
const names = new WeakMap<Uint8Array, string>();
/** Names remembered, before they are forgotten and made anew. */
const REMEMBERED_MAX = 1_000;

/** Not to be changed: it is shared. */
export function nameBytesOf(channel: string): Uint8Array {
  let bytes = made.get(channel);
  if (bytes === undefined) {
    bytes = utf8.encode(channel);
    if (made.size >= REMEMBERED_MAX) made.clear();
    made.set(channel, bytes);
    names.set(bytes, channel);
  }
  return bytes;
}

/** The name of which these very bytes were made; undefined if others were. */
export const nameMadeOf = (bytes: Uint8Array): string | undefined => names.get(bytes);
