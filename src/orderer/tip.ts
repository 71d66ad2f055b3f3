/** Where a chain ends that ends with a given block. */
import { blockDataHash, blockHeaderHash, decodeBlock } from '../wire/block.js';
import { createCodec } from '../wire/codec/codec.js';
import type { Crypto } from '../wire/crypto/port.js';
import {
  BlockMetadataIndex,
  LastConfigSchema,
  MetadataSchema,
} from '../wire/gen/common/common_pb.js';
import { sameBytes } from '../wire/hex.js';
import type { Tip } from './block-maker.js';

const metadatas = /*@__PURE__*/ createCodec(MetadataSchema);
const lastConfigs = /*@__PURE__*/ createCodec(LastConfigSchema);

/** Undefined if the bytes are no block with a header and LAST_CONFIG; a genesis block may leave that out. */
export function tipAfter(crypto: Crypto, bytes: Uint8Array): Tip | undefined {
  const block = decodeBlock(bytes);
  if (block.verdict !== 'accept' || block.value.header === undefined) return undefined;
  const { header, metadata } = block.value;
  const entry = metadatas.decode(
    metadata?.metadata[BlockMetadataIndex.LAST_CONFIG] ?? new Uint8Array(),
  );
  if (entry.verdict !== 'accept') return undefined;
  const lastConfig = lastConfigs.decode(entry.value.value);
  if (lastConfig.verdict !== 'accept') return undefined;
  return {
    height: header.number + 1n,
    lastHash: blockHeaderHash(crypto, header),
    lastConfig: lastConfig.value.index,
  };
}

/** ORDR-74: whether a block is a first one, and its data are those that its header names. */
export function isGenesis(crypto: Crypto, bytes: Uint8Array): boolean {
  const block = decodeBlock(bytes);
  if (block.verdict !== 'accept') return false;
  const { header, data } = block.value;
  return (
    header?.number === 0n &&
    data !== undefined &&
    sameBytes(header.dataHash, blockDataHash(crypto, data))
  );
}
