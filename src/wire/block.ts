/**
 * Blocks: their form, and the hashes that chain them and bind their data.
 *
 * Implements spec/02-wire.md, section Blocks (WIRE-70 to WIRE-76). Judges no signature
 * (block-signature.ts) and not the chain: whoever holds the predecessor compares `previousHash`.
 */
import { createCodec } from './codec/codec.js';
import type { Crypto } from './crypto/port.js';
import {
  BlockSchema,
  ChannelHeaderSchema,
  EnvelopeSchema,
  HeaderType,
  PayloadSchema,
} from './gen/common/common_pb.js';
import { sameBytes } from './hex.js';
import { encodeElement, encodeNatural, OCTET_STRING, SEQUENCE } from './identity/der.js';
import type { Block, BlockData, BlockHeader, ChannelHeader } from './message-types.js';
import { accept, reject, type Verdict } from './verdict.js';

const blocks = /*@__PURE__*/ createCodec(BlockSchema);
const envelopes = /*@__PURE__*/ createCodec(EnvelopeSchema);
const payloads = /*@__PURE__*/ createCodec(PayloadSchema);
const channelHeaders = /*@__PURE__*/ createCodec(ChannelHeaderSchema);

/** Refusals carry WIRE-10 to WIRE-14. */
export const decodeBlock = (bytes: Uint8Array): Verdict<Block> => blocks.decode(bytes);
export const encodeBlock = (block: Block): Uint8Array => blocks.encode(block);

/** WIRE-70: DER SEQUENCE{INTEGER number, OCTET STRING previous_hash, OCTET STRING data_hash}. */
export function blockHeaderBytes(header: BlockHeader): Uint8Array {
  return encodeElement(
    SEQUENCE,
    encodeNatural(header.number),
    encodeElement(OCTET_STRING, header.previousHash),
    encodeElement(OCTET_STRING, header.dataHash),
  );
}

/** WIRE-70: the hash by which the next block names this one. */
export const blockHeaderHash = (crypto: Crypto, header: BlockHeader): Uint8Array =>
  crypto.sha256(blockHeaderBytes(header));

/** WIRE-71: SHA-256 of all entries, one after the other. */
export const blockDataHash = (crypto: Crypto, data: BlockData): Uint8Array =>
  crypto.sha256(...data.data);

/** The channel header of a block's first transaction, if the block has one that decodes. */
export function channelHeaderOf(block: Block): ChannelHeader | undefined {
  const first = block.data?.data[0];
  return first === undefined ? undefined : channelHeaderIn(first);
}

function channelHeaderIn(transaction: Uint8Array): ChannelHeader | undefined {
  const envelope = envelopes.decode(transaction);
  if (envelope.verdict !== 'accept') return undefined;
  const payload = payloads.decode(envelope.value.payload);
  if (payload.verdict !== 'accept' || payload.value.header === undefined) return undefined;
  const header = channelHeaders.decode(payload.value.header.channelHeader);
  return header.verdict === 'accept' ? header.value : undefined;
}

/** What a block is claimed to be. */
export interface BlockClaim {
  readonly channel: string;
  readonly number: bigint;
}

/** WIRE-72 to WIRE-76 in order: whether a block is what it is claimed to be, signatures aside. */
export function judgeBlock(crypto: Crypto, block: Block, claim: BlockClaim): Verdict<Block> {
  const { header, metadata, data } = block;
  if (header === undefined) return reject('WIRE-72', 'block without header');
  if (header.number !== claim.number) {
    return reject('WIRE-72', `block ${header.number} claimed to be ${claim.number}`);
  }
  if (channelHeaderOf(block)?.channelId !== claim.channel) {
    return reject('WIRE-73', 'first transaction names another channel, or none');
  }
  if (metadata === undefined || metadata.metadata.length === 0) {
    return reject('WIRE-74', 'block without metadata');
  }
  const transactions = data?.data ?? [];
  if (!isConfiguration(transactions) && !transactions.every(isWellFormed)) {
    return reject('WIRE-75', 'transaction is not a canonical signed envelope');
  }
  if (data === undefined || !sameBytes(blockDataHash(crypto, data), header.dataHash)) {
    return reject('WIRE-76', 'data hash differs from the data');
  }
  return accept(block);
}

/** A configuration block holds one transaction and is exempt from WIRE-75. */
const isConfiguration = (transactions: readonly Uint8Array[]): boolean =>
  transactions.length === 1 && channelHeaderIn(transactions[0]!)?.type === HeaderType.CONFIG;

/** WIRE-75: signed, not empty, and encoded canonically. */
function isWellFormed(transaction: Uint8Array): boolean {
  const envelope = envelopes.decode(transaction);
  if (envelope.verdict !== 'accept') return false;
  const { payload, signature } = envelope.value;
  const complete = payload.length > 0 && signature.length > 0;
  return complete && sameBytes(envelopes.encode(envelope.value), transaction);
}
