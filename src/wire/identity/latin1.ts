/** Text with one character for each byte: offsets in the text are offsets in the bytes. */

const CHUNK_BYTES = 8_192;

export function latin1(bytes: Uint8Array): string {
  let text = '';
  // In pieces: an engine takes only so many arguments in one call.
  for (let at = 0; at < bytes.length; at += CHUNK_BYTES)
    text += String.fromCharCode(...bytes.subarray(at, at + CHUNK_BYTES));
  return text;
}
