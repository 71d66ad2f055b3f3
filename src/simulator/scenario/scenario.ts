/**
 * A scenario: everything that a simulation follows from. Plain data; times in milliseconds from the
 * start, sizes in bytes, shares from 0 to 1. Written as YAML it is a scenario file
 * (spec/schema/scenario.schema.json), where values may also carry units.
 */
import type { Leadership, Profile } from '../../peer/config.js';
import type { Parameters } from '../../peer/parameters.js';
import { type LinkModel, perfectLink } from '../link-model.js';
import { type Costs, noCosts } from '../node.js';
import type { DrawnKind, Fault, FaultOf } from './faults.js';

export interface ScenarioOrganisation {
  /** MSP ID. Its peers are peer0.NAME, peer1.NAME, … */
  readonly name: string;
  readonly peers: number;
  /** Where its peers are, for links between regions. */
  readonly region: string;
  /** How many of its peers, the last ones, have no external endpoint. */
  readonly hidden: number;
}

export interface ScenarioChannel {
  readonly name: string;
  /** Its organisations. */
  readonly organisations: readonly string[];
  /** Peers of these organisations that do not join. */
  readonly without: readonly string[];
}

/** Blocks that the ordering service makes. */
export interface BlockSchedule {
  readonly channel: string;
  readonly from: number;
  readonly every: number;
  readonly count: number;
  /** Of each block, about: bytes of all its transactions. */
  readonly size: number;
  readonly transactions: number;
}

export interface RegionLink extends Partial<LinkModel> {
  readonly regions: readonly [string, string];
}

/** Faults that the seed draws. */
export interface RandomFaults {
  readonly count: number;
  readonly kinds: readonly DrawnKind[];
  readonly from: number;
  readonly until: number;
}

export interface Scenario {
  readonly name: string;
  readonly seed: number;
  readonly duration: number;
  readonly profile: Profile;
  /** Each peer starts at a random instant before this. */
  readonly startWithin: number;
  readonly organisations: readonly ScenarioOrganisation[];
  readonly channels: readonly ScenarioChannel[];
  /** `static`: the first peer of each organisation fetches blocks. */
  readonly leadership: Leadership;
  readonly stateTransfer: boolean;
  readonly blockGossip: boolean;
  readonly parameters: Partial<Parameters>;
  readonly blocks: readonly BlockSchedule[];
  readonly links: LinkModel & { readonly between: readonly RegionLink[] };
  readonly costs: Costs;
  readonly faults: readonly Fault[];
  readonly random?: RandomFaults | undefined;
}

/** What a scenario says where its file does not. */
export const scenarioDefaults = {
  name: '',
  seed: 1,
  duration: 60_000,
  profile: 'fabric-3.1',
  startWithin: 5_000,
  channels: [],
  leadership: 'election',
  stateTransfer: true,
  blockGossip: true,
  parameters: {},
  blocks: [],
  links: { ...perfectLink, between: [] },
  costs: noCosts,
  faults: [],
} satisfies Partial<Scenario>;

/** A scenario with defaults where nothing is said. */
export const scenarioOf = (
  given: Partial<Omit<Scenario, 'links' | 'costs'>> & {
    readonly organisations: Scenario['organisations'];
    readonly links?: Partial<Scenario['links']>;
    readonly costs?: Partial<Costs>;
  },
): Scenario => ({
  ...scenarioDefaults,
  ...given,
  links: { ...scenarioDefaults.links, ...given.links },
  costs: { ...scenarioDefaults.costs, ...given.costs },
});

/** Names of an organisation's peers. */
export const peersOf = ({ name, peers }: ScenarioOrganisation): string[] =>
  Array.from({ length: peers }, (_, index) => `peer${index}.${name}`);

/** Names of the peers that are there from the beginning, in the order of organisations. */
export const firstPeerNames = ({ organisations }: Scenario): string[] =>
  organisations.flatMap(peersOf);

/** Peers that come later. */
export const newcomersOf = ({ faults }: Scenario): FaultOf<'newcomer'>[] =>
  faults.filter((fault) => fault.kind === 'newcomer');

/** Names of all peers, those who come later last. */
export const peerNames = (scenario: Scenario): string[] => [
  ...firstPeerNames(scenario),
  ...newcomersOf(scenario).map(({ peer }) => peer),
];

/** The organisation of a peer. */
export const organisationOf = (peer: string): string => peer.slice(peer.indexOf('.') + 1);

/** Names of the peers that join a channel. */
export const channelPeerNames = (scenario: Scenario, channel: ScenarioChannel): string[] => [
  ...scenario.organisations
    .filter(({ name }) => channel.organisations.includes(name))
    .flatMap(peersOf)
    .filter((peer) => !channel.without.includes(peer)),
  ...newcomersOf(scenario).flatMap(({ peer, channels }) =>
    channels.includes(channel.name) ? [peer] : [],
  ),
];
