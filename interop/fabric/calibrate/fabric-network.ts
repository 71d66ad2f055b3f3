/** The eight Fabric peers, their ordering service, and the script played on them in real time. */

import { loadavg } from 'node:os';
import { setTimeout as pause } from 'node:timers/promises';
import type { PeerSettings } from '../kit/core-yaml.js';
import { createFabricPeer, type FabricPeer } from '../kit/fabric-peer.js';
import { makeNetwork } from '../kit/network.js';
import { LOGGING, sightOf, sinceInstant } from './fabric-log.js';
import { createLogTail } from './log-tail.js';
import { startOrdering } from './ordering.js';
import { type Cycle, victimsOf } from './script.js';
import { BOOTSTRAP, CHANNEL, peerNames, waitOf } from './settings.js';
import { inOrder, leadersOf, type Ordered, type Sight } from './sights.js';

export interface Observed {
  readonly sights: readonly Sight[];
  readonly ordered: readonly Ordered[];
  /** Load average of the last minute, at the end of each cycle. */
  readonly loads: readonly number[];
  /** Numbers of cycles in which a process ended by itself, or was started again: no samples of these. */
  readonly disturbed: readonly number[];
}

export interface FabricOptions {
  readonly binary: string;
  /** Takes material, ledgers and logs. */
  readonly folder: string;
  readonly cycles: readonly Cycle[];
  readonly told: (line: string) => void;
  /** Once aborted, the cycle that runs is the last. */
  readonly stop: AbortSignal;
}

/** How often logs are read: the instants stand in them. */
const READ_EVERY_MS = 200;
const SETTLE_MS_MAX = 120_000;
const CALM_MS = 4_000;
/** Of all starts of the run; who did not start is started again. */
const FAILED_STARTS_MAX = 5;

/** Plays it; nothing runs afterwards. @throws Error if peers do not start, or do not come to know one another */
export async function playFabric(options: FabricOptions): Promise<Observed> {
  const { binary, folder, told, stop } = options;
  const network = await makeNetwork({
    folder,
    organisations: { Org1MSP: peerNames },
    anchors: [BOOTSTRAP[0]!],
    channels: [{ name: CHANNEL, organisations: ['Org1MSP'], batch: { messageCountMax: 1 } }],
  });
  const nameAt = new Map([...network.peers.values()].map((peer) => [peer.endpoint, peer.name]));
  const peers = new Map<string, FabricPeer>();
  for (const name of peerNames) {
    const bootstrap = BOOTSTRAP.filter((of) => of !== name);
    const endpoints = bootstrap.map((of) => network.peers.get(of)!.endpoint);
    const settings = settingsOf(endpoints);
    peers.set(name, createFabricPeer({ network, name, binary, settings, logging: LOGGING }));
  }
  const all = [...peers.values()];

  let zeroMs = Date.now();
  const now = (): number => Date.now() - zeroMs;
  let sights: Sight[] = [];
  let ordered: Ordered[] = [];
  const saw = (what: 'killed' | 'spawned', peer: string): void =>
    void sights.push({ atMs: now(), peer, what });
  const tails = new Map(all.map(({ peer, log }) => [peer.name, createLogTail(log)]));
  const read = (): void => {
    for (const [peer, tail] of tails)
      for (const line of tail()) {
        const seen = sightOf(line);
        if (seen === undefined) continue;
        const { dayMs, of, ...rest } = seen;
        const about = of === undefined ? undefined : nameAt.get(of);
        if (of !== undefined && about === undefined) continue;
        const atMs = sinceInstant(dayMs, zeroMs);
        sights.push({ atMs, peer, ...rest, ...(about && { of: about }) } as Sight);
      }
  };
  const sleepUntil = async (atMs: number): Promise<void> => {
    while (now() < atMs) {
      read();
      await pause(Math.max(1, Math.min(READ_EVERY_MS, atMs - now())));
    }
  };

  const ordering = await startOrdering(network, (number) => ordered.push({ number, atMs: now() }));
  const starting = new Set<Promise<void>>();
  let failedStarts = 0;
  const beingStarted = new Set<string>();
  const failures: Error[] = [];
  const order = (): void =>
    void ordering.order().catch((error: Error) => void failures.push(error));
  const spawn = (name: string): Promise<void> => {
    saw('spawned', name);
    const started = peers.get(name)!.start();
    starting.add(started);
    beingStarted.add(name);
    return started
      .catch((error: Error) => {
        failedStarts += 1;
        if (failedStarts > FAILED_STARTS_MAX) failures.push(error);
        else told(error.message.split('\n')[0]!);
      })
      .finally(() => beingStarted.delete(name));
  };

  /** Who ought to run and does not. */
  const ended = (): string[] => {
    const lost = all.filter(({ pid, peer }) => pid === undefined && !beingStarted.has(peer.name));
    for (const { peer } of lost) {
      saw('killed', peer.name);
      told(`${peer.name} has ended by itself, and is started again`);
    }
    return lost.map(({ peer }) => peer.name);
  };

  try {
    told(`starting ${all.length} peers`);
    // Two at a time: the machine may have no more processors.
    for (let i = 0; i < peerNames.length; i += 2) {
      const two = peerNames.slice(i, i + 2);
      await Promise.all(two.map(spawn));
      for (const name of two) await peers.get(name)!.join(CHANNEL);
    }
    await settled(() => {
      for (const name of ended()) void spawn(name);
      read();
      return isSettled(sights);
    });
    told('all know one another');
    // Who has begun an election at the start ends it.
    await pause(CALM_MS);
    read();
    // From here on instants count from the beginning of the first cycle.
    const shiftMs = now();
    zeroMs += shiftMs;
    sights = sights.map((sight) => ({ ...sight, atMs: sight.atMs - shiftMs }));
    ordered = ordered.map((block) => ({ ...block, atMs: block.atMs - shiftMs }));
    const loads: number[] = [];
    const disturbed: number[] = [];
    for (const [index, cycle] of options.cycles.entries()) {
      if (stop.aborted) break;
      await playCycle(cycle);
      const lost = ended();
      for (const name of lost) void spawn(name);
      // Who starts now is not at rest when the next cycle begins.
      if (lost.length > 0) disturbed.push(index, index + 1);
      loads.push(loadavg()[0]!);
      told(`cycle ${index + 1} of ${options.cycles.length}, load ${loads.at(-1)!.toFixed(1)}`);
      if (failures[0] !== undefined) throw failures[0];
    }
    read();
    return { sights, ordered, loads, disturbed };
  } finally {
    await Promise.all(all.map((peer) => peer.kill()));
    await Promise.allSettled(starting);
    await ordering.close();
  }

  async function playCycle(cycle: Cycle): Promise<void> {
    await sleepUntil(cycle.killAtMs);
    read();
    const running = all.filter(({ pid }) => pid !== undefined).map(({ peer }) => peer.name);
    const victims = victimsOf(cycle, running, leadersOf(inOrder(sights)).at(-1));
    for (const name of victims) {
      saw('killed', name);
      void peers.get(name)!.kill();
    }
    for (const atMs of cycle.missedAtMs) {
      await sleepUntil(atMs);
      order();
    }
    await sleepUntil(cycle.restartAtMs);
    for (const name of victims) void spawn(name);
    for (const atMs of cycle.blocksAtMs) {
      await sleepUntil(atMs);
      order();
    }
    await sleepUntil(cycle.endMs);
  }
}

const settingsOf = (bootstrap: readonly string[]): PeerSettings => ({
  bootstrap,
  timings: {
    aliveTimeIntervalMs: waitOf('peer.gossip.aliveTimeInterval'),
    aliveExpirationTimeoutMs: waitOf('peer.gossip.aliveExpirationTimeout'),
    reconnectIntervalMs: waitOf('peer.gossip.reconnectInterval'),
    publishCertPeriodMs: waitOf('peer.gossip.publishCertPeriod'),
    dialTimeoutMs: waitOf('peer.gossip.dialTimeout'),
    pullIntervalMs: waitOf('peer.gossip.pullInterval'),
    digestWaitTimeMs: waitOf('peer.gossip.digestWaitTime'),
    requestWaitTimeMs: waitOf('peer.gossip.requestWaitTime'),
    responseWaitTimeMs: waitOf('peer.gossip.responseWaitTime'),
    publishStateInfoIntervalMs: waitOf('peer.gossip.publishStateInfoInterval'),
    requestStateInfoIntervalMs: waitOf('peer.gossip.requestStateInfoInterval'),
  },
  channel: {
    leadership: 'elected',
    startupGracePeriodMs: waitOf('peer.gossip.election.startupGracePeriod'),
    membershipSampleIntervalMs: waitOf('peer.gossip.election.membershipSampleInterval'),
    leaderAliveThresholdMs: waitOf('peer.gossip.election.leaderAliveThreshold'),
    leaderElectionDurationMs: waitOf('peer.gossip.election.leaderElectionDuration'),
    stateEnabled: true,
    checkIntervalMs: waitOf('peer.gossip.state.checkInterval'),
    responseTimeoutMs: waitOf('peer.gossip.state.responseTimeout'),
    // As everything that is not said: Fabric's defaults.
    maxBlockCountToStore: 10,
    batchSize: 10,
    blockBufferSize: 20,
    maxRetries: 3,
    blockGossipEnabled: true,
  },
});

/** Everybody knows everybody, somebody leads. */
function isSettled(sights: readonly Sight[]): boolean {
  const known = new Set(
    sights.flatMap((sight) => (sight.what === 'alive' ? [`${sight.peer} ${sight.of}`] : [])),
  );
  const isLed = leadersOf(inOrder(sights)).at(-1) !== undefined;
  return isLed && known.size === peerNames.length * (peerNames.length - 1);
}

async function settled(holds: () => boolean): Promise<void> {
  const untilMs = performance.now() + SETTLE_MS_MAX;
  while (!holds()) {
    if (performance.now() > untilMs) throw new Error('the peers do not come to know one another');
    await pause(READ_EVERY_MS);
  }
}
