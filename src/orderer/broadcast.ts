/**
 * What an ordering service answers to Broadcast, in Fabric's order and with Fabric's statuses
 * (orderer/common/broadcast, orderer/common/msgprocessor).
 *
 * Implements spec/15-ordering-service.md, section Broadcast; the table is in broadcast-rule.ts.
 */
import { createCodec } from '../wire/codec/codec.js';
import { EnvelopeSchema, HeaderType, Status } from '../wire/gen/common/common_pb.js';
import { readSignedEnvelope, type SignedEnvelope } from '../wire/transaction/signed-envelope.js';
import { expiryOf, judgeAccess } from './access.js';
import { type BroadcastFacts, judgeBroadcast } from './broadcast-rule.js';
import { type Chain, type ChainEffect, orderConfiguration, orderTransaction } from './chain.js';
import { type Proposal, proposeConfiguration, sizeOf } from './proposal.js';

const envelopes = /*@__PURE__*/ createCodec(EnvelopeSchema);

const NOT_READY = 'this channel takes nothing at the moment';

export interface BroadcastAnswer {
  readonly status: Status;
  /** Why not; empty with SUCCESS. */
  readonly info: string;
  /** What the chain has to do; empty unless SUCCESS. */
  readonly effects: readonly ChainEffect[];
  /** Undefined where none is known. */
  readonly chain: Chain | undefined;
}

export interface Ordered {
  readonly chains: ReadonlyMap<string, Chain>;
  /** Whether a channel takes more just now. */
  readonly isReady: (channel: string) => boolean;
}

/** What is found on the way through the facts of one envelope. */
interface Found {
  envelope: SignedEnvelope | undefined;
  chain: Chain | undefined;
  proposal: Proposal | undefined;
  /** Of the fact that failed last. */
  why: string;
}

/** ORDR-4: judges one serialized common.Envelope, and orders it if it is accepted; else nothing changes. */
export function broadcast(ordered: Ordered, bytes: Uint8Array, nowMs: number): BroadcastAnswer {
  const found: Found = { envelope: undefined, chain: undefined, proposal: undefined, why: '' };
  const { verdict } = judgeBroadcast(factsOf(found, ordered, bytes, nowMs));
  const { chain, envelope, proposal, why } = found;
  const status = Status[verdict];
  if (verdict !== 'SUCCESS') return { status, info: why, effects: [], chain };
  const effects =
    proposal === undefined
      ? orderTransaction(chain!, canonicalForm(bytes), sizeOf(envelope!))
      : orderConfiguration(chain!, proposal.transaction, proposal.configuration);
  return { status, info: '', effects, chain };
}

/** Facts are getters: each relies on those left of it, and what stands right of the first failure is not looked at. */
function factsOf(
  found: Found,
  { chains, isReady }: Ordered,
  bytes: Uint8Array,
  nowMs: number,
): BroadcastFacts {
  const because = <T>(fact: T, why: string): T => {
    found.why = why;
    return fact;
  };
  const accessOf = (envelope: SignedEnvelope): 'granted' | 'denied' => {
    const { config, options } = found.chain!;
    const { flaw } = judgeAccess(envelope, {
      crypto: options.crypto,
      config,
      policy: '/Channel/Writers',
    });
    return flaw === undefined ? 'granted' : because('denied', flaw);
  };
  return {
    get envelope() {
      const read = readSignedEnvelope(bytes);
      if (read.verdict !== 'accept')
        return because('unsound', `not a signed envelope: ${read.reason}`);
      found.envelope = read.value;
      return 'sound';
    },
    get channel() {
      const { channelId } = found.envelope!.channelHeader;
      found.chain = chains.get(channelId);
      return found.chain ? 'known' : because('unknown', `no channel "${channelId}" here`);
    },
    get type() {
      const { type } = found.envelope!.channelHeader;
      if (type === HeaderType.CONFIG_UPDATE) return 'update';
      if (type !== HeaderType.CONFIG && type !== HeaderType.ORDERER_TRANSACTION)
        return 'transaction';
      return because('configuration', `envelopes of type ${HeaderType[type]} are not taken`);
    },
    get size() {
      const size = sizeOf(found.envelope!);
      const { absoluteBytesMax } = found.chain!.settings;
      if (size <= absoluteBytesMax) return 'within';
      return because('above', `${size} bytes exceed the limit of the channel, ${absoluteBytesMax}`);
    },
    get creator() {
      return expiryOf(found.chain!.config, found.envelope!.creator) > nowMs
        ? 'current'
        : because('expired', 'the identity of the creator has expired');
    },
    get access() {
      return accessOf(found.envelope!);
    },
    get update() {
      const proposal = proposeConfiguration(found.chain!, bytes, found.envelope!.data, nowMs);
      if (proposal.verdict !== 'accept') return because('unsound', proposal.reason);
      found.proposal = proposal.value;
      return 'sound';
    },
    get orderer() {
      return accessOf(found.proposal!.envelope);
    },
    get room() {
      return isReady(found.chain!.channel) || because(false, NOT_READY);
    },
  };
}

/** ORDR-6: as a peer wants it (WIRE-75), whatever its sender wrote. */
function canonicalForm(bytes: Uint8Array): Uint8Array {
  const envelope = envelopes.decode(bytes);
  return envelope.verdict === 'accept' ? envelopes.encode(envelope.value) : bytes;
}
