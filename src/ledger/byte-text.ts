/**
 * Byte strings: text in which every character is one byte, 0 to 255. Keys of the world state are kept
 * so, because Fabric orders keys by their UTF-8 bytes, which is not the order of JavaScript's strings,
 * and because hashes of private keys are keys as well.
 */

/** Characters U+0000 to U+00FF only. Compared with `<`, two of them stand in the order of their bytes. */
export type ByteText = string;

const ASCII = /^[\0-\x7f]*$/;
const utf8 = new TextEncoder();
const fromUtf8 = new TextDecoder();
/** Arguments that an engine surely takes in one call. */
const CHUNK = 8_192;

export function byteTextOf(bytes: Uint8Array): ByteText {
  let text = '';
  for (let at = 0; at < bytes.length; at += CHUNK) {
    text += String.fromCharCode(...bytes.subarray(at, at + CHUNK));
  }
  return text;
}

export function bytesOf(text: ByteText): Uint8Array {
  const bytes = new Uint8Array(text.length);
  for (let i = 0; i < text.length; i++) bytes[i] = text.charCodeAt(i);
  return bytes;
}

/** The UTF-8 bytes of a text, as a byte string. */
export const byteTextOfUtf8 = (text: string): ByteText =>
  ASCII.test(text) ? text : byteTextOf(utf8.encode(text));

/** The text whose UTF-8 bytes these are; what is not UTF-8 comes out as U+FFFD. */
export const utf8Of = (text: ByteText): string =>
  ASCII.test(text) ? text : fromUtf8.decode(bytesOf(text));
