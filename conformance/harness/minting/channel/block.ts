/**
 * Blocks as an ordering service makes them, and every part of one replaceable: header, transactions,
 * metadata and signatures are the suite's own reading of Fabric's formats.
 */
import { create, toBinary } from '@bufbuild/protobuf';
import {
  type Block,
  BlockSchema,
  ChannelHeaderSchema,
  EnvelopeSchema,
  HeaderType,
  LastConfigSchema,
  MetadataSchema,
  OrdererBlockMetadataSchema,
  PayloadSchema,
  SignatureHeaderSchema,
} from '../../../../src/wire/gen/common/common_pb.js';
import { sha256, signature } from '../../wire/sign.js';
import { encode } from './policies.js';

/** Who signs: bytes of msp.SerializedIdentity, and a key. */
export interface Signer {
  readonly identity: Uint8Array;
  readonly keyPem: string;
}

/** Entries of a block's metadata. */
const METADATA_COUNT = 5;
const SIGNATURES = 0;
const LAST_CONFIG = 1;

export interface BlockParts {
  readonly number: bigint;
  readonly previousHash: Uint8Array;
  /** Serialized common.Envelopes. */
  readonly data: readonly Uint8Array[];
  /** Who signs the block, none or several. */
  readonly signers: readonly Signer[];
  /** Number of the newest config block up to this one. */
  readonly lastConfig: bigint;
}

/** The block, signed. */
export function mintBlock(parts: BlockParts): Block {
  const { number, previousHash, data, lastConfig, signers } = parts;
  const header = { number, previousHash, dataHash: sha256(...data) };
  const block = create(BlockSchema, {
    header,
    data: { data: [...data] },
    metadata: { metadata: Array.from({ length: METADATA_COUNT }, () => new Uint8Array()) },
  });
  const { metadata } = block.metadata!;
  metadata[LAST_CONFIG] = encode(MetadataSchema, {
    value: encode(LastConfigSchema, { index: lastConfig }),
  });
  metadata[SIGNATURES] = signatures(block, signers, lastConfig);
  return block;
}

/** The SIGNATURES metadata of a block: each signer's over value, its own header and the block's header. */
export function signatures(
  block: Block,
  signers: readonly Signer[],
  lastConfig: bigint,
): Uint8Array {
  const value = encode(OrdererBlockMetadataSchema, { lastConfig: { index: lastConfig } });
  return encode(MetadataSchema, {
    value,
    signatures: signers.map(({ identity, keyPem }) => {
      const signatureHeader = encode(SignatureHeaderSchema, {
        creator: identity,
        nonce: nonceFor(identity, headerBytes(block)),
      });
      const signed = Buffer.concat([value, signatureHeader, headerBytes(block)]);
      return { signatureHeader, signature: signature(keyPem, new Uint8Array(signed)) };
    }),
  });
}

/** Signs again after something of the block was changed. */
export function signAgain(block: Block, signers: readonly Signer[], lastConfig = 0n): Block {
  block.metadata!.metadata[SIGNATURES] = signatures(block, signers, lastConfig);
  return block;
}

/** ASN.1 DER SEQUENCE { INTEGER number, OCTET STRING previous_hash, OCTET STRING data_hash }. */
export function headerBytes({ header }: Block): Uint8Array {
  const { number, previousHash, dataHash } = header!;
  return der(
    0x30,
    Buffer.concat([der(0x02, integer(number)), der(0x04, previousHash), der(0x04, dataHash)]),
  );
}

/** What the next block names as its predecessor. */
export const hashOf = (block: Block): Uint8Array => sha256(headerBytes(block));

function der(tag: number, content: Uint8Array): Uint8Array {
  const { length } = content;
  if (length >= 0x100) throw new RangeError(`DER: ${length} bytes are more than a header needs`);
  const size = length < 0x80 ? [length] : [0x81, length];
  return Uint8Array.from([tag, ...size, ...content]);
}

function integer(value: bigint): Uint8Array {
  const digits = value.toString(16);
  const bytes = Buffer.from(digits.length % 2 ? `0${digits}` : digits, 'hex');
  return bytes[0]! >= 0x80 ? Buffer.concat([Buffer.of(0), bytes]) : bytes;
}

export const blockBytes = (block: Block): Uint8Array => toBinary(BlockSchema, block);

/** A transaction that any peer commits, as an invalid one: it is of a type without meaning to a ledger. */
export const transaction = (channelId: string, by: Signer, text: string): Uint8Array =>
  signedEnvelope({
    channelId,
    type: HeaderType.MESSAGE,
    by,
    data: new TextEncoder().encode(text),
  });

/** common.Envelope with both headers, signed over its payload. */
export function signedEnvelope(of: {
  readonly channelId: string;
  readonly type: HeaderType;
  readonly by: Signer;
  readonly data: Uint8Array;
}): Uint8Array {
  const payload = encode(PayloadSchema, {
    header: {
      channelHeader: encode(ChannelHeaderSchema, { type: of.type, channelId: of.channelId }),
      signatureHeader: encode(SignatureHeaderSchema, {
        creator: of.by.identity,
        nonce: nonceFor(of.by.identity, of.data),
      }),
    },
    data: of.data,
  });
  return encode(EnvelopeSchema, { payload, signature: signature(of.by.keyPem, payload) });
}

/** 24 bytes, as long as Fabric's: another for everything that somebody signs. */
const nonceFor = (creator: Uint8Array, content: Uint8Array): Uint8Array =>
  sha256(creator, content).subarray(0, 24);
