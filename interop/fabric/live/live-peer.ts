/** One peer of the live network, whichever implementation it runs: the same questions to both. */
import { readFileSync } from 'node:fs';
import { nodeCrypto } from '../../../src/adapters/crypto-node.js';
import type { BlockSource, TraceLine } from '../../../src/peer/trace.js';
import { toHex } from '../../../src/wire/hex.js';
import { pkiIdOf } from '../../../src/wire/pki-id.js';
import type { PeerSettings } from '../kit/core-yaml.js';
import { createFabricPeer, type FabricPeer, type FabricPeerOptions } from '../kit/fabric-peer.js';
import type { Network, NetworkPeer } from '../kit/network.js';
import {
  createReferencePeer,
  type ReferencePeer,
  type ReferencePeerOptions,
} from '../kit/reference-peer.js';

/** PKI-IDs in hex of whom a peer takes for alive and for dead; it is in neither itself. */
export interface Membership {
  readonly alive: ReadonlySet<string>;
  readonly dead: ReadonlySet<string>;
}

/** A block that a peer did not have before. */
export interface Received {
  readonly number: bigint;
  readonly source: BlockSource;
  /** PKI-ID of who sent it, hex; empty: no peer. */
  readonly sender: string;
}

export interface LivePeer {
  readonly name: string;
  readonly kind: 'fabric' | 'reference';
  readonly mspId: string;
  /** Hex. */
  readonly pkiId: string;
  /** host:port where it can be asked, past the front before it. */
  readonly listen: string;
  /** With its own settings and these beside them, for this life. */
  start(change?: Pick<PeerSettings, 'timings' | 'channel'>): Promise<void>;
  stop(): Promise<void>;
  kill(): Promise<void>;
  join(channel: string): Promise<void>;
  /** Blocks that it has; undefined: it is not in the channel. */
  height(channel: string): Promise<bigint | undefined>;
  /** Hash of the header of the last block, hex: by `peer channel getinfo`, or by `query`. */
  hash(channel: string): Promise<string>;
  /** A serialized common.Block with its metadata: by `peer channel fetch`, or by `query`. */
  block(channel: string, number: bigint): Promise<Uint8Array>;
  leads(channel: string): Promise<boolean>;
}

export interface LiveFabric extends LivePeer {
  readonly kind: 'fabric';
  readonly process: FabricPeer;
}

export interface LiveReference extends LivePeer {
  readonly kind: 'reference';
  readonly process: ReferencePeer;
  /** Its own answer about its membership. */
  membership(): Promise<Membership>;
  /** Blocks that it received since it started. */
  received(channel: string): readonly Received[];
}

type Common = { readonly settings: PeerSettings };

const merged = (
  settings: PeerSettings,
  change: Pick<PeerSettings, 'timings' | 'channel'> = {},
): PeerSettings => ({
  ...settings,
  timings: { ...settings.timings, ...change.timings },
  channel: { ...settings.channel, ...change.channel },
});

const identityOf = (network: Network, { name, mspId, listen }: NetworkPeer) => ({
  name,
  mspId,
  listen,
  pkiId: toHex(pkiIdOf(nodeCrypto, network.member(`${mspId}/${name}`).identity)!),
});

/** Its settings have to name a port for metrics. */
export function liveFabric(options: FabricPeerOptions & Common): LiveFabric {
  const { network, settings } = options;
  const peer = createFabricPeer(options);
  const gauge = (name: string, channel: string): Promise<number | undefined> =>
    metric(settings.metrics!, `${name}{channel="${channel}"}`);
  return {
    ...identityOf(network, peer.peer),
    kind: 'fabric',
    process: peer,
    start: (change) => peer.start(merged(settings, change)),
    stop: peer.stop,
    kill: peer.kill,
    join: peer.join,
    async height(channel) {
      const height = await gauge('ledger_blockchain_height', channel);
      return height === undefined ? undefined : BigInt(height);
    },
    hash: async (channel) =>
      Buffer.from((await peer.info(channel)).currentBlockHash, 'base64').toString('hex'),
    block: peer.fetch,
    leads: async (channel) => (await gauge('gossip_leader_election_leader', channel)) === 1,
  };
}

/** It has to be traced. */
export function liveReference(options: ReferencePeerOptions & Common): LiveReference {
  const { network, settings } = options;
  const peer = createReferencePeer({ ...options, isTraced: true });
  return {
    ...identityOf(network, peer.peer),
    kind: 'reference',
    process: peer,
    start: (change) => peer.start(merged(settings, change)),
    stop: peer.stop,
    kill: peer.kill,
    join: peer.join,
    height: async (channel) => (await peer.status(channel))?.height,
    hash: async (channel) => (await peer.status(channel))?.lastHash ?? '',
    async block(channel, number) {
      const block = await peer.fetch(channel, number);
      if (block === undefined) throw new Error(`${peer.peer.name} has no block ${number}`);
      return block;
    },
    leads: async (channel) => (await peer.status(channel))?.leads ?? false,
    async membership() {
      const members = await peer.membership();
      const of = (isAlive: boolean) =>
        new Set(
          members.filter((one) => (one.state === 'alive') === isAlive).map(({ pkiId }) => pkiId),
        );
      return { alive: of(true), dead: of(false) };
    },
    received: (channel) => receivedIn(peer.trace, channel),
  };
}

/** What a gauge of Prometheus says; undefined if it is not there. */
async function metric(endpoint: string, name: string): Promise<number | undefined> {
  const page = await fetch(`http://${endpoint}/metrics`).then((answer) => answer.text());
  const line = page.split('\n').find((one) => one.startsWith(`${name} `));
  return line === undefined ? undefined : Number(line.slice(name.length));
}

function receivedIn(trace: string, channel: string): readonly Received[] {
  return readFileSync(trace, 'utf8')
    .split('\n')
    .filter((line) => line.includes('"kind":"block"'))
    .flatMap((line) => {
      const { trace: told } = JSON.parse(line) as TraceLine;
      if (told.kind !== 'block' || told.what !== 'received' || told.channel !== channel) return [];
      const { source, sender, number } = told;
      return source === 'commit' ? [] : [{ number: BigInt(number), source, sender }];
    });
}
