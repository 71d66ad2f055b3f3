/** The configuration of a channel as the suite writes it: who is in it, who orders, under which rules. */
import { create, type MessageInitShape } from '@bufbuild/protobuf';
import {
  type ConfigGroup,
  ConfigGroupSchema,
} from '../../../../src/wire/gen/common/configtx_pb.js';
import {
  BlockDataHashingStructureSchema,
  CapabilitiesSchema,
  HashingAlgorithmSchema,
  OrdererAddressesSchema,
} from '../../../../src/wire/gen/common/configuration_pb.js';
import {
  BatchSizeSchema,
  BatchTimeoutSchema,
  ConsensusTypeSchema,
} from '../../../../src/wire/gen/orderer/configuration_pb.js';
import { AnchorPeersSchema } from '../../../../src/wire/gen/peer/configuration_pb.js';
import {
  anyBelow,
  encode,
  memberPolicies,
  membersSign,
  modPolicy,
  type PolicyRole,
} from './policies.js';

type Group = MessageInitShape<typeof ConfigGroupSchema>;

/** One organisation of the channel: its MSP ID and its serialized msp.MSPConfig. */
export interface ConfiguredOrganisation {
  readonly mspId: string;
  readonly msp: Uint8Array;
  /** Anchor peers, host:port. */
  readonly anchors?: readonly string[];
}

export interface ChannelPlan {
  readonly organisations: readonly ConfiguredOrganisation[];
  /** Organisations that order; empty where no ordering service exists. */
  readonly ordering: readonly ConfiguredOrganisation[];
  /** Where the first ordering organisation serves, host:port. */
  readonly ordererEndpoints: readonly string[];
  /** Whose signature is a reader's in each organisation. Default MEMBER. */
  readonly readers?: PolicyRole;
  /** Whether all ordering organisations must sign a block, or any one. Default any. */
  readonly allSign?: boolean;
  /** Instead: how many members of the first ordering organisation must sign a block. */
  readonly signersMin?: number;
}

/** Level of capabilities that peers of 2.5 and of 3.x both have. */
const capabilities = encode(CapabilitiesSchema, { capabilities: { V2_0: {} } });

/** The group at the root of the configuration, all versions 0. */
export function channelGroup(plan: ChannelPlan): ConfigGroup {
  return create(ConfigGroupSchema, {
    groups: { Application: application(plan), Orderer: orderer(plan) },
    values: values({
      HashingAlgorithm: encode(HashingAlgorithmSchema, { name: 'SHA256' }),
      BlockDataHashingStructure: encode(BlockDataHashingStructureSchema, { width: 0xffffffff }),
      Capabilities: capabilities,
    }),
    policies: anyBelow(),
    modPolicy,
  });
}

/** The group of one application organisation. */
export function organisationGroup(
  { mspId, msp, anchors = [] }: ConfiguredOrganisation,
  readers?: PolicyRole,
): Group {
  return {
    values: values({ MSP: msp, ...(anchors.length > 0 && { AnchorPeers: anchorPeers(anchors) }) }),
    policies: memberPolicies(mspId, readers),
    modPolicy,
  };
}

export const anchorPeers = (endpoints: readonly string[]): Uint8Array =>
  encode(AnchorPeersSchema, {
    anchorPeers: endpoints.map((endpoint) => {
      const colon = endpoint.lastIndexOf(':');
      return { host: endpoint.slice(0, colon), port: Number(endpoint.slice(colon + 1)) };
    }),
  });

export const ordererAddresses = (endpoints: readonly string[]): Uint8Array =>
  encode(OrdererAddressesSchema, { addresses: [...endpoints] });

function application({ organisations, readers }: ChannelPlan): Group {
  return {
    groups: Object.fromEntries(
      organisations.map((o): [string, Group] => [o.mspId, organisationGroup(o, readers)]),
    ),
    values: values({ Capabilities: capabilities }),
    policies: anyBelow({ Endorsement: 'ANY', LifecycleEndorsement: 'ANY' }),
    modPolicy,
  };
}

/** A peer refuses a channel without this group; where nobody orders, nobody needs to be in it. */
function orderer({ ordering, ordererEndpoints, allSign, signersMin }: ChannelPlan): Group {
  return {
    groups: Object.fromEntries(
      ordering.map(({ mspId, msp }, i): [string, Group] => [
        mspId,
        {
          values: values({
            MSP: msp,
            ...(i === 0 && { Endpoints: ordererAddresses(ordererEndpoints) }),
          }),
          policies: memberPolicies(mspId),
          modPolicy,
        },
      ]),
    ),
    values: values({
      ConsensusType: encode(ConsensusTypeSchema, { type: 'etcdraft' }),
      BatchSize: encode(BatchSizeSchema, {
        maxMessageCount: 10,
        absoluteMaxBytes: 1 << 20,
        preferredMaxBytes: 1 << 20,
      }),
      BatchTimeout: encode(BatchTimeoutSchema, { timeout: '2s' }),
      Capabilities: capabilities,
    }),
    policies: {
      ...anyBelow({ BlockValidation: allSign ? 'ALL' : 'ANY' }),
      ...(signersMin && { BlockValidation: membersSign(ordering[0]!.mspId, signersMin) }),
    },
    modPolicy,
  };
}

const values = (of: Readonly<Record<string, Uint8Array>>): NonNullable<Group['values']> =>
  Object.fromEntries(Object.entries(of).map(([name, value]) => [name, { value, modPolicy }]));
