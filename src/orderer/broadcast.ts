/**
 * What an ordering service answers to Broadcast, in Fabric's order and with Fabric's statuses
 * (orderer/common/broadcast, orderer/common/msgprocessor). Configurations: DEV-57.
 */
import { createCodec } from '../wire/codec/codec.js';
import { EnvelopeSchema, HeaderType, Status } from '../wire/gen/common/common_pb.js';
import { readSignedEnvelope, type SignedEnvelope } from '../wire/transaction/signed-envelope.js';
import { type AccessVerdict, judgeAccess } from './access.js';
import {
  type Chain,
  type ChainEffect,
  orderConfiguration,
  orderTransaction,
  proposedBlock,
  readConfiguration,
} from './chain.js';

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

/** Judges one serialized common.Envelope, and orders it if it is accepted. */
export function broadcast(
  { chains, isReady }: Ordered,
  bytes: Uint8Array,
  nowMs: number,
): BroadcastAnswer {
  let chain: Chain | undefined;
  const refused = (status: Status, info: string): BroadcastAnswer => ({
    status,
    info,
    effects: [],
    chain,
  });
  const read = readSignedEnvelope(bytes);
  if (read.verdict !== 'accept')
    return refused(Status.BAD_REQUEST, `not a signed envelope: ${read.reason}`);
  const envelope = read.value;
  const { channelId, type } = envelope.channelHeader;
  chain = chains.get(channelId);
  if (chain === undefined) return refused(Status.BAD_REQUEST, `no channel "${channelId}" here`);
  const sizeBytes = envelope.payload.length + envelope.signature.length;
  const { absoluteBytesMax } = chain.settings;
  if (sizeBytes > absoluteBytesMax)
    return refused(
      Status.BAD_REQUEST,
      `${sizeBytes} bytes exceed the limit of the channel, ${absoluteBytesMax}`,
    );
  // As a peer wants it (WIRE-75), whatever its sender wrote.
  const canonical = canonicalForm(bytes);
  if (type === HeaderType.CONFIG) return configure(chain, isReady, envelope, canonical, nowMs);
  if (type === HeaderType.CONFIG_UPDATE || type === HeaderType.ORDERER_TRANSACTION)
    return refused(
      Status.BAD_REQUEST,
      `envelopes of type ${HeaderType[type]} are not processed here`,
    );
  const access = accessTo(chain, envelope, '/Channel/Writers', nowMs);
  if (access.flaw !== undefined) return refused(statusOf(access), access.flaw);
  if (!isReady(channelId)) return refused(Status.SERVICE_UNAVAILABLE, NOT_READY);
  const effects = orderTransaction(chain, canonical, sizeBytes);
  return { status: Status.SUCCESS, info: '', effects, chain };
}

/** DEV-57: a whole configuration from an administrator of the ordering service, not an update of one. */
function configure(
  chain: Chain,
  isReady: Ordered['isReady'],
  envelope: SignedEnvelope,
  canonical: Uint8Array,
  nowMs: number,
): BroadcastAnswer {
  const refused = (status: Status, info: string): BroadcastAnswer => ({
    status,
    info,
    effects: [],
    chain,
  });
  const access = accessTo(chain, envelope, '/Channel/Orderer/Admins', nowMs);
  if (access.flaw !== undefined) return refused(statusOf(access), access.flaw);
  const next = readConfiguration(chain.options.reader, proposedBlock(chain, canonical));
  if (next.verdict !== 'accept')
    return refused(Status.BAD_REQUEST, `not a sound configuration: ${next.reason}`);
  const expected = chain.config.sequence + 1n;
  const { sequence } = next.value.config;
  if (sequence !== expected)
    return refused(Status.BAD_REQUEST, `expected configuration ${expected}, got ${sequence}`);
  if (!isReady(chain.channel)) return refused(Status.SERVICE_UNAVAILABLE, NOT_READY);
  const effects = orderConfiguration(chain, canonical, next.value);
  return { status: Status.SUCCESS, info: '', effects, chain };
}

const accessTo = (
  { config, options: { crypto } }: Chain,
  envelope: SignedEnvelope,
  policy: '/Channel/Writers' | '/Channel/Orderer/Admins',
  nowMs: number,
): AccessVerdict => judgeAccess(envelope, { crypto, config, policy, nowMs });

const statusOf = ({ isExpired }: { readonly isExpired: boolean }): Status =>
  isExpired ? Status.BAD_REQUEST : Status.FORBIDDEN;

function canonicalForm(bytes: Uint8Array): Uint8Array {
  const envelope = envelopes.decode(bytes);
  return envelope.verdict === 'accept' ? envelopes.encode(envelope.value) : bytes;
}
