/**
 * Who of the ordering service signed a block.
 *
 * Implements spec/02-wire.md, section Blocks (WIRE-77 to WIRE-82). Knows neither MSPs nor policies: the
 * caller resolves creators to keys, and says which sets of signers suffice.
 */
import { blockHeaderBytes } from './block.js';
import { createCodec } from './codec/codec.js';
import type { Crypto, PublicKey } from './crypto/port.js';
import {
  BlockMetadataIndex,
  IdentifierHeaderSchema,
  MetadataSchema,
  SignatureHeaderSchema,
} from './gen/common/common_pb.js';
import { toHex } from './hex.js';
import type { Block, MetadataSignature } from './message-types.js';
import { accept, type Refusal, reject, type Verdict } from './verdict.js';

const metadatas = /*@__PURE__*/ createCodec(MetadataSchema);
const signatureHeaders = /*@__PURE__*/ createCodec(SignatureHeaderSchema);
const identifierHeaders = /*@__PURE__*/ createCodec(IdentifierHeaderSchema);

export interface BlockSigners {
  /** The key behind a serialized identity, or undefined if no MSP of the channel vouches for it. */
  keyOf(creator: Uint8Array): PublicKey | undefined;
  /** Whether these creators, each of which signed, satisfy the channel's BlockValidation policy. */
  suffices(creators: readonly Uint8Array[]): boolean;
  /**
   * Channels of a BFT ordering service only: the serialized identity of the orderer with this number,
   * or undefined if the channel has none.
   */
  consenter?(identifier: number): Uint8Array | undefined;
}

/** What one signature claims: who signed which bytes. */
interface Claim {
  readonly creator: Uint8Array;
  readonly signedBytes: Uint8Array;
  readonly signature: Uint8Array;
}

/** Accepts with the creators whose signatures verify, each once, in the block's order. */
export function verifyBlockSignatures(
  crypto: Crypto,
  block: Block,
  signers: BlockSigners,
): Verdict<readonly Uint8Array[]> {
  const claims = claimsOf(block, signers);
  if (claims.verdict !== 'accept') return claims;
  const verified = new Map<string, Uint8Array>();
  for (const { creator, signedBytes, signature } of claims.value) {
    const name = toHex(creator);
    // WIRE-80: one identity counts once, however often it signed.
    if (verified.has(name)) continue;
    const key = signers.keyOf(creator);
    if (key !== undefined && crypto.verify(key, signedBytes, signature))
      verified.set(name, creator);
  }
  const creators = [...verified.values()];
  return signers.suffices(creators)
    ? accept(creators)
    : reject('WIRE-81', `signers do not satisfy the policy: ${creators.length} verified`);
}

function claimsOf(block: Block, signers: BlockSigners): Verdict<readonly Claim[]> {
  const { header, metadata } = block;
  if (header === undefined) return reject('WIRE-72', 'block without header');
  const entry = metadata?.metadata[BlockMetadataIndex.SIGNATURES];
  if (entry === undefined) return reject('WIRE-77', 'no signatures in block metadata');
  const decoded = metadatas.decode(entry);
  if (decoded.verdict !== 'accept') return undecodable('metadata', decoded);
  const { value, signatures } = decoded.value;
  const headerBytes = blockHeaderBytes(header);
  const claims: Claim[] = [];
  for (const entry of signatures) {
    const claimed = creatorOf(entry, signers);
    if (claimed.verdict !== 'accept') return claimed;
    const { creator, header } = claimed.value;
    if (creator === undefined) continue;
    const signedBytes = joined(value, header, headerBytes);
    claims.push({ creator, signedBytes, signature: entry.signature });
  }
  return accept(claims);
}

/** The creator that one signature names, and the header that its bytes contain; no creator if it does not count. */
function creatorOf(
  { signatureHeader, identifierHeader }: MetadataSignature,
  signers: BlockSigners,
): Verdict<{ creator: Uint8Array | undefined; header: Uint8Array }> {
  // WIRE-82: an orderer named by its number.
  if (signers.consenter && signatureHeader.length === 0 && identifierHeader.length > 0) {
    const header = identifierHeaders.decode(identifierHeader);
    if (header.verdict !== 'accept') return undecodable('identifier header', header);
    const creator = signers.consenter(header.value.identifier);
    return accept({ creator, header: identifierHeader });
  }
  const header = signatureHeaders.decode(signatureHeader);
  if (header.verdict !== 'accept') return undecodable('signature header', header);
  return accept({ creator: header.value.creator, header: signatureHeader });
}

const undecodable = (what: string, { reason }: Refusal): Refusal =>
  reject('WIRE-78', `${what} of a block signature: ${reason}`);

/** WIRE-79: what an orderer signs. */
function joined(value: Uint8Array, header: Uint8Array, headerBytes: Uint8Array): Uint8Array {
  const all = new Uint8Array(value.length + header.length + headerBytes.length);
  all.set(value);
  all.set(header, value.length);
  all.set(headerBytes, value.length + header.length);
  return all;
}
