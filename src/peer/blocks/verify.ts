/**
 * Whether a block is what it is claimed to be, and signed by the ordering service of its channel; and what
 * its header says.
 *
 * Implements spec/11-state-transfer.md, XFER-1, XFER-12, XFER-13. The checks are spec/02-wire.md, WIRE-72
 * to WIRE-82.
 */
import { blockHeaderHash, channelHeaderOf, decodeBlock, judgeBlock } from '../../wire/block.js';
import { type BlockSigners, verifyBlockSignatures } from '../../wire/block-signature.js';
import { blockSignersOf } from '../../wire/channel/block-signers.js';
import type { ChannelConfig } from '../../wire/channel/port.js';
import { createCodec } from '../../wire/codec/codec.js';
import type { Crypto } from '../../wire/crypto/port.js';
import { HeaderType } from '../../wire/gen/common/common_pb.js';
import { PvtDataPayloadSchema } from '../../wire/gen/gossip/message_pb.js';
import { TxPvtReadWriteSetSchema } from '../../wire/gen/ledger/rwset/rwset_pb.js';
import type { Block, Payload } from '../../wire/message-types.js';
import type { Verdict } from '../../wire/verdict.js';
import { channelConfigOf } from '../channel/access.js';
import type { ChannelEntry } from '../channel/entry.js';
import type { Profile } from '../config.js';
import type { Run } from '../run.js';

/** XFER-1. `bytes`: serialized common.Block; `number`: what the payload claims. */
export function verifyBlock(
  run: Run,
  entry: ChannelEntry,
  number: bigint,
  bytes: Uint8Array,
): Verdict<Block> {
  const { crypto, profile } = run.config;
  const decoded = decodeBlock(bytes);
  if (decoded.verdict !== 'accept') return decoded;
  const judged = judgeBlock(crypto, decoded.value, { channel: entry.name, number });
  if (judged.verdict !== 'accept') return judged;
  const signers = signersOf(channelConfigOf(run, entry), profile);
  const signed = verifyBlockSignatures(crypto, judged.value, signers);
  if (signed.verdict !== 'accept') return signed;
  known.set(bytes, blockFacts(crypto, judged.value));
  return judged;
}

/** The orderers of a configuration, as a verifier of blocks asks for them. */
function signersOf(config: ChannelConfig, profile: Profile): BlockSigners {
  const { consenter } = config;
  const signers = blockSignersOf(config);
  // WIRE-82
  if (consenter === undefined || config.consensusType !== 'BFT' || profile === 'fabric-2.5')
    return signers;
  return { ...signers, consenter: (identifier) => consenter.call(config, identifier) };
}

/** What the header of a verified block says, and whether it configures the channel. */
export interface BlockFacts {
  /** Header hash. */
  readonly hash: Uint8Array;
  readonly previousHash: Uint8Array;
  /** XFER-12 */
  readonly isConfig: boolean;
}

/** By the very bytes of the block: derived from them, and no part of a peer's state. */
const known = new WeakMap<Uint8Array, BlockFacts>();

/** @throws Error if the bytes are no block with a header: whoever asks has verified it. */
export function blockFactsOf(crypto: Crypto, bytes: Uint8Array): BlockFacts {
  const found = known.get(bytes);
  if (found !== undefined) return found;
  const decoded = decodeBlock(bytes);
  if (decoded.verdict !== 'accept') throw new Error('XFER-1: a block that was verified decodes');
  const facts = blockFacts(crypto, decoded.value);
  known.set(bytes, facts);
  return facts;
}

function blockFacts(crypto: Crypto, block: Block): BlockFacts {
  const { header, data } = block;
  if (header === undefined) throw new Error('XFER-1: a block that was verified has a header');
  return {
    hash: blockHeaderHash(crypto, header),
    previousHash: header.previousHash,
    isConfig: data?.data.length === 1 && channelHeaderOf(block)?.type === HeaderType.CONFIG,
  };
}

const privatePayloads = /*@__PURE__*/ createCodec(PvtDataPayloadSchema);
const privateSets = /*@__PURE__*/ createCodec(TxPvtReadWriteSetSchema);

/** XFER-13: whether every element is the private read-write set of a transaction of the block. */
export function hasSoundPrivateData({ privateData }: Payload, block: Block): boolean {
  const transactionCount = BigInt(block.data?.data.length ?? 0);
  return privateData.every((bytes) => {
    const element = privatePayloads.decode(bytes);
    if (element.verdict !== 'accept' || element.value.txSeqInBlock >= transactionCount)
      return false;
    return privateSets.decode(element.value.payload).verdict === 'accept';
  });
}
