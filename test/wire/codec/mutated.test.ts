/** Random and damaged bytes: what Go's protobuf library made of them is what our codec makes of them. */
import { readFileSync } from 'node:fs';
import type { DescMessage } from '@bufbuild/protobuf';
import { describe, expect, it } from 'vitest';
import { createCodec } from '../../../src/wire/codec/codec.js';
import { file_common_common } from '../../../src/wire/gen/common/common_pb.js';
import { file_common_policies } from '../../../src/wire/gen/common/policies_pb.js';
import { file_gossip_message } from '../../../src/wire/gen/gossip/message_pb.js';
import { fromHex, toHex } from '../../../src/wire/hex.js';

const rows = JSON.parse(readFileSync('spec/vectors/wire/mutated.json', 'utf8')) as [
  string,
  string,
  string | null,
][];
const types = new Map<string, DescMessage>(
  [file_common_common, file_common_policies, file_gossip_message].flatMap((file) =>
    file.messages.map((message) => [message.typeName, message]),
  ),
);

const outcome = (type: string, hex: string): string | null => {
  const codec = createCodec(types.get(type)!);
  const decoded = codec.decode(fromHex(hex));
  return decoded.verdict === 'accept' ? toHex(codec.encode(decoded.value)) : null;
};

describe('mutated encodings', () => {
  it('WIRE-10, WIRE-11, WIRE-12, WIRE-16, WIRE-17, WIRE-18, WIRE-19, WIRE-21: are read as in Go', () => {
    const ours = rows.map(([type, hex]) => [type, hex, outcome(type, hex)]);
    expect(ours).toEqual(rows);
  });
  it('are half accepted, half refused', () => {
    expect(rows.filter(([, , canonical]) => canonical === null)).toHaveLength(rows.length / 2);
  });
});
