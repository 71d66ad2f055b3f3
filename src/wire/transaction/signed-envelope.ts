/**
 * Signed common.Envelopes: the form of transactions, configurations and requests for blocks, read and
 * built. Judges no signature: whoever knows the creators does.
 */
import { createCodec } from '../codec/codec.js';
import {
  ChannelHeaderSchema,
  EnvelopeSchema,
  type HeaderType,
  PayloadSchema,
  SignatureHeaderSchema,
} from '../gen/common/common_pb.js';
import type { ChannelHeader } from '../message-types.js';
import { accept, reject, type Verdict } from '../verdict.js';
import { encodeFields } from './encoding.js';

const envelopes = /*@__PURE__*/ createCodec(EnvelopeSchema);
const payloads = /*@__PURE__*/ createCodec(PayloadSchema);
const channelHeaders = /*@__PURE__*/ createCodec(ChannelHeaderSchema);
const signatureHeaders = /*@__PURE__*/ createCodec(SignatureHeaderSchema);

export interface SignedEnvelope {
  /** What is signed. */
  readonly payload: Uint8Array;
  readonly signature: Uint8Array;
  readonly channelHeader: ChannelHeader;
  /** Serialized identity. */
  readonly creator: Uint8Array;
  readonly nonce: Uint8Array;
  readonly data: Uint8Array;
}

/** Refuses what does not decode (WIRE-10 to WIRE-14), or lacks a header (WIRE-75). */
export function readSignedEnvelope(bytes: Uint8Array): Verdict<SignedEnvelope> {
  const envelope = envelopes.decode(bytes);
  if (envelope.verdict !== 'accept') return envelope;
  const { payload: payloadBytes, signature } = envelope.value;
  const payload = payloads.decode(payloadBytes);
  if (payload.verdict !== 'accept') return payload;
  const { header, data } = payload.value;
  if (header === undefined) return reject('WIRE-75', 'envelope without header');
  const channelHeader = channelHeaders.decode(header.channelHeader);
  if (channelHeader.verdict !== 'accept') return channelHeader;
  const signatureHeader = signatureHeaders.decode(header.signatureHeader);
  if (signatureHeader.verdict !== 'accept') return signatureHeader;
  return accept({
    payload: payloadBytes,
    signature,
    channelHeader: channelHeader.value,
    ...signatureHeader.value,
    data,
  });
}

/** Somebody who signs: a serialized identity and its key. */
export interface Author {
  readonly identity: Uint8Array;
  sign(message: Uint8Array): Uint8Array;
}

export interface EnvelopeContent {
  readonly type: HeaderType;
  readonly channel: string;
  /** Milliseconds since 1970. */
  readonly nowMs: number;
  /** 24 bytes, in Fabric. */
  readonly nonce: Uint8Array;
  readonly data: Uint8Array;
  readonly version?: number;
  readonly txId?: string;
  readonly extension?: Uint8Array;
  /** SHA-256 of the DER of the client's TLS leaf, where the server asks for it. */
  readonly tlsCertHash?: Uint8Array;
}

/** The channel header and the signature header of `content`, serialized. */
export function headersOf(content: EnvelopeContent, creator: Uint8Array) {
  const { type, channel, nowMs, nonce, version, txId, extension, tlsCertHash } = content;
  const seconds = Math.floor(nowMs / 1_000);
  return {
    channelHeader: encodeFields(ChannelHeaderSchema, {
      type,
      version: version ?? 0,
      timestamp: { seconds: BigInt(seconds), nanos: (nowMs - seconds * 1_000) * 1_000_000 },
      channelId: channel,
      txId: txId ?? '',
      ...(extension && { extension }),
      ...(tlsCertHash && { tlsCertHash }),
    }),
    signatureHeader: encodeFields(SignatureHeaderSchema, { creator, nonce }),
  };
}

/** A serialized common.Envelope, signed by its author. */
export function signedEnvelope(content: EnvelopeContent, author: Author): Uint8Array {
  const header = headersOf(content, author.identity);
  const payload = encodeFields(PayloadSchema, { header, data: content.data });
  return encodeFields(EnvelopeSchema, { payload, signature: author.sign(payload) });
}
