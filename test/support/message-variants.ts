/**
 * Every way to spoil one part of a message: each field, at every depth, absent, empty, of garbage, twice,
 * or huge. Walks the schema, so that a field that is added is spoilt too.
 */
import type { DescField, DescMessage } from '@bufbuild/protobuf';

export interface Variant {
  /** Where and how, for example `content.aliveMsg.timestamp absent`. */
  readonly what: string;
  readonly value: Record<string, unknown>;
}

type Value = Record<string, unknown> & { readonly case?: unknown; readonly value?: unknown };

const GARBAGE = Uint8Array.from({ length: 40 }, (_, i) => (i * 73 + 11) & 0xff);
const HUGE_BYTES = 100_000;
const HUGE_COUNT = 2_000;

/** The spoilt forms of a message, one part each; the message itself is not touched. */
export function* variantsOf(schema: DescMessage, value: Value, path = ''): Generator<Variant> {
  for (const field of schema.fields) {
    const inOneof = field.oneof?.localName;
    const holder = inOneof === undefined ? undefined : (value[inOneof] as Value | undefined);
    if (inOneof !== undefined && holder?.case !== field.localName) continue;
    const present = holder === undefined ? value[field.localName] : holder.value;
    if (present === undefined) continue;
    const at = `${path}${field.localName}`;
    const put = (changed: unknown): Value =>
      inOneof === undefined
        ? { ...value, [field.localName]: changed }
        : { ...value, [inOneof]: { case: field.localName, value: changed } };
    yield* spoilt(field, present, at, put, () =>
      inOneof === undefined
        ? without(value, field.localName)
        : { ...value, [inOneof]: { case: undefined } },
    );
  }
}

const without = (value: Value, name: string): Value => {
  const { [name]: _, ...rest } = value;
  return rest;
};

function* spoilt(
  field: DescField,
  present: unknown,
  at: string,
  put: (changed: unknown) => Value,
  absent: () => Value,
): Generator<Variant> {
  if (field.fieldKind === 'message') {
    yield { what: `${at} absent`, value: absent() };
    yield { what: `${at} empty`, value: put(emptyOf(field.message)) };
    for (const { what, value } of variantsOf(field.message, present as Value, `${at}.`))
      yield { what, value: put(value) };
    return;
  }
  if (field.fieldKind === 'list') {
    const list = present as readonly unknown[];
    yield { what: `${at} empty`, value: put([]) };
    if (list.length === 0) return;
    yield { what: `${at} twice`, value: put([...list, ...list]) };
    yield { what: `${at} huge`, value: put(Array.from({ length: HUGE_COUNT }, () => list[0])) };
    if (field.listKind === 'message') {
      yield { what: `${at} with an empty one`, value: put([emptyOf(field.message), ...list]) };
      for (const { what, value } of variantsOf(field.message, list[0] as Value, `${at}[0].`))
        yield { what, value: put([value, ...list.slice(1)]) };
    } else if (list[0] instanceof Uint8Array)
      for (const [how, bytes] of spoiltBytes(list[0]))
        yield { what: `${at}[0] ${how}`, value: put([bytes, ...list.slice(1)]) };
    return;
  }
  if (present instanceof Uint8Array) {
    for (const [how, bytes] of spoiltBytes(present))
      yield { what: `${at} ${how}`, value: put(bytes) };
    return;
  }
  if (typeof present === 'bigint') {
    for (const changed of [0n, 1n, present + 1n, 2n ** 63n, 2n ** 64n - 1n])
      if (changed !== present) yield { what: `${at} ${changed}`, value: put(changed) };
    return;
  }
  if (typeof present === 'string') {
    yield { what: `${at} empty`, value: put('') };
    yield { what: `${at} huge`, value: put('x'.repeat(HUGE_BYTES)) };
    yield { what: `${at} garbage`, value: put('\u0000\uffff host') };
    return;
  }
  if (typeof present === 'boolean') yield { what: `${at} ${!present}`, value: put(!present) };
  if (typeof present === 'number')
    for (const changed of [0, 1, 7, 99]) yield { what: `${at} ${changed}`, value: put(changed) };
}

function spoiltBytes(bytes: Uint8Array): [string, Uint8Array][] {
  const flipped = bytes.slice();
  if (flipped.length > 0) flipped[flipped.length >> 1]! ^= 1;
  return [
    ['empty', new Uint8Array()],
    ['garbage', GARBAGE],
    ['cut', bytes.slice(0, bytes.length >> 1)],
    ['flipped', flipped],
    ['twice', Uint8Array.from([...bytes, ...bytes])],
    ['huge', new Uint8Array(HUGE_BYTES)],
  ];
}

const emptyOf = (schema: DescMessage): Value => {
  const value: Value = { $typeName: schema.typeName };
  for (const field of schema.fields) {
    if (field.oneof !== undefined) value[field.oneof.localName] = { case: undefined };
    else if (field.fieldKind === 'list') value[field.localName] = [];
    else if (field.fieldKind === 'map') value[field.localName] = {};
    else if (field.fieldKind === 'enum') value[field.localName] = 0;
    else if (field.fieldKind === 'scalar') value[field.localName] = zeroOf(field);
  }
  return value;
};

const zeroOf = (field: DescField & { fieldKind: 'scalar' }): unknown => {
  const zero = field.getDefaultValue?.();
  if (zero !== undefined) return zero;
  const sample: Record<number, unknown> = { 9: '', 12: new Uint8Array(), 8: false, 4: 0n, 3: 0n };
  return Object.hasOwn(sample, field.scalar) ? sample[field.scalar] : 0;
};
