/** Config blocks that follow in a chain: each is verified and committed, and takes effect or not (9 Channel). */
import { create } from '@bufbuild/protobuf';
import {
  type ConfigGroup,
  ConfigGroupSchema,
  type ConfigValue,
} from '../../../src/wire/gen/common/configtx_pb.js';
import {
  anchorPeers,
  ordererAddresses,
  organisationGroup,
} from '../../harness/minting/channel/config.js';
import { modPolicy } from '../../harness/minting/channel/policies.js';
import type { Author } from '../author.js';
import {
  base64,
  type Judged,
  type ReadConfiguration,
  type Vector,
  type VectorInput,
} from '../vector.js';
import { single } from './define.js';

const applicationOf = (group: ConfigGroup): ConfigGroup => group.groups.Application!;

/** A config block of channel ch after its blocks 0 to 2. */
export function updateOf(by: Author, change: (group: ConfigGroup) => void): VectorInput {
  const channel = by.world.mint('ch');
  channel.block(2);
  const number = channel.reconfigure(change);
  return { type: 'config-update', channel: 'ch', block: base64(channel.block(number)) };
}

/** The one that removes F. */
export const removalOf = (by: Author): VectorInput =>
  updateOf(by, (group) => {
    delete applicationOf(group).groups[by.world.organisations.F.mspId];
    applicationOf(group).version += 1n;
  });

export function updateVectors(by: Author): Vector[] {
  const { organisations, msps } = by.world;
  const { O, F, G } = organisations;
  const of = (
    id: string,
    description: string,
    change: (group: ConfigGroup) => void,
    members: ReadConfiguration['organisations'],
    more: {
      verdict?: Judged;
      clauses?: readonly string[];
      reason?: string;
      orderers?: string[];
    } = {},
  ): Vector => {
    const {
      verdict = 'accept',
      clauses = ['CHAN-15'],
      reason = 'it takes effect',
      orderers = ['orderer.test:7050'],
    } = more;
    return single('config-update', {
      id,
      description,
      receiver: { channels: { ch: 3 } },
      input: updateOf(by, change),
      verdict,
      clauses,
      reason,
      ...(verdict === 'accept' && { reads: { sequence: '1', organisations: members, orderers } }),
    });
  };
  const members = { [O.mspId]: [], [F.mspId]: [] };
  return [
    of(
      'without-change-accepted',
      'The same configuration under the next sequence.',
      (group) => {
        group.version += 1n;
      },
      members,
    ),
    of(
      'with-new-anchor-accepted',
      'F names an anchor.',
      (group) => {
        const organisation = applicationOf(group).groups[F.mspId]!;
        organisation.values.AnchorPeers = configValue(anchorPeers(['f1.test:7051']));
        organisation.version += 1n;
      },
      { ...members, [F.mspId]: ['f1.test:7051'] },
      { clauses: ['CHAN-15', 'CHAN-23'] },
    ),
    of(
      'with-new-organisation-accepted',
      'G becomes a member.',
      (group) => {
        applicationOf(group).groups[G.mspId] = create(
          ConfigGroupSchema,
          organisationGroup({ mspId: G.mspId, msp: msps.G }),
        );
        applicationOf(group).version += 1n;
      },
      { ...members, [G.mspId]: [] },
      { clauses: ['CHAN-15', 'CHAN-20'] },
    ),
    of(
      'without-other-organisation-accepted',
      'F is no member any more.',
      (group) => {
        delete applicationOf(group).groups[F.mspId];
        applicationOf(group).version += 1n;
      },
      { [O.mspId]: [] },
      { clauses: ['CHAN-15', 'CHAN-22'] },
    ),
    of(
      'with-other-orderer-accepted',
      'The ordering service serves elsewhere.',
      (group) => {
        const values = group.groups.Orderer!.groups[organisations.R.mspId]!.values;
        values.Endpoints = {
          ...configValue(ordererAddresses(['new.orderer.test:7050'])),
          version: 1n,
        };
      },
      members,
      { clauses: ['CHAN-15', 'CHAN-24'], orderers: ['new.orderer.test:7050'] },
    ),
    of(
      'without-own-organisation-ignored',
      'The receiver’s organisation is no member any more: the configuration before stays in force.',
      (group) => {
        delete applicationOf(group).groups[O.mspId];
        applicationOf(group).version += 1n;
      },
      {},
      {
        verdict: 'ignore',
        clauses: ['CHAN-17'],
        reason: 'our organisation is not a member of the channel',
      },
    ),
  ];
}

const configValue = (value: Uint8Array): ConfigValue => ({
  $typeName: 'common.ConfigValue',
  version: 0n,
  value,
  modPolicy,
});
