/**
 * What an ordering service answers to Deliver: which blocks, and how it ends, with Fabric's statuses
 * (common/deliver/deliver.go). How the answer goes on is for next-step.ts to say.
 *
 * Implements spec/15-ordering-service.md, section Deliver; the tables are in seek-rule.ts.
 */
import { createCodec } from '../wire/codec/codec.js';
import { Status } from '../wire/gen/common/common_pb.js';
import {
  type SeekInfo,
  SeekInfo_SeekBehavior,
  SeekInfo_SeekContentType,
  SeekInfo_SeekErrorResponse,
  SeekInfoSchema,
} from '../wire/gen/orderer/ab_pb.js';
import { sameBytes } from '../wire/hex.js';
import { readSignedEnvelope, type SignedEnvelope } from '../wire/transaction/signed-envelope.js';
import { accessFlaw, expiryOf } from './access.js';
import type { Chain } from './chain.js';
import { lastOf, positionOf } from './seek-position.js';
import { judgeSeek, type SeekFacts } from './seek-rule.js';

const seekInfos = /*@__PURE__*/ createCodec(SeekInfoSchema);

/** ORDR-62: how far a request's clock may be off, as in Fabric's orderer.yaml: 15 minutes. */
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
  /** Whether it wants what there is, of a channel that takes nothing more too (ORDR-61). */
  readonly isBestEffort: boolean;
  /** Sequence of the configuration by which the requester was judged. */
  judgedAt: bigint;
  /** When the requester's identity expires. */
  readonly notAfterMs: number;
}

export type Refused = { readonly type: 'status'; readonly status: Status; readonly reason: string };

export type Answer = { readonly type: 'seek'; readonly seek: Seek } | Refused;

export interface Requester {
  readonly nowMs: number;
  /**
   * Only where client certificates are required: SHA-256 of the DER of the leaf that it presented,
   * which the request must name; empty if it presented none.
   */
  readonly tlsHash?: Uint8Array | undefined;
}

/** `broken`: a block could not be kept, nothing more is taken; `closed`: the service stops. */
export type ChannelState = 'open' | 'broken' | 'closed';

export interface Served {
  readonly chains: ReadonlyMap<string, Chain>;
  /** How many blocks of a channel can be read. */
  readonly heightOf: (channel: string) => bigint;
  readonly stateOf: (channel: string) => ChannelState;
}

/** What is found on the way through the facts of one request. */
interface Found {
  envelope: SignedEnvelope | undefined;
  chain: Chain | undefined;
  info: SeekInfo | undefined;
  next: bigint;
  last: bigint;
  /** Of the fact that failed last. */
  why: string;
}

export const refused = (status: Status, reason: string): Refused => ({
  type: 'status',
  status,
  reason,
});

/** Judges one serialized common.Envelope. */
export function readSeek(served: Served, bytes: Uint8Array, requester: Requester): Answer {
  const found: Found = {
    envelope: undefined,
    chain: undefined,
    info: undefined,
    next: 0n,
    last: 0n,
    why: '',
  };
  const { verdict } = judgeSeek(factsOf(found, served, bytes, requester));
  if (verdict !== 'accept') return refused(Status[verdict], found.why);
  const { next, last } = found;
  const [chain, envelope, info] = [found.chain!, found.envelope!, found.info!];
  return {
    type: 'seek',
    seek: {
      chain,
      envelope,
      next,
      last,
      failsIfNotReady: info.behavior === SeekInfo_SeekBehavior.FAIL_IF_NOT_READY,
      wantsHeaders: info.contentType === SeekInfo_SeekContentType.HEADER_WITH_SIG,
      isBestEffort: isBestEffort(info),
      judgedAt: chain.config.sequence,
      notAfterMs: expiryOf(chain.config, envelope.creator),
    },
  };
}

/** Facts are getters: each relies on those left of it, and what stands right of the first failure is not looked at. */
function factsOf(
  found: Found,
  { chains, heightOf, stateOf }: Served,
  bytes: Uint8Array,
  { nowMs, tlsHash }: Requester,
): SeekFacts {
  const because = <T>(fact: T, why: string): T => {
    found.why = why;
    return fact;
  };
  return {
    get envelope() {
      const read = readSignedEnvelope(bytes);
      if (read.verdict !== 'accept') return because('unsound', read.reason);
      found.envelope = read.value;
      return 'sound';
    },
    get time() {
      return isNear(found.envelope!.channelHeader.timestamp, nowMs)
        ? 'near'
        : because('far', 'the timestamp is absent, or off by more than 15 minutes');
    },
    get binding() {
      const { tlsCertHash } = found.envelope!.channelHeader;
      return isBound(tlsCertHash, tlsHash)
        ? 'bound'
        : because('unbound', 'the request is not bound to the TLS certificate');
    },
    get channel() {
      const { channelId } = found.envelope!.channelHeader;
      found.chain = chains.get(channelId);
      return found.chain ? 'known' : because('unknown', `no channel "${channelId}" here`);
    },
    get seek() {
      const info = seekInfos.decode(found.envelope!.data);
      if (info.verdict !== 'accept') return because('unsound', info.reason);
      found.info = info.value;
      return 'sound';
    },
    get halted() {
      const halted = isHalted(stateOf(found.chain!.channel), isBestEffort(found.info!));
      return halted && because(true, HALTED);
    },
    get access() {
      const flaw = accessFlaw(found.chain!, found.envelope!, nowMs);
      return flaw === undefined ? 'granted' : because('denied', flaw);
    },
    get positions() {
      const { start, stop } = found.info!;
      return start && stop ? 'complete' : because('incomplete', 'start or stop is missing');
    },
    get start() {
      const height = heightOf(found.chain!.channel);
      const next = positionOf(found.info!.start!, height);
      if (next === undefined || next > height)
        return because('beyond', `no block to start from, the height is ${height}`);
      found.next = next;
      return 'there';
    },
    get stop() {
      const { start, stop } = found.info!;
      found.last = lastOf(stop!, start!, found.next, heightOf(found.chain!.channel));
      return stop!.Type.case === 'specified' && found.last < found.next
        ? because('before', `start ${found.next} lies behind stop ${found.last}`)
        : 'after';
    },
  };
}

export const HALTED = 'the channel takes nothing more';

/** ORDR-61 */
export const isHalted = (state: ChannelState, isBestEffort: boolean): boolean =>
  state === 'closed' || (state === 'broken' && !isBestEffort);

const isBestEffort = ({ errorResponse }: SeekInfo): boolean =>
  errorResponse === SeekInfo_SeekErrorResponse.BEST_EFFORT;

/** ORDR-62 */
function isNear(
  at: { readonly seconds: bigint; readonly nanos: number } | undefined,
  nowMs: number,
): boolean {
  if (at === undefined) return false;
  return Math.abs(Number(at.seconds) * 1_000 + at.nanos / 1_000_000 - nowMs) <= TIME_WINDOW_MS;
}

/** ORDR-63: nobody is bound to no certificate. */
const isBound = (claimed: Uint8Array, presented: Uint8Array | undefined): boolean =>
  presented === undefined || (presented.length > 0 && sameBytes(presented, claimed));
