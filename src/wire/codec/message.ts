/**
 * Reads and writes the fields of a message by its plan, whatever the message is.
 *
 * Spec: spec/02-wire.md, section Encoding (WIRE-13, WIRE-14, WIRE-18, WIRE-21).
 */
import { type Cursor, type Fault, fail, readTag, skipValue } from './cursor.js';
import { FIELD_COUNT_MAX, NESTING_DEPTH_MAX } from './limits.js';
import { type Sink, writeRaw, writeVarint } from './sink.js';

/** A message in the making: its fields by their local names. */
export type Fields = Record<string, unknown>;
interface Unknown {
  readonly no: number;
  readonly wireType: number;
  readonly data: Uint8Array;
}
/** Reads one occurrence; false leaves the cursor alone, for a wire type that is not the field's (WIRE-21). */
export type Read = (into: Fields, cursor: Cursor, wireType: number) => boolean;
export type Write = (from: Fields, sink: Sink) => void;

export interface Plan {
  /** An empty message. */
  fresh(): Fields;
  /** Readers by field number. */
  readonly reads: (Read | undefined)[];
  /** Writers in descending order of field numbers, because a sink is filled from its end. */
  readonly writes: Write[];
}

const TOO_DEEP: Fault = {
  clause: 'WIRE-13',
  reason: `nested deeper than ${NESTING_DEPTH_MAX} levels`,
};
export const TOO_MANY: Fault = { clause: 'WIRE-14', reason: `more than ${FIELD_COUNT_MAX} fields` };

/** Reads fields up to `end` into `message`; what it does not know is kept in order (WIRE-18). */
export function readFields(plan: Plan, message: Fields, cursor: Cursor, end: number): void {
  if (++cursor.depth > NESTING_DEPTH_MAX) {
    fail(cursor, TOO_DEEP);
    return;
  }
  const outerEnd = cursor.end;
  cursor.end = end;
  const { reads } = plan;
  while (cursor.at < end) {
    const tag = readTag(cursor);
    const wireType = tag & 7;
    if (--cursor.fieldsLeft < 0) fail(cursor, TOO_MANY);
    if (cursor.fault !== undefined) return;
    const read = reads[tag >>> 3];
    if (read === undefined || !read(message, cursor, wireType)) keepUnknown(message, cursor, tag);
  }
  cursor.end = outerEnd;
  cursor.depth--;
}

function keepUnknown(message: Fields, cursor: Cursor, tag: number): void {
  const from = cursor.at;
  skipValue(cursor, tag, NESTING_DEPTH_MAX, TOO_DEEP);
  if (cursor.fault !== undefined) return;
  const { buffer, byteOffset } = cursor.bytes;
  const data = new Uint8Array(buffer, byteOffset + from, cursor.at - from);
  const unknown: Unknown = { no: tag >>> 3, wireType: tag & 7, data };
  const kept = message.$unknown as Unknown[] | undefined;
  if (kept === undefined) message.$unknown = [unknown];
  else kept.push(unknown);
}

export function writeFields(plan: Plan, message: Fields, sink: Sink): void {
  const unknown = message.$unknown as Unknown[] | undefined;
  if (unknown !== undefined) {
    for (let i = unknown.length - 1; i >= 0; i--) {
      const { no, wireType, data } = unknown[i]!;
      writeRaw(sink, data);
      writeVarint(sink, ((no << 3) | wireType) >>> 0);
    }
  }
  const { writes } = plan;
  for (let i = 0; i < writes.length; i++) writes[i]!(message, sink);
}
