/** Messages that carry blocks, and blocks that are not what they should be. */
import type { PeerEffect } from '../../src/peer/io.js';
import { decodeBlock, encodeBlock } from '../../src/wire/block.js';
import { createCodec } from '../../src/wire/codec/codec.js';
import { gossipMessage, type SignedMessage, unsignedMessage } from '../../src/wire/envelope.js';
import {
  PvtDataPayloadSchema,
  GossipMessage_Tag as Tag,
} from '../../src/wire/gen/gossip/message_pb.js';
import { TxPvtReadWriteSetSchema } from '../../src/wire/gen/ledger/rwset/rwset_pb.js';
import type { Block, Payload } from '../../src/wire/message-types.js';
import { utf8 } from './channel-scene.js';

/** @throws Error if the bytes are no block */
export function blockIn(bytes: Uint8Array): Block {
  const decoded = decodeBlock(bytes);
  if (decoded.verdict !== 'accept') throw new Error(decoded.reason);
  return decoded.value;
}

/** The block with something changed, and nothing made good for it. */
export const damaged = (bytes: Uint8Array, change: (block: Block) => Block): Uint8Array =>
  encodeBlock(change(blockIn(bytes)));

export interface PayloadFields {
  /** What the payload claims; by default the number in the header. */
  readonly seqNum?: bigint;
  readonly privateData?: readonly Uint8Array[];
}

export const payloadOf = (bytes: Uint8Array, fields: PayloadFields = {}): Payload => ({
  $typeName: 'gossip.Payload',
  seqNum: fields.seqNum ?? blockIn(bytes).header?.number ?? 0n,
  data: bytes,
  privateData: [...(fields.privateData ?? [])],
});

/** A block on its way by push; no payload at all for `undefined`. */
export const pushedBlock = (
  payload: Payload | undefined,
  { channel = 'ch1', tag = Tag.CHAN_AND_ORG, nonce = 0n } = {},
): SignedMessage =>
  unsignedMessage(
    gossipMessage(
      'dataMsg',
      { $typeName: 'gossip.DataMessage', ...(payload === undefined ? {} : { payload }) },
      { tag, nonce, channel: utf8(channel) },
    ),
  );

export const stateRequest = (
  startSeqNum: bigint,
  endSeqNum: bigint,
  { channel = 'ch1', nonce = 9n } = {},
): SignedMessage =>
  unsignedMessage(
    gossipMessage(
      'stateRequest',
      { $typeName: 'gossip.RemoteStateRequest', startSeqNum, endSeqNum },
      { tag: Tag.CHAN_OR_ORG, nonce, channel: utf8(channel) },
    ),
  );

export const stateResponse = (
  payloads: readonly Payload[],
  { channel = 'ch1', nonce = 9n } = {},
): SignedMessage =>
  unsignedMessage(
    gossipMessage(
      'stateResponse',
      { $typeName: 'gossip.RemoteStateResponse', payloads: [...payloads] },
      { tag: Tag.CHAN_OR_ORG, nonce, channel: utf8(channel) },
    ),
  );

const privatePayloads = createCodec(PvtDataPayloadSchema);
const privateSets = createCodec(TxPvtReadWriteSetSchema);

/** The private read-write set of the transaction with that index in its block. */
export const privateElement = (
  txSeqInBlock: bigint,
  payload: Uint8Array = privateSets.encode({
    $typeName: 'rwset.TxPvtReadWriteSet',
    dataModel: 0,
    nsPvtRwset: [],
  }),
): Uint8Array =>
  privatePayloads.encode({ $typeName: 'gossip.PvtDataPayload', txSeqInBlock, payload });

/** Numbers of blocks that were handed to the ledger. */
export const commitsIn = (effects: readonly PeerEffect[]): bigint[] =>
  effects.flatMap((effect) => (effect.type === 'block.commit' ? [effect.number] : []));
