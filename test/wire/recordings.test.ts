/**
 * The recorded session of Fabric peers, row by row: our codec against the bytes, and against Fabric's own
 * bindings for JavaScript.
 */
import { createRequire } from 'node:module';
import { type DescField, type DescMessage, fromBinary } from '@bufbuild/protobuf';
import { BinaryReader } from '@bufbuild/protobuf/wire';
import { describe, expect, it } from 'vitest';
import {
  contentKindOf,
  decodeEnvelope,
  decodeGossipMessage,
  decodeSignedMessage,
  encodeEnvelope,
  encodeGossipMessage,
  openEnvelope,
  type SignedMessage,
} from '../../src/wire/envelope.js';
import { EnvelopeSchema, GossipMessageSchema } from '../../src/wire/gen/gossip/message_pb.js';
import { toHex } from '../../src/wire/hex.js';
import type { Verdict } from '../../src/wire/verdict.js';
import { fc } from '../support/drawing.js';
import { type RecordedRow, recordedRows } from '../support/recordings.js';

const { gossip } = createRequire(import.meta.url)('@hyperledger/fabric-protos');

const accepted = <T>(verdict: Verdict<T>): T => {
  if (verdict.verdict !== 'accept') throw new Error(`${verdict.clause}: ${verdict.reason}`);
  return verdict.value;
};
const opened = (row: RecordedRow): SignedMessage => accepted(decodeSignedMessage(row.bytes));
const place = ({ file, line }: RecordedRow): string => `${file}:${line}`;

/** Lines that carry explicit zeros, as the README of the recordings says. */
const NOT_CANONICAL = [
  'traffic:77',
  'traffic:78',
  'traffic:83',
  'traffic:84',
  'pull:248',
  'pull:249',
];

describe('recordings: round trip', () => {
  const again = (row: RecordedRow): string => {
    const { envelope, message } = opened(row);
    return toHex(encodeEnvelope({ ...envelope, payload: encodeGossipMessage(message) }));
  };
  it('WIRE-19, WIRE-I2: every row is byte for byte what it was, but for six of our own', () => {
    expect(recordedRows).toHaveLength(814 + 562);
    const changed = recordedRows.filter((row) => again(row) !== toHex(row.bytes));
    expect(changed.map(place)).toEqual(NOT_CANONICAL);
    expect(new Set(changed.map((row) => row.dir))).toEqual(new Set(['out']));
  });
  it('WIRE-I1: the six decode to the same value when encoded again', () => {
    for (const row of recordedRows.filter((r) => NOT_CANONICAL.includes(place(r)))) {
      const { message } = opened(row);
      expect(accepted(decodeGossipMessage(encodeGossipMessage(message)))).toEqual(message);
    }
  });
  it('received 504 and 355 rows from Fabric', () => {
    const received = recordedRows.filter((row) => row.dir === 'in').map((row) => row.file);
    expect(received.filter((file) => file === 'traffic')).toHaveLength(504);
    expect(received.filter((file) => file === 'pull')).toHaveLength(355);
  });
  it('names the kinds as the recorder did', () => {
    const plain = (kind: string) => kind.replaceAll('_', '').toLowerCase();
    for (const row of recordedRows) {
      expect(plain(contentKindOf(opened(row).message)), place(row)).toBe(plain(row.kind));
    }
  });
});

/** Our value in the form of google-protobuf's toObject(). 64-bit integers lose precision there. */
function likeGoogle(desc: DescMessage, message: Record<string, any>): Record<string, unknown> {
  const object: Record<string, unknown> = {};
  for (const field of desc.fields) {
    const name = field.name
      .split('_')
      .map((word, i) =>
        i === 0 ? word.toLowerCase() : word[0]!.toUpperCase() + word.slice(1).toLowerCase(),
      )
      .join('');
    const group = field.oneof && message[field.oneof.localName];
    const held = group
      ? group.case === field.localName
        ? group.value
        : undefined
      : message[field.localName];
    if (field.fieldKind === 'list') {
      object[`${name}List`] = held.map((item: unknown) => single(field, item));
    } else if (held !== undefined) object[name] = single(field, held);
    else if (group && field.fieldKind !== 'message') object[name] = '';
  }
  return object;
}
function single(field: DescField, value: any): unknown {
  if (field.message !== undefined) return likeGoogle(field.message, value);
  if (typeof value === 'bigint') return Number(value);
  return value instanceof Uint8Array ? Buffer.from(value).toString('base64') : value;
}
const orRefusal = <T>(make: () => T): T | undefined => {
  try {
    return make();
  } catch {
    return undefined;
  }
};

describe('recordings: Fabric’s bindings for JavaScript', () => {
  it('read the same values in every envelope and payload', () => {
    for (const row of recordedRows) {
      const { envelope, message } = opened(row);
      const theirs = gossip.Envelope.deserializeBinary(row.bytes);
      expect(theirs.toObject(), place(row)).toEqual(likeGoogle(EnvelopeSchema, envelope));
      const inside = gossip.GossipMessage.deserializeBinary(theirs.getPayload_asU8());
      expect(inside.toObject(), place(row)).toEqual(likeGoogle(GossipMessageSchema, message));
    }
  });
  it('write the same bytes where numbers fit into a double', () => {
    const changed = recordedRows.filter((row) => {
      const theirs = gossip.GossipMessage.deserializeBinary(opened(row).envelope.payload);
      return toHex(theirs.serializeBinary()) !== toHex(encodeGossipMessage(opened(row).message));
    });
    // What remains has nonces or start times above 2^53.
    const large = /"(nonce|incNum)":"\d{16,}"/;
    const text = (row: RecordedRow) =>
      JSON.stringify(opened(row).message, (_, value) =>
        typeof value === 'bigint' ? String(value) : value,
      );
    expect(changed.filter((row) => !large.test(text(row))).map(place)).toEqual([]);
  });

  /**
   * On damaged rows the bindings differ from Go in known ways: they replace where Go merges, read text that
   * is not UTF-8, field number 0 and stray ends of groups, and refuse a wire type that is not the field's.
   */
  const LENIENT = ['WIRE-11', 'WIRE-12'];
  const damaged = fc
    .record({
      row: fc.integer({ min: 0, max: recordedRows.length - 1 }),
      at: fc.double({ min: 0, max: 1, maxExcluded: true, noNaN: true }),
      cut: fc.integer({ min: 0, max: 3 }),
      insert: fc.uint8Array({ maxLength: 3 }),
      end: fc.oneof(
        { weight: 4, arbitrary: fc.constant(1) },
        fc.double({ min: 0, max: 1, noNaN: true }),
      ),
    })
    .map(({ row, at, cut, insert, end }) => {
      const { payload } = opened(recordedRows[row]!).envelope;
      const place = Math.floor(at * payload.length);
      const bytes = [...payload.subarray(0, place), ...insert, ...payload.subarray(place + cut)];
      return Uint8Array.from(bytes.slice(0, Math.ceil(end * bytes.length)));
    });

  /** Whether a field that the definitions know was kept as unknown: it had another wire type. */
  const hasMismatch = (desc: DescMessage, message: any): boolean =>
    (message.$unknown ?? []).some(({ no }: { no: number }) =>
      desc.fields.some((f) => f.number === no),
    ) ||
    desc.fields.some((field) => {
      if (field.message === undefined) return false;
      const held = field.oneof
        ? message[field.oneof.localName]
        : { case: field.localName, value: message[field.localName] };
      if (held.case !== field.localName || held.value === undefined) return false;
      return [held.value].flat().some((item) => hasMismatch(field.message!, item));
    });

  /** How many contents a message has been given, of which the last one counts. */
  function contentCount(bytes: Uint8Array): number {
    const contents = new Set(
      GossipMessageSchema.fields.filter(({ oneof }) => oneof !== undefined).map((f) => f.number),
    );
    const reader = new BinaryReader(bytes);
    let count = 0;
    while (reader.pos < reader.len) {
      const [number, wireType] = reader.tag();
      if (contents.has(number)) count += 1;
      reader.skip(wireType, number);
    }
    return count;
  }

  it('WIRE-10, WIRE-15, WIRE-22, WIRE-23: agree with us on damaged rows, known differences aside', () => {
    const seen = { accepted: 0, refused: 0 };
    fc.assert(
      fc.property(damaged, (bytes) => {
        const ours = decodeGossipMessage(bytes);
        const theirs = orRefusal(() => gossip.GossipMessage.deserializeBinary(bytes).toObject());
        if (ours.verdict !== 'accept') {
          const lenient = LENIENT.includes(ours.clause) || /group/.test(ours.reason);
          if (!lenient) expect(theirs).toBeUndefined();
          seen.refused += 1;
          return;
        }
        seen.accepted += 1;
        if (theirs === undefined) {
          // The mismatch may be in a content that a later one has replaced.
          expect(hasMismatch(GossipMessageSchema, ours.value) || contentCount(bytes) > 1).toBe(
            true,
          );
          return;
        }
        const same =
          JSON.stringify(theirs) === JSON.stringify(likeGoogle(GossipMessageSchema, ours.value));
        // Where fields occur twice only protobuf-es merges as Go does.
        if (!same) expect(ours.value).toEqual(fromBinary(GossipMessageSchema, bytes));
      }),
      { numRuns: 3_000 },
    );
    expect(seen.accepted).toBeGreaterThan(100);
    expect(seen.refused).toBeGreaterThan(100);
  });
});

describe('recordings: nested envelopes', () => {
  it('WIRE-31: every envelope inside a message opens, and its bytes are those that stood there', () => {
    let count = 0;
    for (const row of recordedRows) {
      const { content } = opened(row).message;
      const nested =
        content.case === 'memRes'
          ? [...content.value.alive, ...content.value.dead]
          : content.case === 'stateSnapshot'
            ? content.value.elements
            : content.case === 'dataUpdate'
              ? content.value.data
              : content.case === 'memReq' && content.value.selfInformation
                ? [content.value.selfInformation]
                : [];
      for (const envelope of nested) {
        const { bytes, message } = accepted(openEnvelope(envelope));
        expect(toHex(row.bytes)).toContain(toHex(bytes));
        expect(contentKindOf(message)).not.toBe('none');
        count += 1;
      }
    }
    expect(count).toBeGreaterThan(100);
  });
  it('WIRE-33: an envelope that was received is forwarded as it is', () => {
    for (const row of recordedRows) expect(opened(row).bytes).toBe(row.bytes);
    expect(accepted(decodeEnvelope(recordedRows[0]!.bytes))).toEqual(
      opened(recordedRows[0]!).envelope,
    );
  });
});
