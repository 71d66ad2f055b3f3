/** The configuration of a channel as Fabric's tools write it: organisations, policies, ordering service. */
import type { MessageInitShape } from '@bufbuild/protobuf';
import type { ConfigGroupSchema } from '../../wire/gen/common/configtx_pb.js';
import {
  BlockDataHashingStructureSchema,
  CapabilitiesSchema,
  HashingAlgorithmSchema,
  OrdererAddressesSchema,
} from '../../wire/gen/common/configuration_pb.js';
import { ConfigMetadataSchema } from '../../wire/gen/etcdraft/configuration_pb.js';
import {
  BatchSizeSchema,
  BatchTimeoutSchema,
  ConsensusTypeSchema,
} from '../../wire/gen/orderer/configuration_pb.js';
import { AnchorPeersSchema } from '../../wire/gen/peer/configuration_pb.js';
import type { MspConfig } from '../../wire/identity/msp-config.js';
import { encodeFields } from '../../wire/transaction/encoding.js';
import { endpointOf } from '../endpoint.js';
import { mspValue } from './msp-value.js';
import { below, groupPolicies, MOD_POLICY, memberPolicies, ordererPolicies } from './policies.js';

export type Group = MessageInitShape<typeof ConfigGroupSchema>;

export interface ChannelMember {
  readonly msp: MspConfig;
  /** host:port of its anchor peers. */
  readonly anchors?: readonly string[];
}

export interface ChannelOrderer {
  readonly msp: MspConfig;
  /** host:port */
  readonly endpoints: readonly string[];
  /** TLS certificate of each of them, PEM, in the same order. */
  readonly tlsCertPems: readonly string[];
}

export interface Batch {
  /** As Go writes durations. Default 2s. */
  readonly timeout?: string;
  /** Transactions in a block. Default 10. */
  readonly messageCountMax?: number;
  /** Default 512 KiB. */
  readonly preferredBytesMax?: number;
  /** Default 10 MiB. */
  readonly absoluteBytesMax?: number;
}

export interface ChannelDescription {
  readonly name: string;
  readonly members: readonly ChannelMember[];
  readonly orderers: readonly ChannelOrderer[];
  readonly batch?: Batch;
}

/** Level of capabilities that peers of 2.5 and of 3.x both have. */
const capabilities = () => encodeFields(CapabilitiesSchema, { capabilities: { V2_0: {} } });

export function channelGroup({ members, orderers, batch = {} }: ChannelDescription): Group {
  return {
    groups: {
      Application: applicationGroup(members),
      Orderer: ordererGroup(orderers, batch),
    },
    values: values({
      HashingAlgorithm: encodeFields(HashingAlgorithmSchema, { name: 'SHA256' }),
      BlockDataHashingStructure: encodeFields(BlockDataHashingStructureSchema, {
        width: 0xffffffff,
      }),
      Capabilities: capabilities(),
    }),
    policies: groupPolicies(),
    modPolicy: MOD_POLICY,
  };
}

function applicationGroup(members: readonly ChannelMember[]): Group {
  return {
    groups: Object.fromEntries(members.map((member) => [member.msp.mspId, memberGroup(member)])),
    values: values({ Capabilities: capabilities() }),
    policies: {
      ...groupPolicies(),
      Endorsement: below('MAJORITY', 'Endorsement'),
      LifecycleEndorsement: below('MAJORITY', 'Endorsement'),
    },
    modPolicy: MOD_POLICY,
  };
}

export function memberGroup({ msp, anchors = [] }: ChannelMember): Group {
  return {
    values: values({
      MSP: mspValue(msp),
      ...(anchors.length > 0 && { AnchorPeers: anchorsValue(anchors) }),
    }),
    policies: memberPolicies(msp.mspId),
    modPolicy: MOD_POLICY,
  };
}

export const anchorsValue = (anchors: readonly string[]): Uint8Array =>
  encodeFields(AnchorPeersSchema, { anchorPeers: anchors.map(endpointOf) });

export const endpointsValue = (endpoints: readonly string[]): Uint8Array =>
  encodeFields(OrdererAddressesSchema, { addresses: [...endpoints] });

function ordererGroup(orderers: readonly ChannelOrderer[], batch: Batch): Group {
  const consenters = orderers.flatMap(({ endpoints, tlsCertPems }) =>
    endpoints.map((endpoint, i) => {
      const cert = new TextEncoder().encode(tlsCertPems[i] ?? '');
      return { ...endpointOf(endpoint), clientTlsCert: cert, serverTlsCert: cert };
    }),
  );
  const metadata = encodeFields(ConfigMetadataSchema, {
    consenters,
    options: {
      tickInterval: '500ms',
      electionTick: 10,
      heartbeatTick: 1,
      maxInflightBlocks: 5,
      snapshotIntervalSize: 16 << 20,
    },
  });
  return {
    groups: Object.fromEntries(
      orderers.map(({ msp, endpoints }): [string, Group] => [
        msp.mspId,
        {
          values: values({
            MSP: mspValue(msp),
            Endpoints: endpointsValue(endpoints),
          }),
          policies: ordererPolicies(msp.mspId),
          modPolicy: MOD_POLICY,
        },
      ]),
    ),
    values: values({
      // What peers take for "crash fault tolerant"; the embedded service orders alone (DEV-57).
      ConsensusType: encodeFields(ConsensusTypeSchema, { type: 'etcdraft', metadata }),
      BatchSize: encodeFields(BatchSizeSchema, {
        maxMessageCount: batch.messageCountMax ?? 10,
        preferredMaxBytes: batch.preferredBytesMax ?? 512 << 10,
        absoluteMaxBytes: batch.absoluteBytesMax ?? 10 << 20,
      }),
      BatchTimeout: encodeFields(BatchTimeoutSchema, { timeout: batch.timeout ?? '2s' }),
      Capabilities: capabilities(),
    }),
    policies: { ...groupPolicies(), BlockValidation: below('ANY', 'Writers') },
    modPolicy: MOD_POLICY,
  };
}

export const values = (of: Readonly<Record<string, Uint8Array>>): NonNullable<Group['values']> =>
  Object.fromEntries(
    Object.entries(of).map(([name, value]) => [name, { value, modPolicy: MOD_POLICY }]),
  );
