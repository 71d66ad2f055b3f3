/**
 * Keys and records of a stored ledger.
 *
 * Implements spec/13-ledger.md, LEDG-50 to LEDG-52. A key begins with a letter for its kind:
 * `f` format, `h` head, `b` blocks by number, `s` world state, `t` transaction ids.
 */
import { createCodec } from '../wire/codec/codec.js';
import {
  type StateRecord,
  StateRecordSchema,
  type StoreFormat,
  StoreFormatSchema,
  type StoreHead,
  StoreHeadSchema,
  type TransactionRecord,
  TransactionRecordSchema,
} from '../wire/gen/ledger/store/records_pb.js';
import { toHex } from '../wire/hex.js';
import { type ByteText, bytesOf, byteTextOfUtf8, utf8Of } from './byte-text.js';
import { checksum } from './checksum.js';
import { decoded } from './decoded.js';
import type { StateUpdate, StateValue } from './state.js';

/** Raised whenever a record changes its form. */
export const FORMAT_VERSION = 1;

export const FORMAT_KEY: ByteText = 'f';
export const HEAD_KEY: ByteText = 'h';
/** Between these two is everything. */
export const FIRST_KEY: ByteText = '';
export const END_KEY: ByteText = '\xff';

const formats = /*@__PURE__*/ createCodec(StoreFormatSchema);
const heads = /*@__PURE__*/ createCodec(StoreHeadSchema);
const states = /*@__PURE__*/ createCodec(StateRecordSchema);
const transactions = /*@__PURE__*/ createCodec(TransactionRecordSchema);

/** Eight bytes, most significant first, so that keys stand in the order of numbers. */
export function blockKey(number: bigint): ByteText {
  let key = '';
  for (let shift = 56n; shift >= 0n; shift -= 8n) {
    key += String.fromCharCode(Number((number >> shift) & 0xffn));
  }
  return `b${key}`;
}

export const transactionKey = (txId: string): ByteText => `t${byteTextOfUtf8(txId)}`;

/** Every key of a space begins with it, and no key of another space does. */
export const spacePrefix = (namespace: string, collection: string): ByteText =>
  `s${counted(byteTextOfUtf8(namespace))}${counted(byteTextOfUtf8(collection))}`;

const counted = (name: ByteText): ByteText => {
  const { length } = name;
  return (
    String.fromCharCode(
      length >>> 24,
      (length >>> 16) & 0xff,
      (length >>> 8) & 0xff,
      length & 0xff,
    ) + name
  );
};

export const stateKey = (namespace: string, collection: string, key: ByteText): ByteText =>
  spacePrefix(namespace, collection) + key;

/** What people read for a key of the world state: namespace, collection if any, and key. */
export function placeText(key: ByteText): string {
  const names: string[] = [];
  let at = 1;
  for (let i = 0; i < 2; i++) {
    let length = 0;
    for (let j = 0; j < 4; j++) length = length * 256 + key.charCodeAt(at + j);
    names.push(utf8Of(key.slice(at + 4, at + 4 + length)));
    at += 4 + length;
  }
  const [namespace, collection] = names;
  const place = collection === '' ? `namespace "${namespace}"` : `"${namespace}"/"${collection}"`;
  const rest = key.slice(at);
  return `${place}, key ${collection === '' ? JSON.stringify(utf8Of(rest)) : toHex(bytesOf(rest))}`;
}

/** The end of what begins with a prefix; a prefix ends with a count or a name, whose last byte is below 255. */
export const afterPrefix = (prefix: ByteText): ByteText =>
  prefix.slice(0, -1) + String.fromCharCode(prefix.charCodeAt(prefix.length - 1) + 1);

/** LEDG-52: the record with its checksum in front, four bytes, most significant first. */
export function seal(key: ByteText, record: Uint8Array): Uint8Array {
  const sealed = new Uint8Array(4 + record.length);
  new DataView(sealed.buffer).setUint32(0, checksum(key, record));
  sealed.set(record, 4);
  return sealed;
}

/** LEDG-52: undefined if the record is not what was written under this key. */
export function unseal(key: ByteText, sealed: Uint8Array): Uint8Array | undefined {
  if (sealed.length < 4) return undefined;
  const record = sealed.subarray(4);
  const sum = new DataView(sealed.buffer, sealed.byteOffset, 4).getUint32(0);
  return sum === checksum(key, record) ? record : undefined;
}

export const encodeFormat = (channel: string): Uint8Array =>
  formats.encode({ version: FORMAT_VERSION, channel } as StoreFormat);

export const encodeHead = (head: Omit<StoreHead, '$typeName'>): Uint8Array =>
  heads.encode(head as StoreHead);

export function encodeState({ value, metadata, blockNum, txNum }: StateUpdate): Uint8Array {
  const record = { value, metadata: metadata ?? new Uint8Array(0), blockNum, txNum };
  return states.encode({ ...record, hasMetadata: metadata !== undefined } as StateRecord);
}

export const encodeTransaction = (record: Omit<TransactionRecord, '$typeName'>): Uint8Array =>
  transactions.encode(record as TransactionRecord);

export const decodeFormat = (record: Uint8Array) => decoded(formats.decode(record));
export const decodeHead = (record: Uint8Array) => decoded(heads.decode(record));
export const decodeTransaction = (record: Uint8Array) => decoded(transactions.decode(record));

export function decodeState(record: Uint8Array): StateValue | undefined {
  const state = decoded(states.decode(record));
  if (state === undefined) return undefined;
  const { value, metadata, hasMetadata, blockNum, txNum } = state;
  return { value, metadata: hasMetadata ? metadata : undefined, blockNum, txNum };
}
