/** Blocks that stand in a trace, wherever they stand. */
import { fromBinary } from '@bufbuild/protobuf';
import {
  type Block,
  BlockSchema,
  MetadataSchema,
  SignatureHeaderSchema,
} from '../../src/wire/gen/common/common_pb.js';
import { hashOf, headerBytes } from '../harness/minting/channel/block.js';
import { contentOf, type Decoded, decodeIdentity } from '../harness/wire/decode.js';
import { hex, isSignedBy, sha256 } from '../harness/wire/sign.js';
import type { RecordedChannel } from './record.js';
import { keyOf, type Message, type Trace } from './trace.js';

const SIGNATURES = 0;
const COMMIT_HASH = 4;

const UNREAD = { hash: '', previousHash: '', commitHash: '' };

export interface ReadBlock {
  readonly channel: RecordedChannel;
  /** The number that the message gives it. */
  readonly number: bigint;
  /** Hex; what the next block names as its predecessor. */
  readonly hash: string;
  /** Hex. */
  readonly previousHash: string;
  /** Hex; empty if it has none. */
  readonly commitHash: string;
  /** Why no peer may take it for a block of the channel; undefined if nothing speaks against it. */
  readonly flaw: string | undefined;
}

export interface Found extends ReadBlock {
  /** Whether it comes from a ledger: an answer to a request for state. */
  readonly isCommitted: boolean;
}

/** Reads each block of a trace once. */
export function blockReader(trace: Trace): (message: Message) => readonly Found[] {
  const read = new Map<string, ReadBlock>();
  const one = (channel: RecordedChannel, number: bigint, bytes: Uint8Array): ReadBlock => {
    const key = `${channel.id} ${number} ${keyOf(bytes)}`;
    const known = read.get(key) ?? readBlock(channel, number, bytes);
    read.set(key, known);
    return known;
  };
  return ({ decoded, inside }) => {
    const channel = decoded.message && trace.channelNamed(decoded.message.channel);
    if (!channel) return [];
    const served = contentOf(decoded, 'stateResponse');
    if (served) {
      return served.payloads.map(({ seqNum, data }) => ({
        ...one(channel, seqNum, data),
        isCommitted: true,
      }));
    }
    return [decoded, ...inside].flatMap((d) => {
      const payload = payloadOf(d);
      return payload ? [{ ...one(channel, payload.seqNum, payload.data), isCommitted: false }] : [];
    });
  };
}

const payloadOf = (d: Decoded) => contentOf(d, 'dataMsg')?.payload;

/** `number` is the one that a message gives it; a delivered block has only its own. */
export function readBlock(
  channel: RecordedChannel,
  given: bigint | 'its own',
  bytes: Uint8Array,
): ReadBlock {
  const none = { channel, number: given === 'its own' ? 0n : given, ...UNREAD };
  let block: Block;
  try {
    block = fromBinary(BlockSchema, bytes);
  } catch {
    return { ...none, flaw: 'bytes that are no block' };
  }
  if (!block.header) return { ...none, flaw: 'a block without header' };
  const number = given === 'its own' ? block.header.number : given;
  return {
    channel,
    number,
    hash: hex(hashOf(block)),
    previousHash: hex(block.header.previousHash),
    commitHash: hex(block.metadata?.metadata[COMMIT_HASH] ?? new Uint8Array()),
    flaw: flawOf(block, channel, number),
  };
}

function flawOf(block: Block, channel: RecordedChannel, number: bigint): string | undefined {
  const { header, data } = block;
  if (header!.number !== number) return `block ${header!.number} as number ${number}`;
  if (hex(sha256(...(data?.data ?? []))) !== hex(header!.dataHash)) return 'data of another hash';
  // Nobody signs the first block.
  if (number === 0n) return undefined;
  return isOrdered(block, channel)
    ? undefined
    : 'a block that no orderer of the channel has signed';
}

function isOrdered(block: Block, { orderers }: RecordedChannel): boolean {
  const bytes = block.metadata?.metadata[SIGNATURES];
  if (!bytes) return false;
  try {
    const { value, signatures } = fromBinary(MetadataSchema, bytes);
    return signatures.some(({ signatureHeader, signature }) => {
      const { creator } = fromBinary(SignatureHeaderSchema, signatureHeader);
      if (!orderers.some((identity) => hex(identity) === hex(creator))) return false;
      const pem = Buffer.from(decodeIdentity(creator)?.idBytes ?? []).toString();
      const signed = Buffer.concat([value, signatureHeader, headerBytes(block)]);
      return isSignedBy(pem, new Uint8Array(signed), signature);
    });
  } catch {
    return false;
  }
}
