/**
 * Responses of the ordering service: whether they are what the stream has to bring next.
 *
 * Implements spec/12-delivery.md, DELV-14, DELV-16 to DELV-18. The rule is src/rules/delivered-response.ts.
 */
import { type DeliveredFacts, deliveredResponse } from '../../rules/delivered-response.js';
import { encodeBlock } from '../../wire/block.js';
import { createCodec } from '../../wire/codec/codec.js';
import { BlockMetadataIndex, Status } from '../../wire/gen/common/common_pb.js';
import { type DeliverResponse, DeliverResponseSchema } from '../../wire/gen/orderer/ab_pb.js';
import { sameBytes } from '../../wire/hex.js';
import type { Block } from '../../wire/message-types.js';
import { accept, type Refusal, type Verdict } from '../../wire/verdict.js';
import { verifyBlock } from '../blocks/verify.js';
import type { ChannelEntry } from '../channel/entry.js';
import type { Run } from '../run.js';

const responses = /*@__PURE__*/ createCodec(DeliverResponseSchema);

/** A block on its way from the ordering service to the buffer. */
export interface DeliveredBlock {
  readonly number: bigint;
  /** Serialized common.Block, verified. */
  readonly bytes: Uint8Array;
}

/** SIGNATURES to COMMIT_HASH. */
const METADATA_KINDS = BlockMetadataIndex.COMMIT_HASH + 1;

/** DELV-14: the block of a response that is accepted. */
export function judgeResponse(
  run: Run,
  entry: ChannelEntry,
  bytes: Uint8Array,
): Verdict<DeliveredBlock> {
  const decoded = responses.decode(bytes);
  const response = decoded.verdict === 'accept' ? decoded.value : undefined;
  const block = response?.Type.case === 'block' ? response.Type.value : undefined;
  const number = block?.header?.number ?? 0n;
  // DELV-23: what is kept is encoded anew.
  const encoded = block === undefined ? bytes : encodeBlock(block);
  let refusal: Refusal | undefined;
  const verdict = deliveredResponse({
    ...deliveredFacts(run, entry, block),
    content: contentOf(response),
    get block() {
      const verified = verifyBlock(run, judging(run, entry, number), number, encoded);
      if (verified.verdict === 'accept') return 'valid' as const;
      refusal = verified;
      return 'invalid' as const;
    },
  });
  if (verdict.verdict === 'accept') return accept({ number, bytes: encoded });
  return { ...verdict, reason: reasonOf(verdict, refusal, response) };
}

function contentOf(response: DeliverResponse | undefined): DeliveredFacts['content'] {
  const kind = response?.Type.case;
  return kind === 'block' || kind === 'status' ? kind : 'other';
}

/** DELV-16 */
function deliveredFacts(
  run: Run,
  { delivery }: ChannelEntry,
  block: Block | undefined,
): Pick<DeliveredFacts, 'chained' | 'number' | 'previous' | 'metadata'> {
  const { header, metadata } = block ?? {};
  const names = header !== undefined && sameBytes(header.previousHash, delivery.previousHash);
  return {
    chained: run.config.profile !== 'fabric-2.5',
    number: header?.number === delivery.nextNumber ? 'next' : 'other',
    previous: names ? 'same' : 'other',
    metadata: (metadata?.metadata.length ?? 0) >= METADATA_KINDS ? 'complete' : 'short',
  };
}

/** DELV-17, DELV-18: the channel with the configuration by which a block of that number is judged. */
function judging(run: Run, entry: ChannelEntry, number: bigint): ChannelEntry {
  const { config } = entry.delivery;
  const isNewer = config !== undefined && config.number < number && config.number >= entry.height;
  if (!isNewer || run.config.profile === 'fabric-2.5') return entry;
  return { ...entry, configBlock: config.bytes };
}

function reasonOf(
  verdict: Refusal,
  refusal: Refusal | undefined,
  response: DeliverResponse | undefined,
): string {
  if (refusal !== undefined) return `${verdict.reason}: ${refusal.clause}, ${refusal.reason}`;
  if (response?.Type.case !== 'status') return verdict.reason;
  const status = response.Type.value;
  return `${verdict.reason}: ${Status[status] ?? status}`;
}
