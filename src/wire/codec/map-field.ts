/**
 * Maps: on the wire a list of entries {1: key, 2: value} of which the last of a key stands, in the program
 * an object. Entries are written in the order of the object.
 */
import { BYTES, readExtent } from './cursor.js';
import { type FieldPlan, type Single, singularField, tagWriter } from './fields.js';
import { type Fields, type Plan, readFields } from './message.js';
import type { Scalar } from './scalars.js';
import { sinkLength, writeVarint } from './sink.js';

/** `absent` makes the value of an entry that has none. */
export function mapField(
  name: string,
  number: number,
  key: Scalar,
  value: Single,
  absent: () => unknown,
): FieldPlan {
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
  const writeTag = tagWriter(number, BYTES);
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
