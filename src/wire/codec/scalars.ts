/**
 * The scalar types that Fabric's messages use: how each is read, written and left out.
 *
 * Spec: spec/02-wire.md, section Encoding (WIRE-19, WIRE-22, WIRE-23). Fixed-width, zig-zag and floating-point
 * types do not occur.
 */
import { ScalarType } from '@bufbuild/protobuf';
import {
  BYTES,
  type Cursor,
  readBytes,
  readInt64,
  readString,
  readUint64,
  readVarint,
  VARINT,
} from './cursor.js';
import { type Sink, writeBigInt, writeRaw, writeText, writeVarint, writeVarint64 } from './sink.js';

export interface Scalar {
  readonly wireType: typeof VARINT | typeof BYTES;
  /** The value of an absent field. */
  readonly zero: unknown;
  isZero(value: unknown): boolean;
  read(cursor: Cursor): unknown;
  write(sink: Sink, value: unknown): void;
}

const scalar = <T>(spec: {
  wireType: Scalar['wireType'];
  zero: T;
  isZero?: (value: T) => boolean;
  read: (cursor: Cursor) => T;
  write: (sink: Sink, value: T) => void;
}): Scalar => ({ isZero: (value: T) => value === spec.zero, ...spec }) as Scalar;

/** Negative values take ten bytes, as in every protobuf. */
const writeInt32 = (sink: Sink, value: number): void =>
  writeVarint64(sink, value >>> 0, value < 0 ? 0xffffffff : 0);

const int32 = scalar<number>({
  wireType: VARINT,
  zero: 0,
  read: (cursor) => readVarint(cursor) | 0,
  write: writeInt32,
});

/** WIRE-22: a value without a name is kept as its number. */
export const enumeration: Scalar = int32;

const SCALARS: Partial<Record<ScalarType, Scalar>> = {
  [ScalarType.INT32]: int32,
  [ScalarType.UINT32]: scalar<number>({
    wireType: VARINT,
    zero: 0,
    read: readVarint,
    write: (sink, value) => writeVarint(sink, value >>> 0),
  }),
  [ScalarType.UINT64]: scalar<bigint>({
    wireType: VARINT,
    zero: 0n,
    read: readUint64,
    write: writeBigInt,
  }),
  [ScalarType.INT64]: scalar<bigint>({
    wireType: VARINT,
    zero: 0n,
    read: readInt64,
    write: writeBigInt,
  }),
  [ScalarType.BOOL]: scalar<boolean>({
    wireType: VARINT,
    zero: false,
    read: (cursor) => readVarint(cursor) !== 0 || cursor.high !== 0,
    write: (sink, value) => writeVarint(sink, value ? 1 : 0),
  }),
  [ScalarType.STRING]: scalar<string>({
    wireType: BYTES,
    zero: '',
    read: readString,
    write: (sink, value) => writeVarint(sink, writeText(sink, value)),
  }),
  [ScalarType.BYTES]: scalar<Uint8Array>({
    wireType: BYTES,
    zero: new Uint8Array(0),
    isZero: (value) => value.length === 0,
    read: readBytes,
    write: (sink, value) => {
      writeRaw(sink, value);
      writeVarint(sink, value.length);
    },
  }),
};

/** @throws TypeError for a type that no message of this project uses. */
export function scalarOf(type: ScalarType): Scalar {
  const found = SCALARS[type];
  if (found === undefined) throw new TypeError(`scalar type ${ScalarType[type]} is not supported`);
  return found;
}
