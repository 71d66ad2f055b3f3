/** The next configuration of a channel as a transaction: the whole of it, and the update it follows from. */
import { configFrameOf } from '../channel/config-block.js';
import { createCodec } from '../codec/codec.js';
import { EnvelopeSchema, HeaderType, SignatureHeaderSchema } from '../gen/common/common_pb.js';
import {
  ConfigEnvelopeSchema,
  ConfigUpdateEnvelopeSchema,
  ConfigUpdateSchema,
} from '../gen/common/configtx_pb.js';
import { accept, reject, type Verdict } from '../verdict.js';
import { type ConfigGroup, groupUpdate } from './config-update.js';
import { encodeFields } from './encoding.js';
import { type Author, signedEnvelope } from './signed-envelope.js';

const configEnvelopes = /*@__PURE__*/ createCodec(ConfigEnvelopeSchema);
const envelopes = /*@__PURE__*/ createCodec(EnvelopeSchema);

export interface CurrentConfig {
  readonly channel: string;
  readonly sequence: bigint;
  readonly group: ConfigGroup;
}

/** From a serialized config block. Refusals: CHAN-1, CHAN-2. */
export function currentConfigIn(configBlock: Uint8Array): Verdict<CurrentConfig> {
  const frame = configFrameOf(configBlock);
  if (frame.verdict !== 'accept') return frame;
  const envelope = configEnvelopes.decode(frame.value.content);
  if (envelope.verdict !== 'accept') return envelope;
  const { config } = envelope.value;
  if (config?.channelGroup === undefined) return reject('CHAN-2', 'block without configuration');
  const { sequence, channelGroup: group } = config;
  return accept({ channel: frame.value.channel, sequence, group });
}

export interface ConfigTransactionOptions {
  /** Administrators whose organisations agree to the update. */
  readonly agreeing: readonly Author[];
  /** Who hands it to the ordering service: one of its administrators (DEV-57). */
  readonly author: Author;
  /** Milliseconds since 1970. */
  readonly nowMs: number;
  /** 24 fresh bytes each time. */
  readonly nonce: () => Uint8Array;
}

/** A serialized common.Envelope of type CONFIG; undefined if nothing changes. */
export function configTransaction(
  { channel, sequence, group }: CurrentConfig,
  wanted: ConfigGroup,
  { agreeing, author, nowMs, nonce }: ConfigTransactionOptions,
): Uint8Array | undefined {
  const { readSet, writeSet, result, isChanged } = groupUpdate(group, wanted);
  if (!isChanged) return undefined;
  const configUpdate = encodeFields(ConfigUpdateSchema, { channelId: channel, readSet, writeSet });
  const signatures = agreeing.map(({ identity, sign }) => {
    const signatureHeader = encodeFields(SignatureHeaderSchema, {
      creator: identity,
      nonce: nonce(),
    });
    return { signatureHeader, signature: sign(joined(signatureHeader, configUpdate)) };
  });
  const update = signedEnvelope(
    {
      type: HeaderType.CONFIG_UPDATE,
      channel,
      nowMs,
      nonce: nonce(),
      data: encodeFields(ConfigUpdateEnvelopeSchema, { configUpdate, signatures }),
    },
    author,
  );
  const lastUpdate = envelopes.decode(update);
  if (lastUpdate.verdict !== 'accept') throw new Error('an envelope just made does not decode');
  const data = encodeFields(ConfigEnvelopeSchema, {
    config: { sequence: sequence + 1n, channelGroup: result },
    lastUpdate: lastUpdate.value,
  });
  return signedEnvelope({ type: HeaderType.CONFIG, channel, nowMs, nonce: nonce(), data }, author);
}

function joined(a: Uint8Array, b: Uint8Array): Uint8Array {
  const all = new Uint8Array(a.length + b.length);
  all.set(a);
  all.set(b, a.length);
  return all;
}
