/**
 * What an ordering service answers to Deliver: which blocks, and how it ends, with Fabric's statuses
 * (common/deliver/deliver.go). The host sends what `nextStep` says, and waits where it says so.
 */
import { channelHeaderOf, decodeBlock } from '../wire/block.js';
import { createCodec } from '../wire/codec/codec.js';
import { BlockSchema, HeaderType, Status } from '../wire/gen/common/common_pb.js';
import {
  DeliverResponseSchema,
  SeekInfo_SeekBehavior,
  SeekInfo_SeekContentType,
  SeekInfoSchema,
  type SeekPosition,
} from '../wire/gen/orderer/ab_pb.js';
import { sameBytes } from '../wire/hex.js';
import { encodeFields } from '../wire/transaction/encoding.js';
import { readSignedEnvelope, type SignedEnvelope } from '../wire/transaction/signed-envelope.js';
import { type AccessVerdict, judgeAccess } from './access.js';
import type { Chain } from './chain.js';

const seekInfos = /*@__PURE__*/ createCodec(SeekInfoSchema);
const blocks = /*@__PURE__*/ createCodec(BlockSchema);

/** How far a request's clock may be off, as in Fabric's orderer.yaml: 15 minutes. */
const TIME_WINDOW_MS = 900_000;

/** A request that is being answered. */
export interface Seek {
  readonly chain: Chain;
  readonly envelope: SignedEnvelope;
  /** Number of the next block. */
  next: bigint;
  readonly last: bigint;
  readonly failsIfNotReady: boolean;
  readonly wantsHeaders: boolean;
  /** Sequence of the configuration by which the requester was judged. */
  judgedAt: bigint;
  /** When the requester's identity expires. */
  notAfterMs: number;
}

export type Answer =
  | { readonly type: 'seek'; readonly seek: Seek }
  | { readonly type: 'status'; readonly status: Status; readonly reason: string };

export type Step =
  | { readonly type: 'block'; readonly number: bigint }
  /** Until the chain has grown. */
  | { readonly type: 'wait' }
  | { readonly type: 'status'; readonly status: Status; readonly reason: string };

export interface Requester {
  readonly nowMs: number;
  /**
   * Only where client certificates are required: SHA-256 of the DER of the leaf that it presented,
   * which the request must name.
   */
  readonly tlsHash?: Uint8Array | undefined;
}

const status = (of: Status, reason: string) => ({ type: 'status', status: of, reason }) as const;

/** Judges one serialized common.Envelope. `heightOf`: how many blocks of a channel can be read. */
export function readSeek(
  chains: ReadonlyMap<string, Chain>,
  heightOf: (channel: string) => bigint,
  bytes: Uint8Array,
  { nowMs, tlsHash }: Requester,
): Answer {
  const read = readSignedEnvelope(bytes);
  if (read.verdict !== 'accept') return status(Status.BAD_REQUEST, read.reason);
  const envelope = read.value;
  const { channelId, timestamp, tlsCertHash } = envelope.channelHeader;
  const sentMs = Number(timestamp?.seconds ?? Number.NaN) * 1_000;
  if (!(Math.abs(sentMs - nowMs) <= TIME_WINDOW_MS))
    return status(Status.BAD_REQUEST, 'the timestamp is absent, or off by more than 15 minutes');
  if (tlsHash !== undefined && !sameBytes(tlsHash, tlsCertHash))
    return status(Status.BAD_REQUEST, 'the request is not bound to the TLS certificate');
  const chain = chains.get(channelId);
  if (chain === undefined) return status(Status.NOT_FOUND, `no channel "${channelId}" here`);
  const info = seekInfos.decode(envelope.data);
  if (info.verdict !== 'accept') return status(Status.BAD_REQUEST, info.reason);
  const access = readAccess(chain, envelope, nowMs);
  if (access.flaw !== undefined) return status(Status.FORBIDDEN, access.flaw);
  const { start, stop, behavior, contentType } = info.value;
  if (start === undefined || stop === undefined)
    return status(Status.BAD_REQUEST, 'start or stop is missing');
  const height = heightOf(channelId);
  const next = positionOf(start, height);
  if (next === undefined || next > height)
    return status(Status.NOT_FOUND, `no block to start from, the height is ${height}`);
  const last = lastOf(stop, start, next, height);
  if (stop.Type.case === 'specified' && last < next)
    return status(Status.BAD_REQUEST, `start ${next} lies behind stop ${last}`);
  return {
    type: 'seek',
    seek: {
      chain,
      envelope,
      next,
      last,
      failsIfNotReady: behavior === SeekInfo_SeekBehavior.FAIL_IF_NOT_READY,
      wantsHeaders: contentType === SeekInfo_SeekContentType.HEADER_WITH_SIG,
      judgedAt: chain.config.sequence,
      notAfterMs: access.notAfterMs,
    },
  };
}

/** What to do now that `height` blocks can be read. A block that is named counts as sent. */
export function nextStep(seek: Seek, height: bigint, isDone: boolean, nowMs: number): Step {
  if (isDone) return status(Status.SUCCESS, '');
  const { chain, envelope, next } = seek;
  if (next >= height)
    return seek.failsIfNotReady
      ? status(Status.NOT_FOUND, `block ${next} is not there, the height is ${height}`)
      : { type: 'wait' };
  if (chain.config.sequence !== seek.judgedAt || seek.notAfterMs <= nowMs) {
    const access = readAccess(chain, envelope, nowMs);
    if (access.flaw !== undefined) return status(Status.FORBIDDEN, access.flaw);
    seek.judgedAt = chain.config.sequence;
    seek.notAfterMs = access.notAfterMs;
  }
  seek.next += 1n;
  return { type: 'block', number: next };
}

function positionOf({ Type }: SeekPosition, height: bigint): bigint | undefined {
  if (Type.case === 'oldest') return 0n;
  if (Type.case === 'newest') return height - 1n;
  if (Type.case === 'nextCommit') return height;
  return Type.case === 'specified' ? Type.value.number : undefined;
}

/** Both newest: the one block that is newest when the request arrives. Anything odd ends at block 0, as in Fabric. */
function lastOf(stop: SeekPosition, start: SeekPosition, next: bigint, height: bigint): bigint {
  if (stop.Type.case === 'oldest') return next;
  if (stop.Type.case === 'newest') return start.Type.case === 'newest' ? next : height - 1n;
  return stop.Type.case === 'specified' ? stop.Type.value.number : 0n;
}

const readAccess = (chain: Chain, envelope: SignedEnvelope, nowMs: number): AccessVerdict =>
  judgeAccess(envelope, {
    crypto: chain.options.crypto,
    config: chain.config,
    policy: '/Channel/Readers',
    nowMs,
  });

/** A serialized orderer.DeliverResponse with a status. */
export const statusResponse = (of: Status): Uint8Array =>
  encodeFields(DeliverResponseSchema, { Type: { case: 'status', value: of } });

/** A serialized orderer.DeliverResponse with a block; without its data where only the header is wanted. */
export function blockResponse(bytes: Uint8Array, { wantsHeaders }: Seek): Uint8Array {
  const decoded = decodeBlock(bytes);
  const isWhole =
    !wantsHeaders ||
    decoded.verdict !== 'accept' ||
    channelHeaderOf(decoded.value)?.type === HeaderType.CONFIG;
  const { data, ...bare } = decoded.verdict === 'accept' ? decoded.value : { data: undefined };
  const block = isWhole ? bytes : blocks.encode({ $typeName: 'common.Block', ...bare });
  // Field 2 of DeliverResponse, length-delimited: the block goes out exactly as it is stored.
  return concatenated(Uint8Array.of(0x12), lengthOf(block.length), block);
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
