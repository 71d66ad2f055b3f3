/** What an ordering service reads and says on a stream of AtomicBroadcast/Deliver, as far as a peer sees it. */
import { decodeBlock } from '../wire/block.js';
import { createCodec } from '../wire/codec/codec.js';
import { EnvelopeSchema, PayloadSchema } from '../wire/gen/common/common_pb.js';
import { DeliverResponseSchema, SeekInfoSchema } from '../wire/gen/orderer/ab_pb.js';

const envelopes = createCodec(EnvelopeSchema);
const payloads = createCodec(PayloadSchema);
const seeks = createCodec(SeekInfoSchema);
const responses = createCodec(DeliverResponseSchema);

/** The response that carries a block, made once for all who follow the chain. */
const wrapped = new WeakMap<Uint8Array, Uint8Array>();

/** A serialized orderer.DeliverResponse. @throws RangeError if the bytes are no common.Block */
export function deliverResponseOf(block: Uint8Array): Uint8Array {
  const known = wrapped.get(block);
  if (known !== undefined) return known;
  const decoded = decodeBlock(block);
  if (decoded.verdict !== 'accept') throw new RangeError('block: expected a common.Block');
  const bytes = responses.encode({
    $typeName: 'orderer.DeliverResponse',
    Type: { case: 'block', value: decoded.value },
  } as never);
  wrapped.set(block, bytes);
  return bytes;
}

/**
 * Number of the block with which a seek wants to start; undefined if the serialized common.Envelope holds none.
 *
 * @param height blocks that there are: what is newest is the last of them
 */
export function seekStart(envelope: Uint8Array, height: number): number | undefined {
  const opened = envelopes.decode(envelope);
  if (opened.verdict !== 'accept') return undefined;
  const payload = payloads.decode(opened.value.payload);
  if (payload.verdict !== 'accept') return undefined;
  const seek = seeks.decode(payload.value.data);
  if (seek.verdict !== 'accept') return undefined;
  const start = (seek.value as { start?: { Type: { case?: string; value?: unknown } } }).start
    ?.Type;
  if (start?.case === 'specified') return Number((start.value as { number: bigint }).number);
  if (start?.case === 'oldest') return 0;
  return start?.case === 'newest' ? height - 1 : undefined;
}
