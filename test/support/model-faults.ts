/** For each property of each model of peers a peer, or a villain, that is not as it should be. */
import type { PeerNetwork } from '../../src/checker/peers/network.js';
import * as channel from './model-faults/channel.js';
import * as delivery from './model-faults/delivery.js';
import * as election from './model-faults/election.js';
import * as handshake from './model-faults/handshake.js';
import * as membership from './model-faults/membership.js';
import type { Faults } from './model-faults/plant.js';
import * as pull from './model-faults/pull.js';
import * as transfer from './model-faults/transfer.js';

const areas = [handshake, election, membership, transfer, delivery, pull, channel];

/** The models, as small as the test command explores them, and smaller. */
export const networks: Readonly<Record<string, PeerNetwork>> = Object.assign(
  {},
  ...areas.map((area) => area.networks),
);

/** By model, then by property. */
export const faults: Faults = Object.assign({}, ...areas.map((area) => area.faults));
