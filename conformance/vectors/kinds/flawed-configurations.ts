/** Configurations that a peer refuses as a whole (9 Channel, CHAN-1 to CHAN-9, CHAN-72). */

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
import { encode, modPolicy } from '../../harness/minting/channel/policies.js';
import type { Judged, ReadConfiguration } from '../vector.js';
import type { World } from '../world.js';

export interface ConfigurationRow {
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

export function flawedConfigurations(world: World): ConfigurationRow[] {
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
