/**
 * The checksum of a stored record: CRC-32 as in ISO 3309 (polynomial 0xEDB88320, reflected). It finds what
 * decays, not what is forged.
 */
import type { ByteText } from './byte-text.js';

const TABLE = Uint32Array.from({ length: 256 }, (_, byte) => {
  let rest = byte;
  for (let bit = 0; bit < 8; bit++) rest = rest & 1 ? (rest >>> 1) ^ 0xedb88320 : rest >>> 1;
  return rest;
});

/** Of the bytes of `key` and then those of `value`: 32 bits, unsigned. */
export function checksum(key: ByteText, value: Uint8Array): number {
  let sum = 0xffffffff;
  for (let i = 0; i < key.length; i++) sum = step(sum, key.charCodeAt(i));
  for (let i = 0; i < value.length; i++) sum = step(sum, value[i]!);
  return (sum ^ 0xffffffff) >>> 0;
}

const step = (sum: number, byte: number): number => TABLE[(sum ^ byte) & 0xff]! ^ (sum >>> 8);
