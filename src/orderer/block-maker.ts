/**
 * Makes and signs blocks as an orderer does: LAST_CONFIG and SIGNATURES in the metadata, over
 * OrdererBlockMetadata (Fabric's orderer/common/multichannel/blockwriter.go).
 *
 * Implements spec/15-ordering-service.md, section Blocks.
 */
import { blockDataHash, blockHeaderBytes, blockHeaderHash, encodeBlock } from '../wire/block.js';
import type { Crypto } from '../wire/crypto/port.js';
import {
  BlockMetadataIndex,
  BlockMetadataSchema,
  LastConfigSchema,
  MetadataSchema,
  OrdererBlockMetadataSchema,
  SignatureHeaderSchema,
} from '../wire/gen/common/common_pb.js';
import type { BlockData, BlockHeader } from '../wire/message-types.js';
import { encodeFields } from '../wire/transaction/encoding.js';
import type { Author } from '../wire/transaction/signed-envelope.js';
import type { Batch } from './cutter.js';

/** Where a chain ends. */
export interface Tip {
  /** Blocks in it, genesis included. */
  readonly height: bigint;
  /** SHA-256 of the header of the last block. */
  readonly lastHash: Uint8Array;
  /** Number of the newest config block. */
  readonly lastConfig: bigint;
}

export interface MadeBlock {
  /** Serialized common.Block. */
  readonly bytes: Uint8Array;
  /** Where the chain ends with this block. */
  readonly tip: Tip;
}

/** Entries of a block's metadata: those that Fabric names. */
const METADATA_COUNT = 5;

export interface MakeOptions {
  readonly crypto: Crypto;
  readonly author: Author;
  /** Fresh for each block; 24 bytes in Fabric. */
  readonly nonce: Uint8Array;
  readonly isConfig: boolean;
}

/** ORDR-20 to ORDR-22: the next block after `tip`. */
export function makeBlock(tip: Tip, batch: Batch, options: MakeOptions): MadeBlock {
  const { crypto, author, nonce, isConfig } = options;
  const data: BlockData = { $typeName: 'common.BlockData', data: [...batch] };
  const header: BlockHeader = {
    $typeName: 'common.BlockHeader',
    number: tip.height,
    previousHash: tip.lastHash,
    dataHash: blockDataHash(crypto, data),
  };
  const lastConfig = isConfig ? tip.height : tip.lastConfig;
  const metadata: Uint8Array[] = Array.from({ length: METADATA_COUNT }, () => new Uint8Array());
  metadata[BlockMetadataIndex.LAST_CONFIG] = encodeFields(MetadataSchema, {
    value: encodeFields(LastConfigSchema, { index: lastConfig }),
  });
  metadata[BlockMetadataIndex.SIGNATURES] = signatures(header, lastConfig, author, nonce);
  const block = {
    $typeName: 'common.Block' as const,
    header,
    data,
    metadata: { $typeName: BlockMetadataSchema.typeName as 'common.BlockMetadata', metadata },
  };
  return {
    bytes: encodeBlock(block),
    tip: { height: tip.height + 1n, lastHash: blockHeaderHash(crypto, header), lastConfig },
  };
}

/** ORDR-23, WIRE-79: value, signature header and block header are what the orderer signs. */
function signatures(
  header: BlockHeader,
  lastConfig: bigint,
  author: Author,
  nonce: Uint8Array,
): Uint8Array {
  const value = encodeFields(OrdererBlockMetadataSchema, {
    lastConfig: { index: lastConfig },
    consenterMetadata: encodeFields(MetadataSchema, {}),
  });
  const signatureHeader = encodeFields(SignatureHeaderSchema, { creator: author.identity, nonce });
  const parts = [value, signatureHeader, blockHeaderBytes(header)];
  const signed = new Uint8Array(parts.reduce((sum, part) => sum + part.length, 0));
  let at = 0;
  for (const part of parts) {
    signed.set(part, at);
    at += part.length;
  }
  return encodeFields(MetadataSchema, {
    value,
    signatures: [{ signatureHeader, signature: author.sign(signed) }],
  });
}
