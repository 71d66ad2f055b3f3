/**
 * Sequential reading of DER by expected types, as strict as Fabric's parser and no stricter: what is read
 * must be in its shortest form, what nobody reads may be anything.
 *
 * A reader does not throw: the first thing that does not fit marks the fault that all readers of one
 * document share, and from then on everything reads as empty.
 */
import { type Element, firstElement, naturalOf } from './der.js';

export interface Fault {
  found: boolean;
}

export interface Reader {
  readonly isEmpty: boolean;
  /** Whether an element with this tag comes next. */
  has(tag: number): boolean;
  /** The next element, whatever it is. */
  any(): Element;
  /** The next element, which must have this tag. */
  element(tag: number): Element;
  /** A reader inside the next element. */
  inside(tag: number): Reader;
  natural(): bigint;
  boolean(): boolean;
  /** In dotted form. */
  oid(): string;
  /** The bits, first one highest, and how many of the last byte do not count. */
  bits(): { readonly bytes: Uint8Array; readonly unused: number };
}

const BOOLEAN = 0x01;
const BIT_STRING = 0x03;
const OID = 0x06;
const NOTHING: Element = { tag: 0, raw: new Uint8Array(), content: new Uint8Array() };
/** Components of object identifiers that Fabric's parser takes. */
const OID_PART_MAX = 2 ** 31 - 1;

export function openReader(bytes: Uint8Array, fault: Fault): Reader {
  let rest = bytes;
  const fail = (): Element => {
    fault.found = true;
    rest = NOTHING.raw;
    return NOTHING;
  };
  const reader: Reader = {
    get isEmpty() {
      return fault.found || rest.length === 0;
    },
    has: (tag) => !fault.found && rest[0] === tag,
    any() {
      const element = fault.found ? undefined : firstElement(rest);
      if (element === undefined) return fail();
      rest = rest.subarray(element.raw.length);
      return element;
    },
    element: (tag) => (reader.has(tag) ? reader.any() : fail()),
    inside: (tag) => openReader(reader.element(tag).content, fault),
    natural() {
      const value = naturalOf(reader.any());
      if (value === undefined) fail();
      return value ?? 0n;
    },
    boolean() {
      const { content } = reader.element(BOOLEAN);
      if (content.length !== 1 || (content[0] !== 0 && content[0] !== 0xff)) fail();
      return content[0] === 0xff;
    },
    oid() {
      const dotted = dottedOid(reader.element(OID).content);
      if (dotted === undefined) fail();
      return dotted ?? '';
    },
    bits() {
      const { content } = reader.element(BIT_STRING);
      const unused = content[0] ?? 8;
      const last = content.at(-1) ?? 0;
      const isPadded = unused > 0 && (content.length === 1 || (last & ((1 << unused) - 1)) !== 0);
      if (unused > 7 || isPadded) fail();
      return { bytes: content.subarray(1), unused };
    },
  };
  return reader;
}

function dottedOid(content: Uint8Array): string | undefined {
  const parts: number[] = [];
  let part = 0;
  let isInside = false;
  for (const byte of content) {
    if (!isInside && byte === 0x80) return undefined;
    part = part * 128 + (byte & 0x7f);
    if (part > OID_PART_MAX) return undefined;
    isInside = byte >= 0x80;
    if (isInside) continue;
    if (parts.length > 0) parts.push(part);
    else
      parts.push(
        Math.min(2, Math.floor(part / 40)),
        part - 40 * Math.min(2, Math.floor(part / 40)),
      );
    part = 0;
  }
  return isInside || parts.length === 0 ? undefined : parts.join('.');
}
