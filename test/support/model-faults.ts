/** For each property of each model of peers a peer, or a villain, that is not as it should be. */
import * as channel from './model-faults/channel.js';
import * as delivery from './model-faults/delivery.js';
import * as election from './model-faults/election.js';
import * as electionPartition from './model-faults/election-partition.js';
import * as handshake from './model-faults/handshake.js';
import * as membership from './model-faults/membership.js';
import type { Faults, Plant } from './model-faults/plant.js';
import * as pull from './model-faults/pull.js';
import * as transfer from './model-faults/transfer.js';

const areas = [
  handshake,
  election,
  electionPartition,
  membership,
  transfer,
  delivery,
  pull,
  channel,
];

/** By model, then by property. */
export const faults: Faults = Object.assign({}, ...areas.map((area) => area.faults));

/** Whose faults are planted in a variant too, where it has none of its own. */
const VARIANTS: Readonly<Record<string, readonly string[]>> = {
  handshake: ['handshake-hardened', 'handshake-endless', 'handshake-endless-hardened'],
  election: ['election-with-losses', 'election-replayed'],
  'election-with-partition': ['election-with-partition-and-silence'],
  membership: [
    'membership-with-crash',
    'membership-with-losses',
    'membership-of-three',
    'membership-of-three-with-sayings',
    'membership-of-three-with-heartbeat',
    'membership-with-stranger',
  ],
  transfer: ['transfer-with-losses', 'transfer-with-return'],
  delivery: [
    'delivery-with-ends',
    'delivery-with-pauses',
    'delivery-with-crash',
    'delivery-with-return',
  ],
  pull: [
    'pull-with-liar',
    'pull-with-ages',
    'pull-with-crash',
    'pull-with-return',
    'pull-with-return-of-holder',
  ],
  isolation: ['isolation-with-timers', 'isolation-with-crash'],
  identities: ['identities-with-timers'],
};

/** Of this model itself, or of the one that it is a variant of. */
export function faultOf(model: string, id: string): Plant | undefined {
  const base = Object.keys(VARIANTS).find((one) => VARIANTS[one]!.includes(model)) ?? model;
  return faults[model]?.[id] ?? faults[base]?.[id];
}
