/** What a peer adds to a block when it commits it, read from a state response, and transactions for it to judge. */
import { fromBinary } from '@bufbuild/protobuf';
import {
  type Block,
  BlockMetadataIndex,
  ChannelHeaderSchema,
  EnvelopeSchema,
  type HeaderType,
  MetadataSchema,
  PayloadSchema,
  SignatureHeaderSchema,
} from '../../../src/wire/gen/common/common_pb.js';
import { type InChannel, inChannel } from '../../harness/in-channel.js';
import { blockBytes, hashOf, mintBlock, type Signer } from '../../harness/minting/channel/block.js';
import { encode } from '../../harness/minting/channel/policies.js';
import type { Member, Scene } from '../../harness/scene.js';
import { dataMessage } from '../../harness/wire/channel-messages.js';
import { hex, sha256, signature } from '../../harness/wire/sign.js';

export interface Ledger {
  readonly at: InChannel;
  readonly o1: Member;
}

/** A target in ch1, and a member who pushes blocks and asks for them. */
export async function started(scene: Scene): Promise<Ledger> {
  const channel = scene.channel('ch1');
  await scene.start({ channels: [channel] });
  const at = inChannel(scene, channel);
  return { at, o1: await at.joined('o1') };
}

/** A block with these transactions upon a config block, default 0, as the target has it after its commit. */
export async function committedWith(
  { at, o1 }: Ledger,
  transactions: readonly Uint8Array[],
  config = 0,
): Promise<Block> {
  const { channel } = at;
  const number = config + 1;
  const block = blockBytes(
    mintBlock({
      number: BigInt(number),
      previousHash: hashOf(channel.copy(config)),
      data: transactions,
      signers: channel.orderers,
      lastConfig: BigInt(config),
    }),
  );
  o1.connection.send(dataMessage('ch1', number, block));
  return at.committed(o1, number, { block });
}

/** Validation codes, one for each transaction. */
export const codesOf = ({ metadata }: Block): readonly number[] => [
  ...(metadata?.metadata[BlockMetadataIndex.TRANSACTIONS_FILTER] ?? []),
];

/** Empty if the block has none. */
export function commitHashOf({ metadata }: Block): Uint8Array {
  const entry = metadata?.metadata[BlockMetadataIndex.COMMIT_HASH] ?? new Uint8Array();
  return fromBinary(MetadataSchema, entry).value;
}

/** The commit hash, hex, of a block that writes nothing. `codes`: fewer than 128. */
export const hashWithoutWrites = (codes: readonly number[], previous: Uint8Array): string =>
  hex(sha256(Uint8Array.of(codes.length), Uint8Array.from(codes), previous));

export interface TransactionParts {
  readonly type: HeaderType;
  readonly by: Signer;
  /** Whose key signs; default `by`. */
  readonly keyPem?: string;
  /** Default: SHA-256 of nonce and creator. */
  readonly txId?: string;
  readonly data?: Uint8Array;
}

const NONCE = sha256(Uint8Array.of(7)).subarray(0, 24);

/** A serialized common.Envelope of ch1. */
export function transactionOf(parts: TransactionParts): Uint8Array {
  const { type, by, keyPem = by.keyPem, data = new Uint8Array() } = parts;
  const txId = parts.txId ?? hex(sha256(NONCE, by.identity));
  const payload = encode(PayloadSchema, {
    header: {
      channelHeader: encode(ChannelHeaderSchema, { type, channelId: 'ch1', txId }),
      signatureHeader: encode(SignatureHeaderSchema, { creator: by.identity, nonce: NONCE }),
    },
    data,
  });
  return encode(EnvelopeSchema, { payload, signature: signature(keyPem, payload) });
}
