/** Bytes as text for keys of stores, traces and people: lower-case hexadecimal. */

const DIGITS = Array.from({ length: 256 }, (_, byte) => byte.toString(16).padStart(2, '0'));

export function toHex(bytes: Uint8Array): string {
  let text = '';
  for (let i = 0; i < bytes.length; i++) text += DIGITS[bytes[i]!]!;
  return text;
}

const ascii = new TextDecoder();
const DIGIT_CODES = Uint8Array.from('0123456789abcdef', (digit) => digit.charCodeAt(0));
const KEYS_MAX = 100_000;
/** Of a PKI-ID. What is longer is no key of anything, and not worth keeping. */
const KEY_BYTES_MAX = 32;
const keys = new Map<string, string>();

/**
 * `toHex` for keys of stores, in one piece and the same string for the same bytes: who looks it up
 * compares addresses and not characters. Keeps the last KEYS_MAX at most, none of more than KEY_BYTES_MAX.
 */
export function keyOf(bytes: Uint8Array): string {
  if (bytes.length > KEY_BYTES_MAX) return toHex(bytes);
  const digits = new Uint8Array(2 * bytes.length);
  for (let i = 0; i < bytes.length; i++) {
    digits[2 * i] = DIGIT_CODES[bytes[i]! >> 4]!;
    digits[2 * i + 1] = DIGIT_CODES[bytes[i]! & 15]!;
  }
  const text = ascii.decode(digits);
  const known = keys.get(text);
  if (known !== undefined) return known;
  if (keys.size >= KEYS_MAX) keys.clear();
  keys.set(text, text);
  return text;
}

/** @throws TypeError unless `text` is an even number of hexadecimal digits. */
export function fromHex(text: string): Uint8Array {
  if (text.length % 2 !== 0 || !/^[0-9a-f]*$/i.test(text)) {
    throw new TypeError(
      `expected an even number of hexadecimal digits, got "${text.slice(0, 80)}"`,
    );
  }
  return Uint8Array.from({ length: text.length / 2 }, (_, i) =>
    Number.parseInt(text.slice(2 * i, 2 * i + 2), 16),
  );
}

export function sameBytes(a: Uint8Array, b: Uint8Array): boolean {
  if (a.length !== b.length) return false;
  for (let i = 0; i < a.length; i++) if (a[i] !== b[i]) return false;
  return true;
}
