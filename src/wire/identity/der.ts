/**
 * Distinguished encoding rules: strict reading of elements (definite, minimal lengths) and writing.
 *
 * Fabric's parser refuses what is merely BER. Elements are views of the bytes read, so that parts can be
 * compared, hashed and verified exactly as they were encoded.
 */

import { toHex } from '../hex.js';

export interface Element {
  readonly tag: number;
  /** The whole element. */
  readonly raw: Uint8Array;
  readonly content: Uint8Array;
}

export const INTEGER = 0x02;
export const BIT_STRING = 0x03;
export const OCTET_STRING = 0x04;
export const SEQUENCE = 0x30;

/** The element at the start of `bytes`, whatever follows it. */
export function firstElement(bytes: Uint8Array): Element | undefined {
  const [tag, first] = bytes;
  if (tag === undefined || first === undefined || (tag & 0x1f) === 0x1f) return undefined;
  let header = 2;
  let length = first;
  if (first >= 0x80) {
    const count = first & 0x7f;
    if (count === 0 || count > 4 || bytes.length < 2 + count || bytes[2] === 0) return undefined;
    header += count;
    length = bytes.subarray(2, header).reduce((sum, byte) => sum * 256 + byte, 0);
    if (length < 0x80) return undefined;
  }
  const end = header + length;
  if (bytes.length < end) return undefined;
  return { tag, raw: bytes.subarray(0, end), content: bytes.subarray(header, end) };
}

/** The one element that `bytes` are, without anything after it. */
export function wholeElement(bytes: Uint8Array, tag?: number): Element | undefined {
  const element = firstElement(bytes);
  const fits = element?.raw.length === bytes.length && (tag === undefined || element.tag === tag);
  return fits ? element : undefined;
}

/** The elements inside a constructed one, in order. */
export function elementsIn(content: Uint8Array): readonly Element[] | undefined {
  const elements: Element[] = [];
  for (let rest = content; rest.length > 0; ) {
    const element = firstElement(rest);
    if (element === undefined) return undefined;
    elements.push(element);
    rest = rest.subarray(element.raw.length);
  }
  return elements;
}

/** A non-negative INTEGER in its shortest form. */
export function naturalOf(element: Element | undefined): bigint | undefined {
  if (element?.tag !== INTEGER) return undefined;
  const [first, second] = element.content;
  if (first === undefined || first >= 0x80) return undefined;
  if (first === 0 && second !== undefined && second < 0x80) return undefined;
  // By way of text, which takes time in proportion to the length; a sum would take its square.
  return BigInt(`0x${toHex(element.content)}`);
}

export function encodeElement(tag: number, ...parts: readonly Uint8Array[]): Uint8Array {
  const length = parts.reduce((sum, part) => sum + part.length, 0);
  const size = length < 0x80 ? [] : bytesOf(BigInt(length));
  const header = [tag, size.length === 0 ? length : 0x80 | size.length, ...size];
  const out = new Uint8Array(header.length + length);
  out.set(header);
  let at = header.length;
  for (const part of parts) {
    out.set(part, at);
    at += part.length;
  }
  return out;
}

export const encodeNatural = (value: bigint): Uint8Array => {
  const bytes = bytesOf(value);
  return encodeElement(INTEGER, Uint8Array.from(bytes[0]! >= 0x80 ? [0, ...bytes] : bytes));
};

/** Big-endian, at least one byte. */
function bytesOf(value: bigint): number[] {
  const bytes: number[] = [];
  for (let rest = value; rest > 0n || bytes.length === 0; rest >>= 8n)
    bytes.unshift(Number(rest & 0xffn));
  return bytes;
}
