/** Who takes part in a run, by the numbers that a recording uses. */

import { SCENARIO_START_MS } from '../../src/simulator/scenario/network.js';
import {
  channelPeerNames,
  organisationOf,
  peerNames,
  type Scenario,
} from '../../src/simulator/scenario/scenario.js';
import { trustOf } from '../../src/simulator/scenario/trust.js';

export interface CastPeer {
  readonly name: string;
  readonly organisation: number;
  /** PKI-ID in hex. */
  readonly pki: string;
}

export interface CastChannel {
  readonly name: string;
  /** Peers that join. */
  readonly members: readonly number[];
}

export interface Cast {
  readonly organisations: readonly string[];
  readonly peers: readonly CastPeer[];
  readonly channels: readonly CastChannel[];
}

export function castOf(scenario: Scenario): Cast {
  const organisations = scenario.organisations.map(({ name }) => name);
  const trust = trustOf(scenario, SCENARIO_START_MS);
  const names = peerNames(scenario);
  const indexes = new Map(names.map((name, index) => [name, index]));
  return {
    organisations,
    peers: names.map((name) => ({
      name,
      organisation: organisations.indexOf(organisationOf(name)),
      pki: trust.pkiOf(name),
    })),
    channels: scenario.channels.map((channel) => ({
      name: channel.name,
      members: channelPeerNames(scenario, channel).map((name) => indexes.get(name)!),
    })),
  };
}
