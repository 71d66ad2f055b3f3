/**
 * The genesis block of a channel whose only purpose is that a Fabric peer learns of other
 * organisations. It has no ordering service that exists, so no block ever follows.
 */
import { createHash } from 'node:crypto';
import type { MessageInitShape } from '@bufbuild/protobuf';
import {
  BlockSchema,
  ChannelHeaderSchema,
  EnvelopeSchema,
  HeaderType,
  PayloadSchema,
} from '../../../../src/wire/gen/common/common_pb.js';
import {
  ConfigEnvelopeSchema,
  type ConfigGroupSchema,
} from '../../../../src/wire/gen/common/configtx_pb.js';
import {
  BlockDataHashingStructureSchema,
  CapabilitiesSchema,
  HashingAlgorithmSchema,
} from '../../../../src/wire/gen/common/configuration_pb.js';
import {
  BatchSizeSchema,
  BatchTimeoutSchema,
  ConsensusTypeSchema,
} from '../../../../src/wire/gen/orderer/configuration_pb.js';
import { anyBelow, encode, memberPolicies, modPolicy } from './policies.js';
import { verifyingMsp } from './verifying-msp.js';

type Group = MessageInitShape<typeof ConfigGroupSchema>;

/** Level of capabilities that peers of 2.5 and of 3.x both have. */
const capabilities = encode(CapabilitiesSchema, { capabilities: { V2_0: {} } });

/** Entries of a block's metadata, all empty in a genesis block. */
const metadataCount = 5;

/** The block, serialized. `mspFolders`: the MSP folder of each organisation by MSP ID. */
export function genesisBlock(
  channelId: string,
  mspFolders: Readonly<Record<string, string>>,
): Uint8Array {
  const config = encode(ConfigEnvelopeSchema, { config: { channelGroup: channel(mspFolders) } });
  const channelHeader = encode(ChannelHeaderSchema, {
    type: HeaderType.CONFIG,
    version: 1,
    channelId,
  });
  const payload = encode(PayloadSchema, { header: { channelHeader }, data: config });
  const envelope = encode(EnvelopeSchema, { payload });
  const dataHash = new Uint8Array(createHash('sha256').update(envelope).digest());
  return encode(BlockSchema, {
    header: { number: 0n, dataHash },
    data: { data: [envelope] },
    metadata: { metadata: Array.from({ length: metadataCount }, () => new Uint8Array()) },
  });
}

function channel(mspFolders: Readonly<Record<string, string>>): Group {
  return {
    groups: { Application: application(mspFolders), Orderer: orderer() },
    values: values({
      HashingAlgorithm: encode(HashingAlgorithmSchema, { name: 'SHA256' }),
      BlockDataHashingStructure: encode(BlockDataHashingStructureSchema, { width: 0xffffffff }),
      Capabilities: capabilities,
    }),
    policies: anyBelow(),
    modPolicy,
  };
}

function application(mspFolders: Readonly<Record<string, string>>): Group {
  const organisations = Object.entries(mspFolders).map(([mspId, folder]): [string, Group] => [
    mspId,
    {
      values: values({ MSP: verifyingMsp(mspId, folder) }),
      policies: memberPolicies(mspId),
      modPolicy,
    },
  ]);
  return {
    groups: Object.fromEntries(organisations),
    values: values({ Capabilities: capabilities }),
    policies: anyBelow(['Endorsement', 'LifecycleEndorsement']),
    modPolicy,
  };
}

/** A peer refuses a channel without this group; nobody needs to be in it. */
function orderer(): Group {
  return {
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
    policies: anyBelow(['BlockValidation']),
    modPolicy,
  };
}

const values = (of: Readonly<Record<string, Uint8Array>>): NonNullable<Group['values']> =>
  Object.fromEntries(Object.entries(of).map(([name, value]) => [name, { value, modPolicy }]));
