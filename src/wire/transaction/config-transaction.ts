/** An update of a channel's configuration as a transaction, with the signatures of those who agree. */
import { configFrameOf } from '../channel/config-block.js';
import { createCodec } from '../codec/codec.js';
import { HeaderType, SignatureHeaderSchema } from '../gen/common/common_pb.js';
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

export interface UpdateOptions {
  /** Administrators whose organisations agree to the update. */
  readonly agreeing: readonly Author[];
  /** Who hands it to the ordering service: a writer of the channel. */
  readonly author: Author;
  /** Milliseconds since 1970. */
  readonly nowMs: number;
  /** 24 fresh bytes each time. */
  readonly nonce: () => Uint8Array;
}

/** A serialized common.Envelope of type CONFIG_UPDATE; undefined if nothing changes. */
export function updateTransaction(
  { channel, group }: CurrentConfig,
  wanted: ConfigGroup,
  { agreeing, author, nowMs, nonce }: UpdateOptions,
): Uint8Array | undefined {
  const { readSet, writeSet, isChanged } = groupUpdate(group, wanted);
  if (!isChanged) return undefined;
  const configUpdate = encodeFields(ConfigUpdateSchema, { channelId: channel, readSet, writeSet });
  const signatures = agreeing.map(({ identity, sign }) => {
    const signatureHeader = encodeFields(SignatureHeaderSchema, {
      creator: identity,
      nonce: nonce(),
    });
    return { signatureHeader, signature: sign(joined(signatureHeader, configUpdate)) };
  });
  return signedEnvelope(
    {
      type: HeaderType.CONFIG_UPDATE,
      channel,
      nowMs,
      nonce: nonce(),
      data: encodeFields(ConfigUpdateEnvelopeSchema, { configUpdate, signatures }),
    },
    author,
  );
}

function joined(a: Uint8Array, b: Uint8Array): Uint8Array {
  const all = new Uint8Array(a.length + b.length);
  all.set(a);
  all.set(b, a.length);
  return all;
}
