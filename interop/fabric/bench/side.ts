/** The two sides of a comparison: how a peer of each is started, watched and ended. */
import { UserMistake } from '../../../src/adapters/user-mistake.js';
import { freeEndpoints } from '../../../src/cli/network/free-endpoints.js';
import type { FabricRelease } from '../binaries.js';
import type { PeerSettings } from '../kit/core-yaml.js';
import { createFabricPeer } from '../kit/fabric-peer.js';
import type { Network } from '../kit/network.js';
import { createReferencePeer } from '../kit/reference-peer.js';
import { type CommitLog, fabricCommit, followCommits, referenceCommit } from './commit-log.js';
import { parseMetrics, type Sample, sampleOf } from './metrics-text.js';
import { until } from './waiting.js';
import { CHANNEL } from './world.js';

export interface BenchPeer {
  readonly name: string;
  readonly pid: number;
  readonly commits: CommitLog;
  metrics(): Promise<readonly Sample[]>;
  stop(): Promise<void>;
}

/** A peer of one of the sides, with its own metrics at `settings.metrics`. */
export interface BenchPeerOptions {
  readonly network: Network;
  readonly name: string;
  readonly settings: PeerSettings;
}

export interface Side {
  /** As reports call it: `Fabric 3.1.5`, `reference`. */
  readonly name: string;
  /** Starts it and lets it join the channel. @throws Error with the end of its log */
  start(options: BenchPeerOptions): Promise<BenchPeer>;
}

export const fabricSide = (release: FabricRelease): Side => ({
  name: `Fabric ${release.version}`,
  start: (options) =>
    started(createFabricPeer({ ...options, binary: release.peer }), options, fabricCommit),
});

export const referenceSide = (): Side => ({
  name: 'reference',
  start: (options) =>
    started(
      createReferencePeer({ ...options, nodeArgs: profiling(options.name) }),
      options,
      referenceCommit,
    ),
});

interface Startable {
  readonly pid: number | undefined;
  readonly log: string;
  start(settings: PeerSettings): Promise<void>;
  stop(): Promise<void>;
  join(channel: string): Promise<void>;
}

async function started(
  peer: Startable,
  { name, settings }: BenchPeerOptions,
  reader: Parameters<typeof followCommits>[1],
): Promise<BenchPeer> {
  const [metrics] = await freeEndpoints(1);
  await peer.start({ ...settings, metrics: metrics! });
  try {
    await peer.join(CHANNEL);
  } catch (error) {
    await peer.stop();
    throw error;
  }
  return {
    name,
    pid: peer.pid!,
    commits: followCommits(peer.log, reader),
    stop: () => peer.stop(),
    async metrics() {
      const response = await fetch(`http://${metrics}/metrics`);
      return parseMetrics(await response.text());
    },
  };
}

/** BENCH_PROFILE=DIR: a profile of each peer of the reference, for whoever looks where its time goes. */
function profiling(name: string): readonly string[] {
  const folder = process.env.BENCH_PROFILE;
  if (folder === undefined) return [];
  if (folder === '') throw new UserMistake('BENCH_PROFILE: expected a folder, got nothing');
  return [
    '--cpu-prof',
    `--cpu-prof-dir=${folder}`,
    `--cpu-prof-name=${name}-${Date.now()}.cpuprofile`,
  ];
}

/** Longest that peers have to find each other, ms: Fabric's own timings, on a machine that is busy. */
const MEET_MS_MAX = 120_000;

/** Waits until the peer counts so many others in the channel; one that never had others may not say 0. */
export const knows = (peer: BenchPeer, others: number, signal: AbortSignal): Promise<void> =>
  until(`${peer.name} to know ${others} others`, MEET_MS_MAX, signal, async () => {
    const name = 'gossip_membership_total_peers_known';
    return (sampleOf(await peer.metrics(), name, { channel: CHANNEL }) ?? 0) === others;
  });
