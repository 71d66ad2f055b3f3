/**
 * What a network on this machine consists of, before anything of it runs: an ordering service with one
 * node, organisations with their peers, channels; free ports of 127.0.0.1 and all material on disk.
 */
import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { createNodeSigner } from '../../../src/adapters/crypto-node.js';
import type { Batch } from '../../../src/adapters/material/channel-group.js';
import {
  type MintedNetwork,
  memberFolder,
  mintNetwork,
  writeNetwork,
} from '../../../src/adapters/material/network.js';
import type { MintedMember } from '../../../src/adapters/material/organisation.js';
import { freeEndpoints } from '../../../src/cli/network/free-endpoints.js';
import type { PlannedPeer } from '../../../src/cli/network/plan.js';
import type { Author } from '../../../src/wire/transaction/signed-envelope.js';

export const ORDERER_MSP = 'OrdererMSP';
/** The name of its one node. */
export const ORDERER = `${ORDERER_MSP}/orderer0`;

export interface ChannelPlan {
  readonly name: string;
  /** MSP IDs of its members. */
  readonly organisations: readonly string[];
  readonly batch?: Batch;
}

export interface NetworkPeer extends PlannedPeer {
  /** host:port where it listens: `endpoint`, unless that is the place of a front before it. */
  readonly listen: string;
}

export interface NetworkOptions {
  /** Takes everything; made if it is not there. */
  readonly folder: string;
  /** Names of peers by MSP ID; a name is unique in the network. */
  readonly organisations: Readonly<Record<string, readonly string[]>>;
  /** Names of the peers that channels name as anchors. Default: the first of each organisation. */
  readonly anchors?: readonly string[];
  readonly channels: readonly ChannelPlan[];
  /** Whether peers listen elsewhere than they say, so that fronts can be opened before them. Default: no. */
  readonly isFronted?: boolean;
  /** Names of further members of each organisation, with certificates of peers and no place in the network. */
  readonly probes?: readonly string[];
}

export interface Network {
  readonly folder: string;
  /** host:port of AtomicBroadcast. */
  readonly ordererEndpoint: string;
  /** By name. Every peer has a folder of its own for its core.yaml, what it keeps, and its log. */
  readonly peers: ReadonlyMap<string, NetworkPeer>;
  readonly channels: readonly ChannelPlan[];
  readonly material: MintedNetwork;
  /** Path of the genesis block of a channel. */
  block(channel: string): string;
  /** `Org1MSP/fabric1`, `Org1MSP/Admin`, `Org1MSP/User1`, `OrdererMSP/orderer0` … */
  member(name: string): MintedMember;
  /** Folder with the `msp` and `tls` of a member, named as above. */
  at(name: string): string;
  /** Signs in the name of a member. */
  author(name: string): Author;
}

/** Mints and writes it all; starts nothing. @throws UserMistake if the folder holds a network already */
export async function makeNetwork(options: NetworkOptions): Promise<Network> {
  const { folder, organisations, channels, isFronted = false, probes = [] } = options;
  const names = Object.values(organisations).flat();
  const [ordererEndpoint, ...endpoints] = await freeEndpoints(2 * names.length + 1);
  const peers = new Map<string, NetworkPeer>();
  for (const [mspId, own] of Object.entries(organisations))
    for (const name of own) {
      const endpoint = endpoints[peers.size]!;
      const listen = isFronted ? endpoints[names.length + peers.size]! : endpoint;
      peers.set(name, { name, mspId, endpoint, listen, folder: join(folder, name) });
    }
  const anchors = options.anchors ?? Object.values(organisations).flatMap(([first]) => first ?? []);
  const nowMs = Date.now();
  const material = await mintNetwork(
    {
      orderers: [
        {
          mspId: ORDERER_MSP,
          nodes: [{ name: 'orderer0', endpoint: ordererEndpoint!, isAnchor: false }],
          users: [],
        },
      ],
      organisations: Object.entries(organisations).map(([mspId, own]) => ({
        mspId,
        nodes: [
          ...own.map((name) => ({
            name,
            endpoint: peers.get(name)!.endpoint,
            isAnchor: anchors.includes(name),
          })),
          ...probes.map((name) => ({ name, isAnchor: false })),
        ],
        users: ['User1'],
      })),
      channels: channels.map(({ batch = {}, ...channel }) => ({ ...channel, batch })),
    },
    nowMs,
  );
  mkdirSync(folder, { recursive: true });
  writeNetwork(folder, material);
  for (const peer of peers.values()) mkdirSync(peer.folder, { recursive: true });
  const member = (name: string): MintedMember => {
    const found = material.members.get(name);
    if (found === undefined)
      throw new RangeError(
        `a member: expected one of ${[...material.members.keys()].join(', ')}, got ${name}`,
      );
    return found;
  };
  return {
    folder,
    ordererEndpoint: ordererEndpoint!,
    peers,
    channels,
    material,
    block: (channel) => join(folder, 'channels', `${channel}.block`),
    member,
    at: (name) => memberFolder(folder, member(name)),
    author: (name) => {
      const { identity, signing } = member(name);
      return { identity, sign: createNodeSigner(signing.keyPem).sign };
    },
  };
}
