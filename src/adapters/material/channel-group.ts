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
import { FabricMSPConfigSchema, MSPConfigSchema } from '../../wire/gen/msp/msp_config_pb.js';
import {
  BatchSizeSchema,
  BatchTimeoutSchema,
  ConsensusTypeSchema,
} from '../../wire/gen/orderer/configuration_pb.js';
import { AnchorPeersSchema } from '../../wire/gen/peer/configuration_pb.js';
import { encodeFields } from '../../wire/transaction/encoding.js';
import { endpointOf } from '../endpoint.js';
import { below, groupPolicies, MOD_POLICY, memberPolicies, ordererPolicies } from './policies.js';

export type Group = MessageInitShape<typeof ConfigGroupSchema>;

export interface ChannelMember {
  readonly mspId: string;
  /** Root certificates, PEM. */
  readonly caPem: string;
  readonly tlsCaPem: string;
  /** host:port of its anchor peers. */
  readonly anchors?: readonly string[];
}

export interface ChannelOrderer {
  readonly mspId: string;
  readonly caPem: string;
  readonly tlsCaPem: string;
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
    groups: Object.fromEntries(members.map((member) => [member.mspId, memberGroup(member)])),
    values: values({ Capabilities: capabilities() }),
    policies: {
      ...groupPolicies(),
      Endorsement: below('MAJORITY', 'Endorsement'),
      LifecycleEndorsement: below('MAJORITY', 'Endorsement'),
    },
    modPolicy: MOD_POLICY,
  };
}

export function memberGroup({ mspId, caPem, tlsCaPem, anchors = [] }: ChannelMember): Group {
  return {
    values: values({
      MSP: mspValue(mspId, caPem, tlsCaPem),
      ...(anchors.length > 0 && { AnchorPeers: anchorsValue(anchors) }),
    }),
    policies: memberPolicies(mspId),
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
      orderers.map(({ mspId, caPem, tlsCaPem, endpoints }): [string, Group] => [
        mspId,
        {
          values: values({
            MSP: mspValue(mspId, caPem, tlsCaPem),
            Endpoints: endpointsValue(endpoints),
          }),
          policies: ordererPolicies(mspId),
          modPolicy: MOD_POLICY,
        },
      ]),
    ),
    values: values({
      // What peers take for "crash fault tolerant"; the embedded service orders alone (DEV-59).
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

/** The MSP of an organisation with one root CA and all four node OUs. */
function mspValue(mspId: string, caPem: string, tlsCaPem: string): Uint8Array {
  const [ca, tlsCa] = [caPem, tlsCaPem].map((pem) => new TextEncoder().encode(pem));
  const unit = (organizationalUnitIdentifier: string) => ({
    certificate: ca!,
    organizationalUnitIdentifier,
  });
  const config = encodeFields(FabricMSPConfigSchema, {
    name: mspId,
    rootCerts: [ca!],
    tlsRootCerts: [tlsCa!],
    cryptoConfig: { signatureHashFamily: 'SHA2', identityIdentifierHashFunction: 'SHA256' },
    fabricNodeOus: {
      enable: true,
      clientOuIdentifier: unit('client'),
      peerOuIdentifier: unit('peer'),
      adminOuIdentifier: unit('admin'),
      ordererOuIdentifier: unit('orderer'),
    },
  });
  return encodeFields(MSPConfigSchema, { type: 0, config });
}

export const values = (of: Readonly<Record<string, Uint8Array>>): NonNullable<Group['values']> =>
  Object.fromEntries(
    Object.entries(of).map(([name, value]) => [name, { value, modPolicy: MOD_POLICY }]),
  );
