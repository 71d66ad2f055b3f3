/** The network of a scenario: its peers in a simulation, its channels, and what is cut off at present. */
import type { PeerOptions } from '../../peer/config.js';
import { createSymbolicChannelReader } from '../../wire/channel/symbolic.js';
import type { SimulationObserver, Step } from '../node.js';
import { createSimulation, type Simulation } from '../simulation.js';
import { createSymbolicChain, type SymbolicChain } from '../symbolic-blocks.js';
import { createLinks, type Links } from './links.js';
import { createMishaps, type Mishaps } from './mishaps.js';
import {
  channelPeerNames,
  firstPeerNames,
  newcomersOf,
  organisationOf,
  peersOf,
  type Scenario,
} from './scenario.js';
import { ORDERER, type Trust, trustOf } from './trust.js';

/** Instant at which every scenario begins, ms since 1970. */
export const SCENARIO_START_MS = 1_700_000_000_000;

/** What a Byzantine peer remembers of what it heard: between this and twice as much. */
const OVERHEARD_MAX = 500;

export interface NetworkOptions {
  readonly observers?: readonly SimulationObserver[];
  /** Peers that are broken on purpose, by name. */
  readonly steps?: Readonly<Record<string, Step>>;
}

export interface Network {
  readonly scenario: Scenario;
  readonly simulation: Simulation;
  readonly trust: Trust;
  /** Of the peers that have come so far. */
  readonly names: readonly string[];
  readonly chains: ReadonlyMap<string, SymbolicChain>;
  /** Names of those who join, by channel. */
  readonly members: ReadonlyMap<string, readonly string[]>;
  /** What nobody gets through, at present: from any of the first to any of the second. */
  readonly cuts: Set<Cut>;
  /** Shares of envelopes that are lost everywhere, at present. */
  readonly losses: Set<{ readonly share: number }>;
  isReachable(from: string, to: string): boolean;
  readonly links: Links;
  readonly mishaps: Mishaps | undefined;
  /** Envelopes that Byzantine peers have received lately, by their names. */
  readonly overheard: ReadonlyMap<string, readonly Uint8Array[]>;
  /** Starts a peer anew, and lets it join its channels. */
  start(name: string): void;
  /** A peer comes that was not there before. */
  arrive(name: string): void;
}

export interface Cut {
  readonly from: ReadonlySet<string>;
  readonly to: ReadonlySet<string>;
}

export function createNetwork(scenario: Scenario, options: NetworkOptions = {}): Network {
  const trust = trustOf(scenario, SCENARIO_START_MS);
  const cuts = new Set<Cut>();
  const losses = new Set<{ readonly share: number }>();
  const isReachable = (from: string, to: string) => {
    if (cuts.size > 0)
      for (const cut of cuts) if (cut.from.has(from) && cut.to.has(to)) return false;
    return true;
  };
  const links = createLinks(scenario);
  const mishaps = createMishaps(scenario, SCENARIO_START_MS);
  const overheard = new Map<string, Uint8Array[]>();
  for (const fault of scenario.faults)
    if (fault.kind === 'byzantine') overheard.set(fault.peer, []);
  const ears: SimulationObserver = {
    received(_, to, { bytes }) {
      const heard = overheard.get(to.name);
      if (heard === undefined) return;
      heard.push(bytes);
      if (heard.length > 2 * OVERHEARD_MAX) heard.splice(0, OVERHEARD_MAX);
    },
  };
  const observers = options.observers ?? [];
  const simulation = createSimulation({
    seed: scenario.seed,
    startMs: SCENARIO_START_MS,
    link: links.between,
    costs: scenario.costs,
    isReachable,
    ...(mishaps && { mishapOf: mishaps.of }),
    lossNow: () => (losses.size === 0 ? 0 : Math.max(...[...losses].map(({ share }) => share))),
    observers: overheard.size > 0 ? [...observers, ears] : observers,
  });
  const chains = new Map<string, SymbolicChain>();
  for (const channel of scenario.channels) {
    const organisations = channel.organisations.map((mspId) => ({
      mspId,
      anchors: [anchorOf(mspId)],
    }));
    const chain = createSymbolicChain(
      trust.crypto,
      channel.name,
      { sequence: 1, organisations, orderers: [ORDERER] },
      SCENARIO_START_MS,
    );
    simulation.ordering.append(channel.name, chain.configBlock);
    chains.set(channel.name, chain);
  }
  const names = firstPeerNames(scenario);
  for (const organisation of scenario.organisations)
    for (const [index, name] of peersOf(organisation).entries()) {
      const isHidden = index >= organisation.peers - organisation.hidden;
      const step = options.steps?.[name];
      simulation.add(name, peerOptions(scenario, trust, name, index, isHidden), {
        region: organisation.region,
        ...(step && { step }),
      });
    }
  for (const { peer: name } of newcomersOf(scenario)) {
    const { region } = scenario.organisations.find((o) => o.name === organisationOf(name))!;
    const index = Number(/\d+/.exec(name)![0]);
    simulation.add(name, peerOptions(scenario, trust, name, index, false), { region });
  }
  const members = new Map(
    scenario.channels.map((channel) => [channel.name, channelPeerNames(scenario, channel)]),
  );
  const start = (name: string) => {
    // A peer whose own MSP refuses it does not come up.
    if (trust.isRevoked(name)) return;
    simulation.start(name);
    for (const [channel, joined] of members)
      if (joined.includes(name)) simulation.join(name, channel, chains.get(channel)!.blocks[0]!);
  };
  return {
    scenario,
    simulation,
    trust,
    names,
    chains,
    members,
    cuts,
    losses,
    isReachable,
    links,
    mishaps,
    overheard,
    start,
    arrive(name) {
      names.push(name);
      start(name);
    },
  };
}

const internalOf = (name: string) => `${name}:7051`;
const externalOf = (name: string) => `ext.${name}:7051`;
const anchorOf = (organisation: string) => externalOf(`peer0.${organisation}`);

/** The first two peers of an organisation: one of them may be down. */
const bootstrapOf = ({ organisations }: Scenario, own: string): string[] =>
  peersOf(organisations.find(({ name }) => name === own)!).slice(0, 2);

function peerOptions(
  scenario: Scenario,
  { crypto, authority, identityOf }: Trust,
  name: string,
  index: number,
  isHidden: boolean,
): PeerOptions {
  const own = organisationOf(name);
  const isAlone = scenario.channels.length === 0;
  const reader = createSymbolicChannelReader(authority, own);
  const others = scenario.organisations.filter((o) => o.name !== own && o.hidden < o.peers);
  const { leadership } = scenario;
  return {
    profile: scenario.profile,
    identity: identityOf(name),
    signer: crypto.signerOf(name),
    crypto,
    authority: isAlone ? authority : reader.authority([]),
    channelReader: reader,
    endpoint: internalOf(name),
    externalEndpoint: isHidden ? '' : externalOf(name),
    bootstrap: bootstrapOf(scenario, own)
      .filter((other) => other !== name)
      .map(internalOf),
    // With channels, their configurations name the anchors.
    anchors: isAlone ? others.map((o) => ({ endpoint: anchorOf(o.name), mspId: o.name })) : [],
    leadership: leadership === 'static' && index > 0 ? 'none' : leadership,
    stateTransfer: scenario.stateTransfer,
    blockGossip: scenario.blockGossip,
    parameters: scenario.parameters,
  };
}
