/** Faults in reading bytes (spec/02-wire.md, section Encoding): too much is taken, or too little. */
import { type Mutant, mutant } from '../mutant.js';

/** What gRPC takes unless it is told otherwise. */
const GRPC_DEFAULT_BYTES = 4 * 1024 * 1024;

const refused = (reason: string) => ({ verdict: 'reject' as const, clause: 'WIRE-10', reason });

/** Who does not end the link with UNKNOWN at once ends it with OK when its peer has been silent for long. */
const LIVES_ON = 'the remote ended the stream';

/** A varint of any length, modulo 2^64, also one that the bytes end within. */
function looseVarint(cursor: { readonly bytes: Uint8Array; at: number; readonly end: number }) {
  let value = 0n;
  for (let shift = 0n; cursor.at < cursor.end; shift += 7n) {
    const byte = cursor.bytes[cursor.at++]!;
    value |= BigInt(byte & 0x7f) << shift;
    if (byte < 0x80) break;
  }
  return BigInt.asUintN(64, value);
}

export const wireEncodingMutants: readonly Mutant[] = [
  mutant({
    id: 'wire/takes-four-megabytes-at-most',
    fault: 'refuses an envelope above the default limit of gRPC',
    breaks: ['WIRE-2'],
    module: 'wire/envelope',
    entry: 'decodeSignedMessage',
    by:
      ({ decodeSignedMessage }) =>
      (bytes) =>
        bytes.length > GRPC_DEFAULT_BYTES ? refused('too long') : decodeSignedMessage(bytes),
    killedBy: [
      {
        case: 'wire/large-message-accepted',
        expected: 'MembershipResponse',
        observed: 'end of stream',
      },
    ],
  }),
  mutant({
    id: 'wire/reads-what-is-left-of-a-field',
    fault: 'takes the bytes that are there where a field says that it is longer',
    breaks: ['WIRE-10'],
    module: 'wire/codec/cursor',
    entry: 'readBytes',
    by:
      ({ readBytes, readVarint }) =>
      (cursor) => {
        const { at } = cursor;
        const length = readVarint(cursor);
        const start = cursor.at;
        if (start + length > cursor.end) {
          cursor.at = cursor.end;
          return cursor.bytes.subarray(start, cursor.end);
        }
        cursor.at = at;
        return readBytes(cursor);
      },
    killedBy: [
      {
        case: 'wire/truncated-field-ends-the-link',
        expected: 'with status UNKNOWN',
        observed: LIVES_ON,
      },
    ],
  }),
  mutant({
    id: 'wire/reads-varints-of-any-length',
    fault: 'takes a varint modulo 2^64, however long, and one that is cut off',
    breaks: ['WIRE-10'],
    module: 'wire/codec/cursor',
    entry: 'readUint64',
    by: () => looseVarint,
    killedBy: [
      {
        case: 'wire/overlong-varint-ends-the-link',
        expected: 'with status UNKNOWN',
        observed: LIVES_ON,
      },
      {
        case: 'wire/truncated-varint-ends-the-link',
        expected: 'with status UNKNOWN',
        observed: LIVES_ON,
      },
    ],
  }),
  mutant({
    id: 'wire/skips-what-it-cannot-read',
    fault: 'passes over wire types 6 and 7 and over the end of a group that none began',
    breaks: ['WIRE-10'],
    module: 'wire/codec/cursor',
    entry: 'skipValue',
    by:
      ({ skipValue, readVarint, END_GROUP }) =>
      (cursor, tag, depthMax, tooDeep) => {
        const wireType = tag & 7;
        if (wireType > 5) readVarint(cursor);
        else if (wireType !== END_GROUP) skipValue(cursor, tag, depthMax, tooDeep);
      },
    killedBy: [
      {
        case: 'wire/unknown-wire-type-ends-the-link',
        expected: 'with status UNKNOWN',
        observed: LIVES_ON,
      },
      {
        case: 'wire/stray-group-end-ends-the-link',
        expected: 'with status UNKNOWN',
        observed: LIVES_ON,
      },
    ],
  }),
  mutant({
    id: 'wire/takes-field-number-zero-for-unknown',
    fault: 'keeps field number 0 as a field that it does not know',
    breaks: ['WIRE-11'],
    module: 'wire/codec/cursor',
    entry: 'readTag',
    by: ({ readVarint }) => readVarint,
    killedBy: [
      {
        case: 'wire/field-number-zero-ends-the-link',
        expected: 'with status UNKNOWN',
        observed: LIVES_ON,
      },
    ],
  }),
  mutant({
    id: 'wire/replaces-what-is-not-utf-8',
    fault: 'puts replacement characters where a string is not UTF-8',
    breaks: ['WIRE-12'],
    module: 'wire/codec/cursor',
    entry: 'readString',
    by:
      ({ readBytes }) =>
      (cursor) =>
        new TextDecoder().decode(readBytes(cursor)),
    killedBy: [
      {
        case: 'wire/string-that-is-not-utf-8-ends-the-link',
        expected: 'with status UNKNOWN',
        observed: LIVES_ON,
      },
    ],
  }),
];
