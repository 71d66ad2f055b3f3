/** Config blocks by which a peer is told to join a channel: what it reads in them, and what it refuses (9 Channel). */
import type { ConfigGroup } from '../../../src/wire/gen/common/configtx_pb.js';
import { blockBytes } from '../../harness/minting/channel/block.js';
import { channelGroup } from '../../harness/minting/channel/config.js';
import { genesisBlock } from '../../harness/minting/channel/config-block.js';
import type { Author } from '../author.js';
import { base64, type ReadConfiguration, type Vector } from '../vector.js';
import type { Letter, World } from '../world.js';
import { single } from './define.js';
import { type ConfigurationRow, flawedConfigurations } from './flawed-configurations.js';

const CHANNEL = 'new';

export const configurationVectors = (by: Author): Vector[] =>
  [...sound(by.world), ...framed(by), ...flawedConfigurations(by.world)].map(
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

function sound(world: World): ConfigurationRow[] {
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

function framed(by: Author): ConfigurationRow[] {
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

function renamed(group: ConfigGroup, from: string, to: string): void {
  const { groups } = group.groups.Application!;
  groups[to] = groups[from]!;
  delete groups[from];
}
