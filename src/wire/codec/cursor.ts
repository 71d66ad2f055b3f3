/**
 * Reads the primitive parts of protobuf's binary form, without exceptions.
 *
 * Spec: spec/02-wire.md, section Encoding (WIRE-10, WIRE-11, WIRE-12). A fault is remembered in the
 * cursor and moves it past every end, so that all loops over it stop.
 */

export type WireType = 0 | 1 | 2 | 3 | 4 | 5;
export const VARINT = 0;
export const FIXED64 = 1;
export const BYTES = 2;
export const START_GROUP = 3;
export const END_GROUP = 4;
export const FIXED32 = 5;

/** Why bytes were refused; the clause is the one that the fault violates. */
export interface Fault {
  readonly clause: string;
  readonly reason: string;
}

export interface Cursor {
  readonly bytes: Uint8Array;
  /** Index of the next byte. */
  at: number;
  /** Where the message that is being read ends: an index, exclusive. */
  end: number;
  /** Upper 32 bits of the varint that was read last. */
  high: number;
  /** How many messages and groups enclose this place. */
  depth: number;
  /** How many fields may still be read. */
  fieldsLeft: number;
  fault: Fault | undefined;
}

/** Beyond every end; still a small integer for the engine. */
const BEYOND = 0x3fffffff;
/** Longest input in bytes: one less than {@link BEYOND}. */
export const INPUT_BYTES_MAX = BEYOND - 1;

export const TRUNCATED: Fault = { clause: 'WIRE-10', reason: 'ends within a field' };
const OVERLONG: Fault = { clause: 'WIRE-10', reason: 'varint longer than 64 bits' };
export const BAD_WIRE_TYPE: Fault = { clause: 'WIRE-10', reason: 'wire type 6 or 7' };
export const STRAY_END: Fault = {
  clause: 'WIRE-10',
  reason: 'end of a group that was not started',
};
const BAD_NUMBER: Fault = { clause: 'WIRE-11', reason: 'field number out of range' };
const BAD_TEXT: Fault = { clause: 'WIRE-12', reason: 'string is not UTF-8' };

/** Stops the cursor for good; the first fault stands. Returns 0 so that readers can end with it. */
export function fail(cursor: Cursor, fault: Fault): 0 {
  cursor.fault ??= fault;
  cursor.at = BEYOND;
  return 0;
}

/** Lower 32 bits of a varint, unsigned; the upper ones are left in `high`. */
export function readVarint(cursor: Cursor): number {
  const { bytes, at } = cursor;
  if (at >= cursor.end) return fail(cursor, TRUNCATED);
  const first = bytes[at]!;
  cursor.high = 0;
  if (first < 0x80) {
    cursor.at = at + 1;
    return first;
  }
  return readLongVarint(cursor);
}

function readLongVarint(cursor: Cursor): number {
  const { bytes } = cursor;
  const end = Math.min(cursor.end, cursor.at + 10);
  let low = 0;
  let high = 0;
  let shift = 0;
  for (let at = cursor.at; at < end; at++) {
    const byte = bytes[at]!;
    const bits = byte & 0x7f;
    if (shift < 28) low |= bits << shift;
    else if (shift === 28) {
      low |= bits << 28;
      high = bits >>> 4;
    } else high |= bits << (shift - 32);
    if (byte < 0x80) {
      if (shift === 63 && byte > 1) return fail(cursor, OVERLONG);
      cursor.high = high >>> 0;
      cursor.at = at + 1;
      return low >>> 0;
    }
    shift += 7;
  }
  return fail(cursor, end === cursor.end && shift < 70 ? TRUNCATED : OVERLONG);
}

const pair = new Uint32Array(2);
const joined = new BigUint64Array(pair.buffer);
const joinedSigned = new BigInt64Array(pair.buffer);
/** Index of the lower half in `pair`, by the byte order of this machine. */
const LOW = new Uint8Array(new Uint16Array([1]).buffer)[0] === 1 ? 0 : 1;

export function readUint64(cursor: Cursor): bigint {
  const low = readVarint(cursor);
  if (cursor.high === 0) return BigInt(low);
  pair[LOW] = low;
  pair[1 - LOW] = cursor.high;
  return joined[0]!;
}

export function readInt64(cursor: Cursor): bigint {
  pair[LOW] = readVarint(cursor);
  pair[1 - LOW] = cursor.high;
  return joinedSigned[0]!;
}

/** Field number · 8 + wire type; 0 after a fault. */
export function readTag(cursor: Cursor): number {
  const tag = readVarint(cursor);
  if (cursor.fault !== undefined) return 0;
  // 32 bits hold every field number up to the largest, 2^29 - 1.
  return tag >>> 3 === 0 || cursor.high !== 0 ? fail(cursor, BAD_NUMBER) : tag;
}

/** Where the length-delimited value that starts here ends; the cursor stands at its first byte. */
export function readExtent(cursor: Cursor): number {
  const length = readVarint(cursor);
  const end = cursor.at + length;
  if (cursor.high !== 0 || end > cursor.end) return fail(cursor, TRUNCATED);
  return end;
}

const NO_BYTES = new Uint8Array(0);

/** A view of the input, not a copy. */
export function readBytes(cursor: Cursor): Uint8Array {
  const end = readExtent(cursor);
  if (cursor.fault !== undefined) return NO_BYTES;
  const { bytes, at } = cursor;
  cursor.at = end;
  // Not subarray(): of a Buffer it would make a Buffer.
  return end === at ? NO_BYTES : new Uint8Array(bytes.buffer, bytes.byteOffset + at, end - at);
}

const utf8 = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true });
/** Up to this many bytes a loop is faster than a TextDecoder. */
const SHORT_TEXT_BYTES = 32;

export function readString(cursor: Cursor): string {
  const end = readExtent(cursor);
  if (cursor.fault !== undefined) return '';
  const { bytes, at } = cursor;
  cursor.at = end;
  if (end - at <= SHORT_TEXT_BYTES) {
    let text = '';
    let i = at;
    for (; i < end; i++) {
      const byte = bytes[i]!;
      if (byte > 0x7f) break;
      text += String.fromCharCode(byte);
    }
    if (i === end) return text;
  }
  try {
    return utf8.decode(bytes.subarray(at, end));
  } catch {
    fail(cursor, BAD_TEXT);
    return '';
  }
}

/** Moves past the value of a field that nobody reads; `depthMax` bounds nested groups. */
export function skipValue(cursor: Cursor, tag: number, depthMax: number, tooDeep: Fault): void {
  const open: number[] = [];
  let current = tag;
  for (;;) {
    skipOne(cursor, current & 7);
    if (cursor.fault !== undefined) return;
    if ((current & 7) === START_GROUP) {
      open.push(current >>> 3);
      if (cursor.depth + open.length > depthMax) {
        fail(cursor, tooDeep);
        return;
      }
    } else if ((current & 7) === END_GROUP && open.pop() !== current >>> 3) {
      fail(cursor, STRAY_END);
      return;
    }
    if (open.length === 0) return;
    current = readTag(cursor);
    if (cursor.fault !== undefined) return;
  }
}

function skipOne(cursor: Cursor, wireType: number): void {
  switch (wireType) {
    case VARINT:
      readVarint(cursor);
      return;
    case FIXED64:
      skipBytes(cursor, 8);
      return;
    case BYTES:
      cursor.at = readExtent(cursor) || cursor.at;
      return;
    case FIXED32:
      skipBytes(cursor, 4);
      return;
    case START_GROUP:
    case END_GROUP:
      return;
    default:
      fail(cursor, BAD_WIRE_TYPE);
  }
}

function skipBytes(cursor: Cursor, count: number): void {
  if (cursor.at + count > cursor.end) fail(cursor, TRUNCATED);
  else cursor.at += count;
}
