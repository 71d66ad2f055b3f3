/** The genesis block of a channel, with the metadata that Fabric's tools give it. */
import { randomBytes } from 'node:crypto';
import { create } from '@bufbuild/protobuf';
import { blockDataHash, encodeBlock } from '../../wire/block.js';
import {
  BlockMetadataIndex,
  BlockSchema,
  EnvelopeSchema,
  HeaderType,
  LastConfigSchema,
  MetadataSchema,
  OrdererBlockMetadataSchema,
  PayloadSchema,
} from '../../wire/gen/common/common_pb.js';
import { ConfigEnvelopeSchema } from '../../wire/gen/common/configtx_pb.js';
import { toHex } from '../../wire/hex.js';
import { encodeFields } from '../../wire/transaction/encoding.js';
import { headersOf } from '../../wire/transaction/signed-envelope.js';
import { nodeCrypto } from '../crypto-node.js';
import { type ChannelDescription, channelGroup } from './channel-group.js';

/** Serialized common.Block. @throws RangeError if an endpoint in the description is none. */
export function genesisBlock(description: ChannelDescription, nowMs: number): Uint8Array {
  const data = encodeFields(ConfigEnvelopeSchema, {
    config: { sequence: 0n, channelGroup: channelGroup(description) },
  });
  const nonce = new Uint8Array(randomBytes(24));
  const header = headersOf(
    {
      type: HeaderType.CONFIG,
      version: 1,
      channel: description.name,
      nowMs,
      nonce,
      txId: toHex(nodeCrypto.sha256(nonce)),
      data,
    },
    new Uint8Array(),
  );
  const envelope = encodeFields(EnvelopeSchema, {
    payload: encodeFields(PayloadSchema, { header, data }),
  });
  const lastConfig = { index: 0n };
  const metadata: Uint8Array[] = Array.from({ length: 5 }, () => new Uint8Array());
  metadata[BlockMetadataIndex.LAST_CONFIG] = encodeFields(MetadataSchema, {
    value: encodeFields(LastConfigSchema, lastConfig),
  });
  metadata[BlockMetadataIndex.SIGNATURES] = encodeFields(MetadataSchema, {
    value: encodeFields(OrdererBlockMetadataSchema, { lastConfig }),
  });
  const block = create(BlockSchema, {
    header: { number: 0n },
    data: { data: [envelope] },
    metadata: { metadata },
  });
  block.header!.dataHash = blockDataHash(nodeCrypto, block.data!);
  return encodeBlock(block);
}
