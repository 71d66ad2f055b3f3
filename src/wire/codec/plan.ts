/**
 * Compiles the descriptor of a message into closures that read and write it.
 *
 * Spec: spec/02-wire.md, section Encoding. Knows nothing of any particular message; values have the
 * shapes of the generated types.
 */
import type { DescField, DescMessage } from '@bufbuild/protobuf';
import { FeatureSet_FieldPresence } from '@bufbuild/protobuf/wkt';
import { BYTES, readExtent } from './cursor.js';
import {
  type FieldPlan,
  listField,
  oneofField,
  type Single,
  singularField,
  tagWriter,
} from './fields.js';
import { mapField } from './map-field.js';
import { type Fields, type Plan, readFields, writeFields } from './message.js';
import { enumeration, scalarOf } from './scalars.js';
import { sinkLength, writeVarint } from './sink.js';

const { EXPLICIT } = FeatureSet_FieldPresence;
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
    const empty = containerOf(member);
    if (empty !== undefined) {
      // A place in the template keeps the order of fields, and one shape for all messages of a type.
      template[name] = undefined;
      containers.push((message) => {
        message[name] = empty();
      });
    } else if (member.kind === 'field' && member.fieldKind !== 'message') {
      template[name] = singleOf(member).zero;
    }
  }
  return () => {
    const message = { ...template };
    for (let i = 0; i < containers.length; i++) containers[i]!(message);
    return message;
  };
}

/** What an empty message holds that must not be shared; undefined for single values. */
function containerOf(member: DescMessage['members'][number]): (() => unknown) | undefined {
  if (member.kind === 'oneof') return () => ({ case: undefined });
  if (member.fieldKind === 'list') return () => [];
  return member.fieldKind === 'map' ? () => ({}) : undefined;
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

function fieldPlan(field: DescField): FieldPlan {
  const { localName, number } = field;
  const single = singleOf(field);
  if (field.fieldKind === 'map') {
    const absent = () =>
      field.mapKind === 'message' ? planOf(field.message).fresh() : single.zero;
    return mapField(localName, number, scalarOf(field.mapKey), single, absent);
  }
  const writeTag = tagWriter(number, single.wireType);
  if (field.fieldKind === 'list') return listField(localName, number, single, field.packed);
  if (field.oneof !== undefined) {
    return oneofField(field.oneof.localName, localName, single, writeTag);
  }
  if (field.fieldKind !== 'message' && field.presence === EXPLICIT) {
    throw new TypeError(`${field}: optional scalars are not supported`);
  }
  return singularField(localName, single, writeTag);
}
