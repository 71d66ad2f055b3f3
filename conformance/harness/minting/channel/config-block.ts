/** Config blocks: the first of a channel, and those that change its configuration. */
import { clone, create, fromBinary } from '@bufbuild/protobuf';
import {
  type Block,
  BlockSchema,
  ChannelHeaderSchema,
  EnvelopeSchema,
  HeaderType,
  PayloadSchema,
  SignatureHeaderSchema,
} from '../../../../src/wire/gen/common/common_pb.js';
import {
  ConfigEnvelopeSchema,
  type ConfigGroup,
  ConfigGroupSchema,
  ConfigUpdateEnvelopeSchema,
  ConfigUpdateSchema,
} from '../../../../src/wire/gen/common/configtx_pb.js';
import { sha256, signature } from '../../wire/sign.js';
import { type Signer, signedEnvelope } from './block.js';
import { encode } from './policies.js';

const METADATA_COUNT = 5;

/** Block 0 of a channel with this configuration. Nobody signs it. */
export function genesisBlock(channelId: string, group: ConfigGroup): Block {
  const envelope = encode(EnvelopeSchema, {
    payload: encode(PayloadSchema, {
      header: {
        channelHeader: encode(ChannelHeaderSchema, {
          type: HeaderType.CONFIG,
          version: 1,
          channelId,
        }),
      },
      data: encode(ConfigEnvelopeSchema, { config: { channelGroup: group } }),
    }),
  });
  return create(BlockSchema, {
    header: { number: 0n, dataHash: sha256(envelope) },
    data: { data: [envelope] },
    metadata: { metadata: Array.from({ length: METADATA_COUNT }, () => new Uint8Array()) },
  });
}

export interface ConfigChange {
  readonly channelId: string;
  readonly sequence: bigint;
  readonly from: ConfigGroup;
  /** Changes a copy, and raises the version of each element that it changes. */
  readonly change: (group: ConfigGroup) => void;
  /** Those who together may change it; the first one submits the change. */
  readonly admins: readonly [Signer, ...Signer[]];
  readonly orderer: Signer;
}

/** The new configuration, and the transaction of the block that brings it. */
export function configUpdate(of: ConfigChange): { group: ConfigGroup; transaction: Uint8Array } {
  const group = clone(ConfigGroupSchema, of.from);
  of.change(group);
  const configUpdate = encode(ConfigUpdateSchema, {
    channelId: of.channelId,
    readSet: of.from,
    writeSet: group,
  });
  const signatures = of.admins.map(({ identity, keyPem }) => {
    const signatureHeader = encode(SignatureHeaderSchema, {
      creator: identity,
      nonce: sha256(configUpdate).subarray(0, 24),
    });
    const signed = new Uint8Array(Buffer.concat([signatureHeader, configUpdate]));
    return { signatureHeader, signature: signature(keyPem, signed) };
  });
  const lastUpdate = signedEnvelope({
    channelId: of.channelId,
    type: HeaderType.CONFIG_UPDATE,
    by: of.admins[0],
    data: encode(ConfigUpdateEnvelopeSchema, {
      configUpdate,
      signatures,
    }),
  });
  const config = encode(ConfigEnvelopeSchema, {
    config: { sequence: of.sequence, channelGroup: group },
    lastUpdate: fromBinary(EnvelopeSchema, lastUpdate),
  });
  return {
    group,
    transaction: signedEnvelope({
      channelId: of.channelId,
      type: HeaderType.CONFIG,
      by: of.orderer,
      data: config,
    }),
  };
}
