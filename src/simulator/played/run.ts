/**
 * A path that simulated peers play: its measures and the invariants that are watched, as in every run of a scenario.
 * What has to come about some time is not judged, for time does not pass in a path.
 */
import type { PeerOptions } from '../../peer/config.js';
import type { SymbolicCrypto } from '../../wire/crypto/symbolic.js';
import { fromHex } from '../../wire/hex.js';
import { type Breach, watchInvariants } from '../invariants/watch.js';
import { measureBlocks } from '../measure/blocks.js';
import { measureLeaders } from '../measure/leaders.js';
import { measureMembership } from '../measure/membership.js';
import { type Measures, reportOf, type SimulationReport } from '../measure/report.js';
import { measureTraffic } from '../measure/traffic.js';
import type { SimulationObserver, Step } from '../node.js';
import type { Observed } from '../observed.js';
import { organisationOf, type ScenarioChannel, scenarioOf } from '../scenario/scenario.js';
import { createStage, type Stage } from './stage.js';

export interface PlayedPeer {
  readonly name: string;
  /** Hex. */
  readonly pkiId: string;
  readonly options: PeerOptions;
  readonly step: Step;
  /** Whether it lies from the beginning: of what it does no invariant says anything. */
  readonly isLiar: boolean;
}

export interface PlayedChannel extends Omit<ScenarioChannel, 'without'> {
  /** Peers that join it at some time. */
  readonly members: readonly string[];
  /** All that the ordering service has, the first one first. */
  readonly blocks: readonly Uint8Array[];
}

export interface PlayedNetwork {
  readonly name: string;
  /** Instant of the beginning, ms since 1970. */
  readonly startMs: number;
  readonly crypto: SymbolicCrypto;
  readonly peers: readonly PlayedPeer[];
  readonly channels: readonly PlayedChannel[];
  /** See StageOptions. */
  readonly clockOf: (life: number) => number;
}

export interface PlayedRun {
  readonly stage: Stage;
  readonly breaches: readonly Breach[];
  readonly notJudged: readonly { readonly id: string; readonly why: string }[];
  /** *Sometimes* invariants that came about. */
  readonly reached: readonly string[];
  /** To be called when the path is over. */
  judgeEnd(): void;
  report(): SimulationReport;
}

export function createPlayedRun(
  network: PlayedNetwork,
  others: readonly SimulationObserver[] = [],
): PlayedRun {
  const { startMs, clockOf, channels, peers } = network;
  const seen = (): Observed => observed;
  const measures: Measures = {
    traffic: measureTraffic(),
    membership: measureMembership(seen, startMs),
    blocks: measureBlocks(seen, startMs),
    leaders: measureLeaders(startMs),
  };
  const watch = watchInvariants(seen, measures, startMs);
  const measuring = Object.values(measures).map(({ observer }) => observer);
  const stage = createStage({
    startMs,
    clockOf,
    blocksOf: (channel) => channels.find(({ name }) => name === channel)?.blocks ?? [],
    observers: [...measuring, ...watch.observers, ...others],
  });
  for (const { name, options, step } of peers) stage.add(name, options, step);
  const observed = observedOf(network, stage);
  for (const { name, isLiar } of peers) if (isLiar) measures.membership.exclude(name);
  for (const { name, blocks } of channels)
    for (let number = 1; number < blocks.length; number += 1)
      measures.blocks.made(name, number, startMs);
  return {
    stage,
    breaches: watch.breaches,
    notJudged: watch.notJudged,
    get reached() {
      return [...watch.reached].sort();
    },
    judgeEnd: () => watch.judgeEnd(),
    report: () => reportOf(observed, measures, stage.simulation.clock.now() - startMs),
  };
}

/** The network as it is seen by whoever looks on. */
function observedOf({ name, crypto, peers, channels }: PlayedNetwork, stage: Stage): Observed {
  const names = peers.map((peer) => peer.name);
  const organisations = [...new Set(names.map(organisationOf))];
  const pkis = new Map(peers.map((peer) => [peer.name, peer.pkiId]));
  const namesByPki = new Map(peers.map((peer) => [peer.pkiId, peer.name]));
  return {
    scenario: scenarioOf({
      name,
      duration: 0,
      organisations: organisations.map((org) => ({
        name: org,
        peers: names.filter((one) => organisationOf(one) === org).length,
        region: '',
        hidden: 0,
      })),
      channels: channels.map((one) => ({ ...one, without: [] })),
      leadership: peers.every(({ options }) => options.leadership === 'election')
        ? 'election'
        : 'none',
      faults: peers.flatMap((peer) =>
        peer.isLiar
          ? [{ kind: 'byzantine', at: 0, until: 0, peer: peer.name, does: [], rate: 0 }]
          : [],
      ),
    }),
    names,
    members: new Map(channels.map((one) => [one.name, one.members])),
    chains: new Map(channels.map((one) => [one.name, one])),
    simulation: stage.simulation,
    trust: {
      crypto,
      pkis: [...pkis.values()].map(fromHex),
      pkiOf: (peer) => pkis.get(peer)!,
      nameOf: (pki) => namesByPki.get(pki),
    },
    isReachable: () => true,
    mishaps: undefined,
  };
}
