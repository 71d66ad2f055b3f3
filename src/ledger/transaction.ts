/**
 * One transaction of a block, taken apart only as far as somebody asks.
 *
 * Implements spec/13-ledger.md, LEDG-11 and LEDG-13 to LEDG-19. Knows neither the ledger nor the channel's
 * members (facts.ts).
 */
import { createCodec } from '../wire/codec/codec.js';
import type { Crypto } from '../wire/crypto/port.js';
import {
  ChannelHeaderSchema,
  EnvelopeSchema,
  HeaderType,
  PayloadSchema,
  SignatureHeaderSchema,
} from '../wire/gen/common/common_pb.js';
import { toHex } from '../wire/hex.js';
import { decoded } from './decoded.js';
import { type EndorserTransaction, endorserTransaction } from './endorser-transaction.js';
import { once } from './once.js';

const envelopes = /*@__PURE__*/ createCodec(EnvelopeSchema);
const payloads = /*@__PURE__*/ createCodec(PayloadSchema);
const channelHeaders = /*@__PURE__*/ createCodec(ChannelHeaderSchema);
const signatureHeaders = /*@__PURE__*/ createCodec(SignatureHeaderSchema);

export type TransactionType = 'endorser' | 'config' | 'other';

/** What the two headers say, once both decode. */
export interface TransactionHeader {
  readonly type: number;
  readonly channel: string;
  readonly txId: string;
  readonly epoch: bigint;
  readonly extension: Uint8Array;
  readonly creator: Uint8Array;
  readonly nonce: Uint8Array;
  readonly channelHeader: Uint8Array;
}

export interface Transaction {
  readonly hasEnvelope: boolean;
  readonly hasPayload: boolean;
  readonly signature: Uint8Array;
  /** What the creator signed. */
  readonly signedBytes: Uint8Array;
  /** Undefined if the channel header does not decode, or names none. */
  readonly channel: string | undefined;
  /** Undefined unless both headers decode. */
  readonly header: TransactionHeader | undefined;
  /** LEDG-11 */
  readonly isHeaderSound: boolean;
  readonly type: TransactionType;
  /** LEDG-13 */
  readonly isTxIdDerived: boolean;
  /** LEDG-19: the id under which the ledger records it; undefined if it has none. */
  readonly recordedId: string | undefined;
  /** The payload's data: of a config transaction, a serialized common.ConfigEnvelope. */
  readonly data: Uint8Array;
  /** For type `endorser` only. */
  endorsed(): EndorserTransaction;
}

const EMPTY = new Uint8Array(0);

export function parseTransaction(crypto: Crypto, bytes: Uint8Array): Transaction {
  const envelope = decoded(envelopes.decode(bytes));
  const payload = envelope && decoded(payloads.decode(envelope.payload));
  const channelHeaderBytes = payload?.header?.channelHeader ?? EMPTY;
  const channelHeader = payload?.header && decoded(channelHeaders.decode(channelHeaderBytes));
  const signatureHeader =
    payload?.header && decoded(signatureHeaders.decode(payload.header.signatureHeader));
  const header: TransactionHeader | undefined =
    channelHeader && signatureHeader
      ? {
          type: channelHeader.type,
          channel: channelHeader.channelId,
          txId: channelHeader.txId,
          epoch: channelHeader.epoch,
          extension: channelHeader.extension,
          creator: signatureHeader.creator,
          nonce: signatureHeader.nonce,
          channelHeader: channelHeaderBytes,
        }
      : undefined;
  const derivedId = once(() => header && toHex(crypto.sha256(header.nonce, header.creator)));
  const data = payload?.data ?? EMPTY;
  const endorsed = once(() => endorserTransaction(crypto, data, header!));
  return {
    hasEnvelope: envelope !== undefined,
    hasPayload: payload !== undefined,
    signature: envelope?.signature ?? EMPTY,
    signedBytes: envelope?.payload ?? EMPTY,
    channel: channelHeader?.channelId || undefined,
    header,
    isHeaderSound: header !== undefined && hasSoundHeader(header),
    type: typeOf(header?.type),
    get isTxIdDerived() {
      return header !== undefined && header.txId === derivedId();
    },
    get recordedId() {
      // A channel header with an id suffices, whatever the other header is.
      return channelHeader?.txId ? channelHeader.txId : derivedId();
    },
    data,
    endorsed,
  };
}

/** LEDG-11 */
const hasSoundHeader = ({ type, epoch, nonce, creator }: TransactionHeader): boolean =>
  KNOWN_TYPES.includes(type) && epoch === 0n && nonce.length > 0 && creator.length > 0;

const KNOWN_TYPES: readonly number[] = [
  HeaderType.ENDORSER_TRANSACTION,
  HeaderType.CONFIG_UPDATE,
  HeaderType.CONFIG,
];

function typeOf(type: number | undefined): TransactionType {
  if (type === HeaderType.ENDORSER_TRANSACTION) return 'endorser';
  return type === HeaderType.CONFIG ? 'config' : 'other';
}
