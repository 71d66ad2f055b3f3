/** What a network consists of, on ports of this machine, and the folder that holds it. */
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { stringify } from 'yaml';
import {
  type MintedNetwork,
  memberFolder,
  mintNetwork,
  writeNetwork,
} from '../../adapters/material/network.js';
import type { NetworkDescription } from '../../adapters/material/network-file.js';
import { freeEndpoints } from './free-endpoints.js';
import { TIMINGS, type Timings } from './timings.js';

export const CHANNEL = 'ch1';
export const ORDERER = 'OrdererMSP/orderer0';

export interface PlannedPeer {
  readonly name: string;
  readonly mspId: string;
  readonly endpoint: string;
  /** host:port at which it tells its trace; undefined if nobody watches. */
  readonly inspect?: string;
  /** Of its core.yaml, ledgers and log. */
  readonly folder: string;
}

export interface Plan {
  readonly folder: string;
  readonly ordererEndpoint: string;
  readonly peers: readonly PlannedPeer[];
  readonly material: MintedNetwork;
  readonly block: string;
}

export interface PlanOptions {
  readonly folder: string;
  readonly peerCount: number;
  readonly organisationCount: number;
  readonly timings: Timings;
  readonly nowMs: number;
  /** Whether the peers are to be watched. */
  readonly inspected?: boolean;
}

/** Mints the network and writes its folder. Peers are dealt to organisations in turn. */
export async function planNetwork(options: PlanOptions): Promise<Plan> {
  const { folder, peerCount, organisationCount, nowMs } = options;
  const watched = options.inspected === true ? peerCount : 0;
  const [ordererEndpoint, ...free] = await freeEndpoints(peerCount + 1 + watched);
  const endpoints = free.slice(0, peerCount);
  const inspected = free.slice(peerCount);
  const peers = endpoints.map((endpoint, i): PlannedPeer => {
    const mspId = `Org${(i % organisationCount) + 1}MSP`;
    const inspect = inspected[i];
    const own = { name: `peer${i}`, mspId, endpoint, folder: join(folder, `peer${i}`) };
    return inspect === undefined ? own : { ...own, inspect };
  });
  const mspIds = [...new Set(peers.map(({ mspId }) => mspId))];
  const description: NetworkDescription = {
    orderers: [
      {
        mspId: 'OrdererMSP',
        nodes: [{ name: 'orderer0', endpoint: ordererEndpoint!, isAnchor: false }],
        users: [],
      },
    ],
    organisations: mspIds.map((mspId) => ({
      mspId,
      nodes: peers
        .filter((peer) => peer.mspId === mspId)
        .map(({ name, endpoint }, i) => ({ name, endpoint, isAnchor: i === 0 })),
      users: ['User1'],
    })),
    channels: [{ name: CHANNEL, organisations: mspIds, batch: { timeout: '300ms' } }],
  };
  const material = await mintNetwork(description, nowMs);
  writeNetwork(folder, material);
  for (const peer of peers) writeCoreYaml(folder, peer, peers, options.timings);
  const block = join(folder, 'channels', `${CHANNEL}.block`);
  return { folder, ordererEndpoint: ordererEndpoint!, peers, material, block };
}

function writeCoreYaml(
  folder: string,
  peer: PlannedPeer,
  peers: readonly PlannedPeer[],
  timings: Timings,
): void {
  const of = memberFolder(folder, peer);
  const ours = peers.filter(({ mspId }) => mspId === peer.mspId);
  const core = {
    peer: {
      id: peer.name,
      listenAddress: peer.endpoint,
      address: peer.endpoint,
      localMspId: peer.mspId,
      mspConfigPath: join(of, 'msp'),
      tls: {
        enabled: true,
        cert: { file: join(of, 'tls/server.crt') },
        key: { file: join(of, 'tls/server.key') },
        rootcert: { file: join(of, 'tls/ca.crt') },
      },
      gossip: {
        bootstrap: ours.slice(0, 2).map(({ endpoint }) => endpoint),
        externalEndpoint: peer.endpoint,
        useLeaderElection: true,
        orgLeader: false,
        ...TIMINGS[timings].gossip,
      },
    },
  };
  mkdirSync(peer.folder, { recursive: true });
  writeFileSync(join(peer.folder, 'core.yaml'), stringify(core));
}
