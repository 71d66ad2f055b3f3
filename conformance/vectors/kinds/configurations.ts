/** Config blocks by which a peer is told to join a channel: what it reads in them, and what it refuses (9 Channel). */
import type { ConfigGroup } from '../../../src/wire/gen/common/configtx_pb.js';
import {
  BlockDataHashingStructureSchema,
  CapabilitiesSchema,
  HashingAlgorithmSchema,
} from '../../../src/wire/gen/common/configuration_pb.js';
import {
  BatchSizeSchema,
  BatchTimeoutSchema,
} from '../../../src/wire/gen/orderer/configuration_pb.js';
import { blockBytes } from '../../harness/minting/channel/block.js';
import { channelGroup } from '../../harness/minting/channel/config.js';
import { genesisBlock } from '../../harness/minting/channel/config-block.js';
import { encode, modPolicy } from '../../harness/minting/channel/policies.js';
import type { Author } from '../author.js';
import { base64, type Judged, type ReadConfiguration, type Vector } from '../vector.js';
import type { Letter, World } from '../world.js';
import { single } from './define.js';

const CHANNEL = 'new';

interface Row {
  readonly id: string;
  readonly description: string;
  readonly change?: (group: ConfigGroup) => void;
  readonly block?: Uint8Array;
  readonly verdict?: Judged;
  readonly clauses: readonly string[];
  readonly reason: string;
  readonly reads?: ReadConfiguration;
  readonly channel?: string;
}

export const configurationVectors = (by: Author): Vector[] =>
  [...sound(by.world), ...framed(by), ...flawed(by.world)].map(
    ({ change = () => {}, block, verdict = 'reject', channel = CHANNEL, ...parts }) =>
      single('config-block', {
        ...parts,
        verdict,
        receiver: { channels: {} },
        input: {
          type: 'config-block',
          channel,
          block: base64(block ?? firstBlock(by.world, change)),
        },
      }),
  );

function firstBlock(
  world: World,
  change: (group: ConfigGroup) => void,
  members: readonly Letter[] = ['O', 'F'],
  channel = CHANNEL,
): Uint8Array {
  const { organisations, msps } = world;
  const group = channelGroup({
    organisations: members.map((letter) => ({
      mspId: organisations[letter].mspId,
      msp: msps[letter],
      anchors: letter === 'O' ? ['o1.test:7051', 'o2.test:7051'] : [],
    })),
    ordering: [{ mspId: organisations.R.mspId, msp: msps.R }],
    ordererEndpoints: ['orderer.test:7050', 'second.orderer.test:7050'],
  });
  change(group);
  return blockBytes(genesisBlock(channel, group));
}

const taken = {
  verdict: 'accept',
  clauses: ['CHAN-10', 'CHAN-65', 'CHAN-66'],
  reason: 'a sound configuration',
} as const;
const READS: ReadConfiguration = {
  sequence: '0',
  organisations: { OrgOMSP: ['o1.test:7051', 'o2.test:7051'], OrgFMSP: [] },
  orderers: ['orderer.test:7050', 'second.orderer.test:7050'],
};

function sound(world: World): Row[] {
  const { mspId } = world.organisations.F;
  return [
    {
      id: 'of-two-organisations-accepted',
      description: 'Organisations O and F; O has two anchors.',
      reads: READS,
      ...taken,
    },
    {
      id: 'without-application-values-accepted',
      description: 'No capabilities of the application group.',
      change: (group) => {
        delete group.groups.Application!.values.Capabilities;
      },
      reads: READS,
      ...taken,
    },
    {
      id: 'under-another-name-of-organisation-accepted',
      description: 'The group of F has another name: its MSP says who it is.',
      change: (group) => renamed(group, mspId, 'somebody'),
      reads: READS,
      ...taken,
    },
    {
      id: 'without-own-organisation-ignored',
      description: 'Organisations F and G: the receiver’s is not among them.',
      block: firstBlock(world, () => {}, ['F', 'G']),
      verdict: 'ignore',
      clauses: ['CHAN-14'],
      reason: 'our organisation is not a member of the channel',
    },
  ];
}

function framed(by: Author): Row[] {
  const { world } = by;
  return [
    {
      id: 'of-another-channel-rejected',
      description: 'The config block of a channel with another name.',
      block: firstBlock(world, () => {}, ['O', 'F'], 'elsewhere'),
      clauses: ['CHAN-13'],
      reason: 'a config block of another channel',
    },
    {
      id: 'of-ill-named-channel-rejected',
      description: 'A channel whose name has a capital letter.',
      channel: 'New',
      block: firstBlock(world, () => {}, ['O', 'F'], 'New'),
      clauses: ['CHAN-1'],
      reason: 'no legal name of a channel',
    },
    {
      id: 'ordinary-block-rejected',
      description: 'A block of transactions.',
      channel: 'ch',
      block: world.channel('ch').block(1),
      clauses: ['CHAN-1'],
      reason: 'not a config block',
    },
    {
      id: 'empty-rejected',
      description: 'No bytes.',
      block: new Uint8Array(),
      clauses: ['CHAN-1'],
      reason: 'not a config block',
    },
    {
      id: 'garbled-rejected',
      description: 'Bytes that are no block.',
      block: Uint8Array.of(0xff, 0xff),
      clauses: ['CHAN-1'],
      reason: 'not a config block',
    },
  ];
}

function flawed(world: World): Row[] {
  const { mspId } = world.organisations.F;
  const orderer = (group: ConfigGroup) => group.groups.Orderer!;
  const application = (group: ConfigGroup) => group.groups.Application!;
  const value = (bytes: Uint8Array) => ({
    $typeName: 'common.ConfigValue' as const,
    version: 0n,
    value: bytes,
    modPolicy,
  });
  return [
    {
      id: 'without-application-rejected',
      description: 'No group Application.',
      change: (group) => {
        delete group.groups.Application;
      },
      clauses: ['CHAN-2'],
      reason: 'the group Application is missing',
    },
    {
      id: 'without-orderer-rejected',
      description: 'No group Orderer.',
      change: (group) => {
        delete group.groups.Orderer;
      },
      clauses: ['CHAN-2'],
      reason: 'the group Orderer is missing',
    },
    {
      id: 'with-garbled-anchors-rejected',
      description: 'Anchor peers that do not decode.',
      change: (group) => {
        application(group).groups[mspId]!.values.AnchorPeers = value(Uint8Array.of(0xff));
      },
      clauses: ['CHAN-2'],
      reason: 'a value that does not decode',
    },
    {
      id: 'with-unknown-group-rejected',
      description: 'A group Sales beside Application.',
      change: (group) => {
        group.groups.Sales = application(group).groups[mspId]!;
      },
      clauses: ['CHAN-3'],
      reason: 'a group that Fabric does not know',
    },
    {
      id: 'with-unknown-value-rejected',
      description: 'A value Sales of the channel.',
      change: (group) => {
        group.values.Sales = value(new Uint8Array());
      },
      clauses: ['CHAN-3'],
      reason: 'a value that Fabric does not know',
    },
    {
      id: 'with-unknown-capability-rejected',
      description: 'Capability V9_0 of the channel.',
      change: (group) => {
        group.values.Capabilities = value(
          encode(CapabilitiesSchema, { capabilities: { V2_0: {}, V9_0: {} } }),
        );
      },
      clauses: ['CHAN-4'],
      reason: 'a capability that Fabric does not know',
    },
    {
      id: 'without-capabilities-rejected',
      description: 'No capabilities of the channel.',
      change: (group) => {
        delete group.values.Capabilities;
      },
      clauses: ['CHAN-4'],
      reason: 'none of the channel capabilities',
    },
    {
      id: 'with-other-hashing-rejected',
      description: 'Hashing algorithm MD5.',
      change: (group) => {
        group.values.HashingAlgorithm = value(encode(HashingAlgorithmSchema, { name: 'MD5' }));
      },
      clauses: ['CHAN-5'],
      reason: 'a hashing algorithm that is not taken',
    },
    {
      id: 'with-narrow-hashing-rejected',
      description: 'A hashing structure of width 2.',
      change: (group) => {
        group.values.BlockDataHashingStructure = value(
          encode(BlockDataHashingStructureSchema, { width: 2 }),
        );
      },
      clauses: ['CHAN-5'],
      reason: 'a hashing structure that is not taken',
    },
    {
      id: 'without-msp-rejected',
      description: 'F has no MSP.',
      change: (group) => {
        delete application(group).groups[mspId]!.values.MSP;
      },
      clauses: ['CHAN-6'],
      reason: 'an organisation without MSP',
    },
    {
      id: 'with-garbled-msp-rejected',
      description: 'The MSP of F does not decode.',
      change: (group) => {
        application(group).groups[mspId]!.values.MSP = value(Uint8Array.of(0xff));
      },
      clauses: ['CHAN-6', 'CHAN-2', 'IDENT-40'],
      reason: 'an MSP that does not decode',
    },
    {
      id: 'with-two-msps-of-one-id-rejected',
      description: 'The MSP of O once with its revocation list and once without.',
      change: (group) => {
        application(group).groups.again = {
          ...application(group).groups[mspId]!,
          values: { MSP: value(world.organisations.O.msp()) },
        };
      },
      clauses: ['CHAN-6'],
      reason: 'two different MSPs under one MSP ID',
    },
    {
      id: 'with-garbled-policy-rejected',
      description: 'Readers of F is a signature policy that does not decode.',
      change: (group) => {
        application(group).groups[mspId]!.policies.Readers!.policy!.value = Uint8Array.of(0xff);
      },
      clauses: ['CHAN-8'],
      reason: 'a policy that does not decode',
    },
    {
      id: 'with-policy-of-unknown-type-rejected',
      description: 'Readers of F is of type 9.',
      change: (group) => {
        application(group).groups[mspId]!.policies.Readers!.policy!.type = 9;
      },
      clauses: ['CHAN-9'],
      reason: 'a policy of a type that is not taken',
    },
    {
      id: 'with-empty-policy-rejected',
      description: 'Readers of F is empty.',
      change: (group) => {
        delete application(group).groups[mspId]!.policies.Readers!.policy;
      },
      clauses: ['CHAN-9'],
      reason: 'an empty policy',
    },
    {
      id: 'with-empty-batches-rejected',
      description: 'Batches of no transactions.',
      change: (group) => {
        orderer(group).values.BatchSize = value(
          encode(BatchSizeSchema, {
            maxMessageCount: 0,
            absoluteMaxBytes: 9,
            preferredMaxBytes: 9,
          }),
        );
      },
      clauses: ['CHAN-72'],
      reason: 'a batch size with a part that is 0',
    },
    {
      id: 'with-odd-batch-timeout-rejected',
      description: 'A batch timeout of "soon".',
      change: (group) => {
        orderer(group).values.BatchTimeout = value(encode(BatchTimeoutSchema, { timeout: 'soon' }));
      },
      clauses: ['CHAN-72'],
      reason: 'a batch timeout that is no duration',
    },
  ];
}

function renamed(group: ConfigGroup, from: string, to: string): void {
  const { groups } = group.groups.Application!;
  groups[to] = groups[from]!;
  delete groups[from];
}
