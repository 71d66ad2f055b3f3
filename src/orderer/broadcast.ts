/**
 * What an ordering service answers to Broadcast, in Fabric's order and with Fabric's statuses
 * (orderer/common/broadcast, orderer/common/msgprocessor).
 */
import { createCodec } from '../wire/codec/codec.js';
import { EnvelopeSchema, HeaderType, Status } from '../wire/gen/common/common_pb.js';
import { ConfigEnvelopeSchema } from '../wire/gen/common/configtx_pb.js';
import { encodeFields } from '../wire/transaction/encoding.js';
import {
  readSignedEnvelope,
  type SignedEnvelope,
  signedEnvelope,
} from '../wire/transaction/signed-envelope.js';
import { type AccessVerdict, judgeAccess } from './access.js';
import {
  type Chain,
  type ChainEffect,
  orderConfiguration,
  orderTransaction,
  proposedBlock,
  readConfiguration,
} from './chain.js';
import { updatedConfig } from './config-update.js';

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
  if (type === HeaderType.CONFIG || type === HeaderType.ORDERER_TRANSACTION)
    return refused(Status.BAD_REQUEST, `envelopes of type ${HeaderType[type]} are not taken`);
  const access = accessTo(chain, envelope, nowMs);
  if (access.flaw !== undefined)
    return refused(access.isExpired ? Status.BAD_REQUEST : Status.FORBIDDEN, access.flaw);
  if (type === HeaderType.CONFIG_UPDATE) return configure(chain, isReady, bytes, nowMs);
  if (!isReady(channelId)) return refused(Status.SERVICE_UNAVAILABLE, NOT_READY);
  // As a peer wants it (WIRE-75), whatever its sender wrote.
  const effects = orderTransaction(chain, canonicalForm(bytes), sizeBytes);
  return { status: Status.SUCCESS, info: '', effects, chain };
}

/** The orderer signs the configuration that the update leads to, and orders it if it is sound. */
function configure(
  chain: Chain,
  isReady: Ordered['isReady'],
  bytes: Uint8Array,
  nowMs: number,
): BroadcastAnswer {
  const refused = (status: Status, info: string): BroadcastAnswer => ({
    status,
    info,
    effects: [],
    chain,
  });
  const { channel, config, group, options } = chain;
  const { crypto, reader, author, nonce } = options;
  const update = envelopes.decode(bytes);
  const envelope = readSignedEnvelope(bytes);
  if (update.verdict !== 'accept' || envelope.verdict !== 'accept')
    return refused(Status.BAD_REQUEST, 'not a signed envelope');
  const wanted = updatedConfig(crypto, { config, group }, envelope.value.data);
  if (wanted.verdict !== 'accept') return refused(Status.BAD_REQUEST, wanted.reason);
  const transaction = signedEnvelope(
    {
      type: HeaderType.CONFIG,
      channel,
      nowMs,
      nonce: nonce(),
      data: encodeFields(ConfigEnvelopeSchema, {
        config: { sequence: config.sequence + 1n, channelGroup: wanted.value },
        lastUpdate: update.value,
      }),
    },
    author,
  );
  const next = readConfiguration(reader, proposedBlock(chain, transaction));
  if (next.verdict !== 'accept')
    return refused(Status.BAD_REQUEST, `not a sound configuration: ${next.reason}`);
  if (!isReady(channel)) return refused(Status.SERVICE_UNAVAILABLE, NOT_READY);
  const effects = orderConfiguration(chain, transaction, next.value);
  return { status: Status.SUCCESS, info: '', effects, chain };
}

const accessTo = (
  { config, options: { crypto } }: Chain,
  envelope: SignedEnvelope,
  nowMs: number,
): AccessVerdict => judgeAccess(envelope, { crypto, config, policy: '/Channel/Writers', nowMs });

function canonicalForm(bytes: Uint8Array): Uint8Array {
  const envelope = envelopes.decode(bytes);
  return envelope.verdict === 'accept' ? envelopes.encode(envelope.value) : bytes;
}
