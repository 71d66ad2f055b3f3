/**
 * The live network: the real orderer, two Fabric peers and three reference peers in two organisations on
 * two channels, all on loopback, with a front before every peer.
 */
import { X509Certificate } from 'node:crypto';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import type { ChannelSettings, Timings } from '../../../conformance/targets/target.js';
import { nodeCrypto } from '../../../src/adapters/crypto-node.js';
import { freeEndpoints } from '../../../src/cli/network/free-endpoints.js';
import { pkiIdOf } from '../../../src/wire/pki-id.js';
import type { FabricRelease } from '../binaries.js';
import type { PeerSettings } from '../kit/core-yaml.js';
import { createFronts, type Fronts } from '../kit/fronts.js';
import { type Load, openLoad } from '../kit/load.js';
import { makeNetwork, type Network } from '../kit/network.js';
import { createOrderer, type Orderer } from '../kit/orderer.js';
import {
  type LiveFabric,
  type LivePeer,
  type LiveReference,
  liveFabric,
  liveReference,
} from './live-peer.js';
import { createObserver, type Observer } from './observer.js';
import { until } from './steps.js';

/** Of both organisations. */
export const SHARED = 'ch1';
/** Of the first organisation alone. */
export const OWN = 'ch2';

export const ORG1 = 'Org1MSP';
export const ORG2 = 'Org2MSP';
/** Of no channel, until an update adds it. */
export const ORG3 = 'Org3MSP';

/** Transactions in a block, if they come fast enough. */
export const BATCH = 5;
const BATCH_TIMEOUT_MS = 300;

/** Short, with slack for a machine that does other things as well. */
const TIMINGS: Timings = {
  aliveTimeIntervalMs: 500,
  aliveExpirationTimeoutMs: 4_000,
  reconnectIntervalMs: 1_500,
  pullIntervalMs: 1_000,
  digestWaitTimeMs: 250,
  requestWaitTimeMs: 400,
  responseWaitTimeMs: 500,
  dialTimeoutMs: 1_500,
  connTimeoutMs: 1_500,
  publishStateInfoIntervalMs: 500,
  requestStateInfoIntervalMs: 500,
};

const CHANNEL_SETTINGS: Partial<ChannelSettings> = {
  leadership: 'elected',
  maxBlockCountToStore: 10,
  // Who comes back hears the leader before it decides whether to lead.
  startupGracePeriodMs: 15_000,
  membershipSampleIntervalMs: 5_000,
  leaderAliveThresholdMs: 3_000,
  leaderElectionDurationMs: 1_000,
  stateEnabled: true,
  checkIntervalMs: 1_000,
  responseTimeoutMs: 1_000,
  reconnectTotalTimeThresholdMs: 3_600_000,
};

export interface Peers {
  readonly fabric1: LiveFabric;
  readonly fabric2: LiveFabric;
  readonly reference1: LiveReference;
  readonly reference2: LiveReference;
  readonly reference3: LiveReference;
}

export interface Stage {
  readonly network: Network;
  readonly orderer: Orderer;
  readonly fronts: Fronts;
  /** Organisation 1: fabric1, reference1, reference2. Organisation 2: fabric2, reference3. */
  readonly peers: Peers;
  readonly all: readonly LivePeer[];
  /** Of an organisation that is in no channel at first; not one of `all`. */
  readonly guest: LiveReference;
  /** Asks the peers of an organisation as one of its members, by MSP ID. */
  readonly observers: ReadonlyMap<string, Observer>;
  /** Into a channel; the orderer has to run. */
  load(channel: string): Promise<Load>;
  /** Puts so many transactions, BATCH to a block; resolves when the orderer has them all in blocks. */
  order(channel: string, count: number): Promise<void>;
  /** SIGKILL to the orderer, and its next life. */
  restartOrderer(): Promise<void>;
  /** Nothing runs afterwards. */
  end(): Promise<void>;
}

/** Makes it all; starts nothing but the fronts. */
export async function createStage(release: FabricRelease, folder: string): Promise<Stage> {
  const batch = { timeout: `${BATCH_TIMEOUT_MS}ms`, messageCountMax: BATCH };
  const network = await makeNetwork({
    folder,
    organisations: {
      [ORG1]: ['reference1', 'fabric1', 'reference2'],
      [ORG2]: ['reference3', 'fabric2'],
      [ORG3]: ['guest'],
    },
    channels: [
      { name: SHARED, organisations: [ORG1, ORG2], batch },
      { name: OWN, organisations: [ORG1], batch },
    ],
    isFronted: true,
    probes: ['observer'],
  });
  const fronts = createFronts();
  const [metrics1, metrics2, ...unused] = await freeEndpoints(4);
  const at = (name: string): string => network.peers.get(name)!.endpoint;
  const settings = (bootstrap: readonly string[], metrics?: string): PeerSettings => ({
    // A chain: whoever is last learns of the first by gossip alone.
    bootstrap,
    timings: TIMINGS,
    channel: CHANNEL_SETTINGS,
    ...(metrics !== undefined && { metrics }),
  });
  const fabric = (name: string, bootstrap: string, metrics: string): LiveFabric =>
    liveFabric({
      network,
      fronts,
      name,
      binary: release.peer,
      settings: settings([at(bootstrap)], metrics),
    });
  const reference = (name: string, ...bootstrap: readonly string[]): LiveReference =>
    liveReference({
      network,
      fronts,
      name,
      profile: release.profile,
      settings: settings(bootstrap.map(at)),
      record: join(folder, name, 'recorded.jsonl'),
    });
  const peers: Peers = {
    reference1: reference('reference1'),
    fabric1: fabric('fabric1', 'reference1', metrics1!),
    reference2: reference('reference2', 'fabric1'),
    reference3: reference('reference3'),
    fabric2: fabric('fabric2', 'reference3', metrics2!),
  };
  const observers = new Map(
    [ORG1, ORG2].map((mspId, i) => [mspId, observerOf(network, mspId, unused[i]!)]),
  );
  const guest = liveReference({
    network,
    fronts,
    name: 'guest',
    profile: release.profile,
    settings: {
      timings: TIMINGS,
      channel: { ...CHANNEL_SETTINGS, leadership: 'static', stateEnabled: false },
    },
  });
  const orderer = await createOrderer({ network, binary: release.orderer! });
  const all = Object.values(peers) as readonly LivePeer[];
  const loads = new Map<string, Promise<Load>>();
  const load = (channel: string): Promise<Load> => {
    const open = loads.get(channel) ?? openLoad({ network, channel });
    loads.set(channel, open);
    return open;
  };
  const closeLoads = async (): Promise<void> => {
    const open = await Promise.allSettled(loads.values());
    for (const it of open) if (it.status === 'fulfilled') it.value.close();
    loads.clear();
  };
  return {
    network,
    orderer,
    fronts,
    peers,
    all,
    guest,
    observers,
    load,
    async order(channel, count) {
      const before = await orderer.height(channel);
      await (await load(channel)).put(count);
      const least = before + BigInt(Math.ceil(count / BATCH));
      await until(`the orderer to have ${least} blocks in ${channel}`, async () =>
        (await orderer.height(channel)) >= least ? true : undefined,
      );
      // What came too slowly for a full block.
      await pause(BATCH_TIMEOUT_MS + 100);
    },
    async restartOrderer() {
      await closeLoads();
      await orderer.kill();
      await orderer.start();
    },
    async end() {
      await closeLoads();
      orderer.resume();
      await Promise.allSettled([...[...all, guest].map((peer) => peer.stop()), orderer.stop()]);
      for (const observer of observers.values()) await observer.close();
      await fronts.close();
    },
  };
}

/** Asks in the name of the member `observer` of the organisation; nobody listens at `endpoint`. */
export function observerOf(network: Network, mspId: string, endpoint: string): Observer {
  const { identity, signing, tls } = network.member(`${mspId}/observer`);
  const credentials = {
    mspId,
    identity,
    certPem: signing.certPem,
    keyPem: signing.keyPem,
    pkiId: pkiIdOf(nodeCrypto, identity)!,
    tls: { ...tls, certDer: new Uint8Array(new X509Certificate(tls.certPem).raw) },
  };
  const roots = [...network.material.organisations.values()].map(({ tlsCa }) => tlsCa.certPem);
  return createObserver(credentials, roots, endpoint);
}
