/** What vectors cannot show: limits, packed numbers, odd keys, and properties of all messages. */
import {
  create,
  createFileRegistry,
  type DescMessage,
  fromBinary,
  toBinary,
} from '@bufbuild/protobuf';
import {
  FileDescriptorProtoSchema,
  FieldDescriptorProto_Label as Label,
  FieldDescriptorProto_Type as Type,
} from '@bufbuild/protobuf/wkt';
import { describe, expect, it } from 'vitest';
import { createCodec } from '../../../src/wire/codec/codec.js';
import { FIELD_COUNT_MAX } from '../../../src/wire/codec/limits.js';
import {
  type CollectionConfigPackage,
  CollectionConfigPackageSchema,
} from '../../../src/wire/gen/common/collection_pb.js';
import { MetadataSchema } from '../../../src/wire/gen/common/common_pb.js';
import { ConfigGroupSchema, ConfigUpdateSchema } from '../../../src/wire/gen/common/configtx_pb.js';
import { SignaturePolicySchema } from '../../../src/wire/gen/common/policies_pb.js';
import {
  DataDigestSchema,
  GossipMessageSchema,
  MemberSchema,
} from '../../../src/wire/gen/gossip/message_pb.js';
import { fromHex, toHex } from '../../../src/wire/hex.js';
import { fc } from '../../support/drawing.js';
import { gossipMessages, messagesOf } from '../../support/messages.js';

const messages = createCodec(GossipMessageSchema);
const accepted = <T>(verdict: { verdict: string; value?: T; reason?: string }): T => {
  if (verdict.verdict !== 'accept') throw new Error(verdict.reason);
  return verdict.value as T;
};

/** A message with one repeated field of each kind of number, packed or not, as proto3 may have. */
function numbers(packed: boolean): DescMessage {
  const types = [Type.INT32, Type.UINT32, Type.INT64, Type.UINT64, Type.BOOL];
  const file = create(FileDescriptorProtoSchema, {
    name: 'numbers.proto',
    package: 'test',
    syntax: 'proto3',
    messageType: [
      {
        name: 'Numbers',
        field: types.map((type, i) => ({
          name: `field${i + 1}`,
          number: i + 1,
          label: Label.REPEATED,
          type,
          options: { packed },
        })),
      },
    ],
  });
  return createFileRegistry(file, () => undefined).getMessage('test.Numbers')!;
}

describe('codec: limits', () => {
  it('WIRE-13: refuses groups nested ten thousand times deeper than allowed, without failing', () => {
    const deep = fromHex('a306'.repeat(1_000_000) + 'a406'.repeat(1_000_000));
    expect(messages.decode(deep)).toMatchObject({ verdict: 'reject', clause: 'WIRE-13' });
  });
  it('WIRE-13: refuses messages nested deeper than allowed, and accepts the deepest allowed', () => {
    const policies = createCodec(SignaturePolicySchema);
    const nested = (levels: number): Uint8Array => {
      let bytes: number[] = [];
      for (let i = 1; i < levels; i++) {
        const length =
          bytes.length < 128 ? [bytes.length] : [bytes.length | 0x80, bytes.length >> 7];
        bytes = [0x12, ...length.map((byte) => byte & 0xff), ...bytes];
      }
      return Uint8Array.from(bytes);
    };
    expect(policies.decode(nested(100)).verdict).toBe('accept');
    expect(policies.decode(nested(101))).toMatchObject({ clause: 'WIRE-13' });
  });
  it('WIRE-14: counts fields, those of nested messages and packed elements', () => {
    const flat = new Uint8Array(2 * (FIELD_COUNT_MAX + 1)).map((_, i) => (i % 2 === 0 ? 0x12 : 0));
    const digests = createCodec(DataDigestSchema);
    expect(digests.decode(flat)).toMatchObject({ clause: 'WIRE-14' });
    expect(accepted(digests.decode(flat.subarray(2))).digests).toHaveLength(FIELD_COUNT_MAX);
    const signatures = createCodec(MetadataSchema);
    const nested = new Uint8Array(4 * (FIELD_COUNT_MAX / 2 + 1));
    for (let i = 0; i < nested.length; i += 4) nested.set([0x12, 2, 0x0a, 0], i);
    expect(signatures.decode(nested)).toMatchObject({ clause: 'WIRE-14' });
    const packed = new Uint8Array(FIELD_COUNT_MAX + 5);
    const length = FIELD_COUNT_MAX + 1;
    packed.set([0x0a, (length & 0x7f) | 0x80, ((length >> 7) & 0x7f) | 0x80, length >> 14]);
    expect(createCodec(numbers(true)).decode(packed)).toMatchObject({ clause: 'WIRE-14' });
  });
});

describe('codec: numbers in lists', () => {
  const values = {
    field1: [1, -1, 0],
    field2: [0, 4294967295],
    field3: [-(2n ** 63n), 5n],
    field4: [2n ** 64n - 1n, 0n],
    field5: [true, false],
  };
  it.each([true, false])(
    'WIRE-20: reads packed and unpacked where the definition says packed=%s',
    (packed) => {
      const desc = numbers(packed);
      const codec = createCodec(desc);
      for (const written of [true, false]) {
        const other = numbers(written);
        const bytes = toBinary(other, create(other, values));
        expect(accepted(codec.decode(bytes))).toEqual({ $typeName: 'test.Numbers', ...values });
      }
      const own = create(desc, values);
      expect(toHex(codec.encode(own))).toBe(toHex(toBinary(desc, own)));
    },
  );
  it('WIRE-10: refuses packed numbers that are cut short', () => {
    const codec = createCodec(numbers(true));
    expect(codec.decode(fromHex('0a020180'))).toMatchObject({ clause: 'WIRE-10' });
    expect(codec.decode(fromHex('0a0301'))).toMatchObject({ clause: 'WIRE-10' });
  });
});

describe('codec: maps', () => {
  it('keeps a key that is the name of an object’s prototype', () => {
    const codec = createCodec(ConfigUpdateSchema);
    const bytes = fromHex('2a0e0a095f5f70726f746f5f5f120161');
    const update = accepted(codec.decode(bytes));
    expect(Object.keys(update.isolatedData)).toEqual(['__proto__']);
    expect(Object.getPrototypeOf(update.isolatedData)).toBe(Object.prototype);
    expect(toHex(codec.encode(update))).toBe(toHex(bytes));
  });
  it('agrees with protobuf-es on nested maps', () => {
    const group = create(ConfigGroupSchema, {
      version: 1n,
      groups: { a: { values: { v: { value: Uint8Array.of(1), modPolicy: 'Admins' } } }, b: {} },
      policies: { p: { policy: { type: 1, value: Uint8Array.of(2) } } },
    });
    const codec = createCodec(ConfigGroupSchema);
    const bytes = toBinary(ConfigGroupSchema, group);
    expect(accepted(codec.decode(bytes))).toEqual(group);
    expect(toHex(codec.encode(group))).toBe(toHex(bytes));
  });
});

describe('codec: definitions', () => {
  const typed = (type: Type, proto3Optional: boolean): DescMessage => {
    const field = { name: 'f', number: 1, label: Label.OPTIONAL, type, proto3Optional };
    const oneofs = proto3Optional ? [{ name: '_f' }] : [];
    const file = create(FileDescriptorProtoSchema, {
      name: 'one.proto',
      syntax: 'proto3',
      messageType: [
        {
          name: 'One',
          field: [{ ...field, ...(proto3Optional ? { oneofIndex: 0 } : {}) }],
          oneofDecl: oneofs,
        },
      ],
    });
    return createFileRegistry(file, () => undefined).getMessage('One')!;
  };
  it('are refused where they use what no message of Fabric uses', () => {
    expect(() => createCodec(typed(Type.DOUBLE, false))).toThrow(/DOUBLE is not supported/);
    expect(() => createCodec(typed(Type.INT32, true))).toThrow(/optional scalars/);
    expect(createCodec(typed(Type.INT32, false)).decode(fromHex('0801')).verdict).toBe('accept');
  });
});

describe('codec: bytes', () => {
  it('reads a part of a larger buffer, and makes no Buffer of a Buffer', () => {
    const buffer = Buffer.from('ffff120361626300', 'hex').subarray(2, 7);
    const { channel } = accepted(messages.decode(buffer));
    expect(channel.constructor).toBe(Uint8Array);
    expect(toHex(channel)).toBe('616263');
  });
  it('writes messages larger than its scratch buffer', () => {
    const digests = Array.from({ length: 50 }, (_, i) => new Uint8Array(9_000).fill(i));
    const digest = create(DataDigestSchema, { nonce: 2n ** 64n - 1n, digests });
    const bytes = createCodec(DataDigestSchema).encode(digest);
    expect(toHex(bytes)).toBe(toHex(toBinary(DataDigestSchema, digest)));
  });
  it.each([
    '',
    'a',
    'é',
    '𝄞',
    'x'.repeat(32),
    `${'x'.repeat(31)}é`,
    'x'.repeat(33),
    'ü'.repeat(200),
  ])('WIRE-12: writes and reads the text "%s"', (endpoint) => {
    const codec = createCodec(MemberSchema);
    const member = create(MemberSchema, { endpoint });
    expect(toHex(codec.encode(member))).toBe(toHex(toBinary(MemberSchema, member)));
    expect(accepted(codec.decode(codec.encode(member)))).toEqual(member);
  });
});

describe('codec: properties', () => {
  it('WIRE-I1, WIRE-I2, WIRE-19: encodes as protobuf-es does, and decodes to the same value', () => {
    fc.assert(
      fc.property(gossipMessages, (message) => {
        const bytes = messages.encode(message);
        expect(toHex(bytes)).toBe(toHex(toBinary(GossipMessageSchema, message)));
        const again = accepted(messages.decode(bytes));
        expect(again).toEqual(message);
        expect(again).toEqual(fromBinary(GossipMessageSchema, bytes));
        expect(toHex(messages.encode(again))).toBe(toHex(bytes));
      }),
    );
  });
  it('WIRE-I1, WIRE-I2: carries collection configurations through private data messages', () => {
    const packages = createCodec(CollectionConfigPackageSchema);
    fc.assert(
      fc.property(messagesOf(CollectionConfigPackageSchema), (init) => {
        const message = init as CollectionConfigPackage;
        const bytes = packages.encode(message);
        expect(toHex(bytes)).toBe(toHex(toBinary(CollectionConfigPackageSchema, message)));
        expect(accepted(packages.decode(bytes))).toEqual(message);
      }),
    );
  });
  it('WIRE-I3: answers any bytes with a value or a refusal', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 200 }), (bytes) => {
        const verdict = messages.decode(bytes);
        if (verdict.verdict === 'accept') messages.encode(verdict.value);
        else expect(verdict).toMatchObject({ verdict: 'reject', reason: expect.any(String) });
      }),
      { numRuns: 5_000 },
    );
  });
  it('WIRE-I5: sometimes keeps a field that it does not know', () => {
    const again = accepted(messages.decode(fromHex('0801a00603')));
    expect(again.$unknown).toEqual([{ no: 100, wireType: 0, data: Uint8Array.of(3) }]);
    expect(toHex(messages.encode(again))).toBe('0801a00603');
  });
});
