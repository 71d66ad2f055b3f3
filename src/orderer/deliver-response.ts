/** What goes out on a Deliver stream: statuses, and blocks with or without their data. */
import { channelHeaderOf, decodeBlock } from '../wire/block.js';
import { createCodec } from '../wire/codec/codec.js';
import { BlockSchema, HeaderType, type Status } from '../wire/gen/common/common_pb.js';
import { DeliverResponseSchema } from '../wire/gen/orderer/ab_pb.js';
import { encodeFields } from '../wire/transaction/encoding.js';

const blocks = /*@__PURE__*/ createCodec(BlockSchema);

/** A serialized orderer.DeliverResponse with a status. */
export const statusResponse = (of: Status): Uint8Array =>
  encodeFields(DeliverResponseSchema, { Type: { case: 'status', value: of } });

/**
 * ORDR-58, ORDR-59: a serialized orderer.DeliverResponse with a block; without its data where only the
 * header is wanted, unless it is a config block.
 */
export function blockResponse(
  bytes: Uint8Array,
  { wantsHeaders }: { readonly wantsHeaders: boolean },
): Uint8Array {
  // Field 2 of DeliverResponse, length-delimited: the block goes out exactly as it is stored.
  const block = wantsHeaders ? withoutData(bytes) : bytes;
  return concatenated(Uint8Array.of(0x12), lengthOf(block.length), block);
}

function withoutData(bytes: Uint8Array): Uint8Array {
  const decoded = decodeBlock(bytes);
  if (decoded.verdict !== 'accept') return bytes;
  const { data, ...bare } = decoded.value;
  const isConfig =
    data?.data.length === 1 && channelHeaderOf(decoded.value)?.type === HeaderType.CONFIG;
  return isConfig ? bytes : blocks.encode(bare);
}

function lengthOf(count: number): Uint8Array {
  const bytes: number[] = [];
  let rest = count;
  for (; rest >= 0x80; rest = Math.floor(rest / 0x80)) bytes.push((rest & 0x7f) | 0x80);
  return Uint8Array.from([...bytes, rest]);
}

function concatenated(...parts: readonly Uint8Array[]): Uint8Array {
  const all = new Uint8Array(parts.reduce((sum, part) => sum + part.length, 0));
  let at = 0;
  for (const part of parts) {
    all.set(part, at);
    at += part.length;
  }
  return all;
}
