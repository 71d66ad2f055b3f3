/**
 * Every vector of spec/vectors/wire/encoding.json with our codec, and the accepted ones with the codec of
 * protobuf-es as well. The expected outcomes are those of Go's protobuf library.
 */
import { readFileSync } from 'node:fs';
import { type DescMessage, fromBinary, toJson } from '@bufbuild/protobuf';
import { describe, expect, it } from 'vitest';
import { createCodec } from '../../../src/wire/codec/codec.js';
import { file_common_common } from '../../../src/wire/gen/common/common_pb.js';
import { file_common_configtx } from '../../../src/wire/gen/common/configtx_pb.js';
import { file_common_policies } from '../../../src/wire/gen/common/policies_pb.js';
import { file_gossip_message } from '../../../src/wire/gen/gossip/message_pb.js';
import { file_msp_identities } from '../../../src/wire/gen/msp/identities_pb.js';
import { fromHex, toHex } from '../../../src/wire/hex.js';

interface Accepted {
  name: string;
  clauses: string[];
  type: string;
  hex: string;
  canonical: string;
  value?: unknown;
}
interface Refused {
  name: string;
  type: string;
  hex: string;
  refusedBy: string;
}
const { accepted, refused } = JSON.parse(
  readFileSync('spec/vectors/wire/encoding.json', 'utf8'),
) as { accepted: Accepted[]; refused: Refused[] };

const types = new Map<string, DescMessage>(
  [
    file_common_common,
    file_common_configtx,
    file_common_policies,
    file_gossip_message,
    file_msp_identities,
  ].flatMap((file) => file.messages.map((message) => [message.typeName, message])),
);

/** Where protobuf-es differs from Go's library: it reads a field whatever its wire type, for example. */
const OTHERWISE_IN_PROTOBUF_ES = /is unknown$|byte order mark|in an entry of a map is lost/;

describe('encoding: accepted', () => {
  const titled = accepted.map((v) => [`${v.clauses.join(', ')}: ${v.name}`, v] as const);
  it.each(titled)('%s', (_, { name, type, hex, canonical, value }) => {
    const desc = types.get(type)!;
    const codec = createCodec(desc);
    const decoded = codec.decode(fromHex(hex));
    if (decoded.verdict !== 'accept') throw new Error(decoded.reason);
    expect(toHex(codec.encode(decoded.value))).toBe(canonical);
    if (value !== undefined) expect(toJson(desc, decoded.value)).toEqual(value);
    if (OTHERWISE_IN_PROTOBUF_ES.test(name)) return;
    expect(decoded.value).toEqual(fromBinary(desc, fromHex(hex)));
  });
});

describe('encoding: refused', () => {
  const titled = refused.map((v) => [`${v.refusedBy}: ${v.name}`, v] as const);
  it.each(titled)('%s', (_, { type, hex, refusedBy }) => {
    const verdict = createCodec(types.get(type)!).decode(fromHex(hex));
    expect(verdict).toMatchObject({ verdict: 'reject', clause: refusedBy });
  });
});

describe('encoding: the vectors', () => {
  it('are invalid about as often as valid', () => {
    expect(Math.abs(accepted.length - refused.length)).toBeLessThan(5);
  });
  it('show every clause of decoding', () => {
    const shown = new Set(
      accepted.flatMap((v) => v.clauses).concat(refused.map((v) => v.refusedBy)),
    );
    const decoding = ['WIRE-10', 'WIRE-11', 'WIRE-12', 'WIRE-13', 'WIRE-15', 'WIRE-16', 'WIRE-17'];
    const clauses = [...decoding, 'WIRE-18', 'WIRE-19', 'WIRE-21', 'WIRE-22', 'WIRE-23'];
    expect(clauses.filter((clause) => !shown.has(clause))).toEqual([]);
  });
});
