/**
 * How the fields of a message are read and written, by the shape that they have: one value, one of a
 * oneof, or a list. Maps: map-field.ts.
 *
 * Spec: spec/02-wire.md, section Encoding (WIRE-15 to WIRE-17, WIRE-19, WIRE-20).
 */
import { BYTES, type Cursor, fail, readExtent } from './cursor.js';
import { type Read, TOO_MANY, type Write } from './message.js';
import { reserve, type Sink, sinkLength, writeVarint } from './sink.js';

interface Oneof {
  case: string | undefined;
  value?: unknown;
}

/** How one value is read and written, be it a scalar, an enumeration or a message. */
export interface Single {
  readonly wireType: number;
  readonly zero: unknown;
  isZero(value: unknown): boolean;
  /** `held` is the message to merge into, if there is one (WIRE-16). */
  read(cursor: Cursor, held: unknown): unknown;
  write(sink: Sink, value: unknown): void;
}

export interface FieldPlan {
  readonly read: Read;
  readonly write: Write;
}

/** Writes number and wire type of a field. */
export function tagWriter(number: number, wireType: number): (sink: Sink) => void {
  const tag = ((number << 3) | wireType) >>> 0;
  if (tag > 0x7f) return (sink) => writeVarint(sink, tag);
  return (sink) => {
    reserve(sink, 1);
    sink.bytes[sink.at] = tag;
  };
}

/** WIRE-15, WIRE-16: the last scalar stands, messages are merged. */
export function singularField(
  name: string,
  single: Single,
  writeTag: (sink: Sink) => void,
): FieldPlan {
  const { wireType } = single;
  return {
    read(into, cursor, actual) {
      if (actual !== wireType) return false;
      into[name] = single.read(cursor, into[name]);
      return true;
    },
    write(from, sink) {
      const value = from[name];
      if (single.isZero(value)) return;
      single.write(sink, value);
      writeTag(sink);
    },
  };
}

/** WIRE-17: the last case stands; a message of the same case is merged. A zero that is set is written. */
export function oneofField(
  group: string,
  name: string,
  single: Single,
  writeTag: (sink: Sink) => void,
): FieldPlan {
  const { wireType } = single;
  return {
    read(into, cursor, actual) {
      if (actual !== wireType) return false;
      const held = into[group] as Oneof;
      const value = single.read(cursor, held.case === name ? held.value : undefined);
      into[group] = { case: name, value };
      return true;
    },
    write(from, sink) {
      const held = from[group] as Oneof;
      if (held.case !== name) return;
      single.write(sink, held.value);
      writeTag(sink);
    },
  };
}

/** Numbers come packed or one by one and are written as the descriptor says (WIRE-20). */
export function listField(
  name: string,
  number: number,
  single: Single,
  packed: boolean,
): FieldPlan {
  const { wireType } = single;
  const writeTag = tagWriter(number, packed ? BYTES : wireType);
  const read: Read = (into, cursor, actual) => {
    if (actual === wireType) {
      (into[name] as unknown[]).push(single.read(cursor, undefined));
      return true;
    }
    return actual === BYTES && readPacked(into[name] as unknown[], cursor, single);
  };
  const write: Write = (from, sink) => {
    const values = from[name] as unknown[];
    if (values.length === 0) return;
    const end = sinkLength(sink);
    for (let i = values.length - 1; i >= 0; i--) {
      single.write(sink, values[i]);
      if (!packed) writeTag(sink);
    }
    if (!packed) return;
    writeVarint(sink, sinkLength(sink) - end);
    writeTag(sink);
  };
  return { read, write };
}

function readPacked(values: unknown[], cursor: Cursor, single: Single): true {
  const end = readExtent(cursor);
  const outerEnd = cursor.end;
  if (cursor.fault !== undefined) return true;
  cursor.end = end;
  while (cursor.at < end) {
    if (--cursor.fieldsLeft < 0) fail(cursor, TOO_MANY);
    values.push(single.read(cursor, undefined));
  }
  cursor.end = outerEnd;
  return true;
}
