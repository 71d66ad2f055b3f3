/** From an update of a channel's configuration to the transaction that would bring it about, signed by the orderer. */
import { createCodec } from '../wire/codec/codec.js';
import { EnvelopeSchema, HeaderType } from '../wire/gen/common/common_pb.js';
import { ConfigEnvelopeSchema } from '../wire/gen/common/configtx_pb.js';
import { encodeFields } from '../wire/transaction/encoding.js';
import {
  readSignedEnvelope,
  type SignedEnvelope,
  signedEnvelope,
} from '../wire/transaction/signed-envelope.js';
import { accept, reject, type Verdict } from '../wire/verdict.js';
import { expiryOf } from './access.js';
import { type Chain, type Configuration, proposedBlock, readConfiguration } from './chain.js';
import { updatedConfig } from './config-update.js';
import { transitionFlaw } from './transition.js';

const envelopes = /*@__PURE__*/ createCodec(EnvelopeSchema);

export interface Proposal {
  /** A serialized common.Envelope of type CONFIG. */
  readonly transaction: Uint8Array;
  readonly envelope: SignedEnvelope;
  /** What will be in force once it is in order. */
  readonly configuration: Configuration;
}

/** ORDR-5 */
export const sizeOf = ({ payload, signature }: SignedEnvelope): number =>
  payload.length + signature.length;

/** ORDR-36: `bytes` are the CONFIG_UPDATE as it came, `data` what it holds. */
export function proposeConfiguration(
  chain: Chain,
  bytes: Uint8Array,
  data: Uint8Array,
  nowMs: number,
): Verdict<Proposal> {
  const { channel, config, group, options } = chain;
  const { crypto, reader, author, nonce } = options;
  const lastUpdate = envelopes.decode(bytes);
  if (lastUpdate.verdict !== 'accept') return lastUpdate;
  const wanted = updatedConfig(crypto, { config, group }, data);
  if (wanted.verdict !== 'accept') return wanted;
  const flaw = transitionFlaw(group, wanted.value);
  if (flaw !== undefined) return reject('ORDR-38', flaw);
  const transaction = signedEnvelope(
    {
      type: HeaderType.CONFIG,
      channel,
      nowMs,
      nonce: nonce(),
      data: encodeFields(ConfigEnvelopeSchema, {
        config: { sequence: config.sequence + 1n, channelGroup: wanted.value },
        lastUpdate: lastUpdate.value,
      }),
    },
    author,
  );
  const configuration = readConfiguration(reader, proposedBlock(chain, transaction));
  if (configuration.verdict !== 'accept')
    return reject('ORDR-37', `not a sound configuration: ${configuration.reason}`);
  const envelope = readSignedEnvelope(transaction);
  if (envelope.verdict !== 'accept') return envelope;
  if (sizeOf(envelope.value) > chain.settings.absoluteBytesMax)
    return reject('ORDR-39', 'the configuration exceeds AbsoluteMaxBytes of the channel');
  if (expiryOf(config, author.identity) <= nowMs)
    return reject('ORDR-39', 'the identity of the orderer has expired');
  return accept({ transaction, envelope: envelope.value, configuration: configuration.value });
}
