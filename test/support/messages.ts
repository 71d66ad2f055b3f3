/** Arbitrary gossip messages of every kind, from the definitions. */
import { create, type DescField, type DescMessage, ScalarType } from '@bufbuild/protobuf';
import { GossipMessageSchema } from '../../src/wire/gen/gossip/message_pb.js';
import type { GossipMessage } from '../../src/wire/message-types.js';
import { fc } from './drawing.js';

const DEPTH_MAX = 5;

const scalars: Partial<Record<ScalarType, fc.Arbitrary<unknown>>> = {
  [ScalarType.BOOL]: fc.boolean(),
  [ScalarType.INT32]: fc.integer(),
  [ScalarType.UINT32]: fc.integer({ min: 0, max: 0xffffffff }),
  [ScalarType.UINT64]: fc.bigInt({ min: 0n, max: 2n ** 64n - 1n }),
  [ScalarType.INT64]: fc.bigInt({ min: -(2n ** 63n), max: 2n ** 63n - 1n }),
  [ScalarType.STRING]: fc.string({ unit: 'binary', maxLength: 40 }),
  [ScalarType.BYTES]: fc.uint8Array({ maxLength: 40 }),
};

/** Values of one field; undefined where the nesting would go on for ever. */
function valuesOf(field: DescField, depth: number): fc.Arbitrary<unknown> | undefined {
  const single =
    field.message === undefined
      ? field.enum === undefined
        ? scalars[field.scalar as ScalarType]
        : fc.integer({ min: -1, max: 7 })
      : depth < DEPTH_MAX
        ? messagesOf(field.message, depth + 1)
        : undefined;
  return field.fieldKind === 'list' ? single && fc.array(single, { maxLength: 3 }) : single;
}

/** Messages of a type without maps: fields of a oneof one at a time, others set or not. */
export function messagesOf(desc: DescMessage, depth = 0): fc.Arbitrary<object> {
  const members = desc.members.map((member): [string, fc.Arbitrary<unknown>] => {
    if (member.kind === 'field') {
      return [
        member.localName,
        fc.option(valuesOf(member, depth) ?? fc.constant(undefined), { nil: undefined }),
      ];
    }
    const cases = member.fields.flatMap((field) => {
      const values = valuesOf(field, depth);
      return values === undefined
        ? []
        : [values.map((value) => ({ case: field.localName, value }))];
    });
    return [member.localName, fc.oneof(fc.constant({ case: undefined }), ...cases)];
  });
  return fc
    .record(Object.fromEntries(members))
    .map((init) => create(desc, init as Parameters<typeof create>[1]));
}

export const gossipMessages = messagesOf(GossipMessageSchema) as fc.Arbitrary<GossipMessage>;
