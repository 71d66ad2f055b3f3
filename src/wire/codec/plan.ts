/**
 * Compiles the descriptor of a message into closures that read and write it.
 *
 * Spec: spec/02-wire.md, section Encoding (WIRE-13 to WIRE-20). Knows nothing of any particular message;
 * values have the shapes of the generated types.
 */
import type { DescField, DescMessage } from '@bufbuild/protobuf';
import { BYTES, type Cursor, type Fault, fail, readExtent, readTag, skipValue } from './cursor.js';
import { FIELD_COUNT_MAX, NESTING_DEPTH_MAX } from './limits.js';
import { enumeration, type Scalar, scalarOf } from './scalars.js';
import { reserve, type Sink, writeRaw, writeVarint } from './sink.js';

/** A message in the making: its fields by their local names. */
export type Fields = Record<string, unknown>;
interface Unknown {
  readonly no: number;
  readonly wireType: number;
  readonly data: Uint8Array;
}
interface Oneof {
  case: string | undefined;
  value?: unknown;
}

/** Reads one occurrence; false leaves the cursor alone, for a wire type that is not the field's (WIRE-21). */
type Read = (into: Fields, cursor: Cursor, wireType: number) => boolean;
type Write = (from: Fields, sink: Sink) => void;

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
const TOO_MANY: Fault = { clause: 'WIRE-14', reason: `more than ${FIELD_COUNT_MAX} fields` };

const plans = new WeakMap<DescMessage, Plan>();

/** The plan of a message type, compiled on first use. Recursive types refer to themselves. */
export function planOf(desc: DescMessage): Plan {
  const known = plans.get(desc);
  if (known !== undefined) return known;
  const plan: Plan = { fresh: freshOf(desc), reads: [], writes: [] };
  plans.set(desc, plan);
  const fields = [...desc.fields].sort((a, b) => b.number - a.number);
  for (const field of fields) {
    const { read, write } = fieldPlan(field);
    plan.reads[field.number] = read;
    plan.writes.push(write);
  }
  return plan;
}

function freshOf(desc: DescMessage): () => Fields {
  const template: Fields = { $typeName: desc.typeName };
  const containers: ((message: Fields) => void)[] = [];
  for (const member of desc.members) {
    const name = member.localName;
    if (member.kind === 'oneof') {
      template[name] = undefined;
      containers.push((message) => {
        message[name] = { case: undefined };
      });
    } else if (member.fieldKind === 'list') {
      template[name] = undefined;
      containers.push((message) => {
        message[name] = [];
      });
    } else if (member.fieldKind === 'map') {
      template[name] = undefined;
      containers.push((message) => {
        message[name] = {};
      });
    } else if (member.fieldKind !== 'message') {
      template[name] = singleOf(member).zero;
    }
  }
  return () => {
    const message = { ...template };
    for (let i = 0; i < containers.length; i++) containers[i]!(message);
    return message;
  };
}

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

/** How one value is read and written, be it a scalar, an enumeration or a message. */
interface Single {
  readonly wireType: number;
  readonly zero: unknown;
  isZero(value: unknown): boolean;
  /** `held` is the message to merge into, if there is one (WIRE-16). */
  read(cursor: Cursor, held: unknown): unknown;
  write(sink: Sink, value: unknown): void;
}

function singleOf(field: {
  message?: DescMessage | undefined;
  enum?: unknown;
  scalar?: unknown;
}): Single {
  if (field.message !== undefined) return messageOf(field.message);
  return field.enum === undefined
    ? scalarOf(field.scalar as Parameters<typeof scalarOf>[0])
    : enumeration;
}

function messageOf(desc: DescMessage): Single {
  const plan = planOf(desc);
  return {
    wireType: BYTES,
    zero: undefined,
    isZero: (value) => value === undefined,
    read(cursor, held) {
      const end = readExtent(cursor);
      const message = (held as Fields | undefined) ?? plan.fresh();
      if (cursor.fault === undefined) readFields(plan, message, cursor, end);
      return message;
    },
    write(sink, value) {
      const end = sinkLength(sink);
      writeFields(plan, value as Fields, sink);
      writeVarint(sink, sinkLength(sink) - end);
    },
  };
}

const sinkLength = (sink: Sink): number => sink.bytes.length - sink.at;

interface FieldPlan {
  readonly read: Read;
  readonly write: Write;
}

function fieldPlan(field: DescField): FieldPlan {
  if (field.fieldKind === 'map') return mapField(field);
  const single = singleOf(field);
  const writeTag = tagWriter(field.number, single.wireType);
  if (field.fieldKind === 'list')
    return listField(field.localName, field.number, single, field.packed);
  if (field.oneof !== undefined) {
    return oneofField(field.oneof.localName, field.localName, single, writeTag);
  }
  return singularField(field.localName, single, writeTag);
}

function tagWriter(number: number, wireType: number): (sink: Sink) => void {
  const tag = ((number << 3) | wireType) >>> 0;
  if (tag > 0x7f) return (sink) => writeVarint(sink, tag);
  return (sink) => {
    reserve(sink, 1);
    sink.bytes[sink.at] = tag;
  };
}

/** WIRE-15, WIRE-16: the last scalar stands, messages are merged. */
function singularField(name: string, single: Single, writeTag: (sink: Sink) => void): FieldPlan {
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
function oneofField(
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
function listField(name: string, number: number, single: Single, packed: boolean): FieldPlan {
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

/** A map is a list of entries {1: key, 2: value}; the last entry of a key stands. */
function mapField(field: DescField & { fieldKind: 'map' }): FieldPlan {
  const name = field.localName;
  const key = scalarOf(field.mapKey);
  const value = singleOf(field);
  const entry: Plan = {
    fresh: () => ({ key: key.zero, value: value.zero }),
    reads: [
      undefined,
      singularField('key', key, tagWriter(1, key.wireType)).read,
      singularField('value', value, tagWriter(2, value.wireType)).read,
    ],
    writes: [],
  };
  const writeKeyTag = tagWriter(1, key.wireType);
  const writeValueTag = tagWriter(2, value.wireType);
  const writeTag = tagWriter(field.number, BYTES);
  const absent = (): unknown =>
    field.mapKind === 'message' ? planOf(field.message).fresh() : value.zero;
  return {
    read(into, cursor, actual) {
      if (actual !== BYTES) return false;
      const end = readExtent(cursor);
      if (cursor.fault !== undefined) return true;
      const read = entry.fresh();
      readFields(entry, read, cursor, end);
      put(into[name] as Fields, String(read.key), read.value ?? absent());
      return true;
    },
    write(from, sink) {
      const entries = from[name] as Fields;
      for (const text of Object.keys(entries).reverse()) {
        const end = sinkLength(sink);
        value.write(sink, entries[text]);
        writeValueTag(sink);
        key.write(sink, keyOf(text, key));
        writeKeyTag(sink);
        writeVarint(sink, sinkLength(sink) - end);
        writeTag(sink);
      }
    },
  };
}

/** A plain assignment would take the key `__proto__` for the prototype. */
function put(entries: Fields, key: string, value: unknown): void {
  Object.defineProperty(entries, key, {
    value,
    writable: true,
    enumerable: true,
    configurable: true,
  });
}

const keyOf = (text: string, key: Scalar): unknown =>
  typeof key.zero === 'string'
    ? text
    : typeof key.zero === 'bigint'
      ? BigInt(text)
      : typeof key.zero === 'boolean'
        ? text === 'true'
        : Number(text);
