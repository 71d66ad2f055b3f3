/**
 * The world of the vectors: organisations, peers and channels that follow from a seed. O is the
 * receiver's organisation, F and G are foreign ones, G with an intermediate CA; X is in no channel; R
 * and S order. Peers are called by their organisation: o1 is of O.
 */
import { type MintedChannel, mintChannel } from '../harness/minting/channel/chain.js';
import type { ConfiguredOrganisation } from '../harness/minting/channel/config.js';
import type { PolicyRole } from '../harness/minting/channel/policies.js';
import {
  type PeerRequest,
  type VectorOrganisation,
  type VectorPeer,
  vectorOrganisation,
} from './mint/organisation.js';

/** Present time of the vectors, if they name no other: 2026-01-01T00:00:00Z. */
export const NOW_MS = 1_767_225_600_000;

export const LETTERS = ['O', 'F', 'G', 'X', 'R', 'S'] as const;
export type Letter = (typeof LETTERS)[number];

export interface World {
  readonly seed: string;
  readonly organisations: Readonly<Record<Letter, VectorOrganisation>>;
  /** Serialized msp.MSPConfig; that of O has a revocation list. */
  readonly msps: Readonly<Record<Letter, Uint8Array>>;
  readonly peers: ReadonlyMap<string, VectorPeer>;
  /** PEM, part of the MSP of O. */
  readonly revocationList: string;
  /** @throws RangeError for a name that nobody has. */
  peer(name: string): VectorPeer;
  /** @throws RangeError for a name that no channel has. */
  channel(name: string): MintedChannel;
  readonly channels: ReadonlyMap<string, MintedChannel>;
  /** MSP IDs of the members of a channel. */
  membersOf(name: string): string[];
  /** The channel anew, without blocks but the first: for a chain that goes another way. */
  mint(name: string): MintedChannel;
}

/** When each of these is expired, or not yet valid, at NOW_MS. */
const PAST = { notAfter: new Date(NOW_MS - 86_400_000) };
const FUTURE = { notBefore: new Date(NOW_MS + 86_400_000) };

const PEERS: Readonly<Record<string, PeerRequest>> = {
  o0: {},
  o1: {},
  o2: {},
  o3: {},
  'o-revoked': {},
  'o-expired': PAST,
  'o-early': FUTURE,
  'o-p384': { kind: 'P-384' },
  'o-ed25519': { kind: 'Ed25519' },
  'o-admin': { units: ['admin'] },
  f1: {},
  f2: {},
  'f-client': { units: ['client'] },
  'f-admin': { units: ['admin'] },
  g1: {},
  'g-admin': { units: ['admin'] },
  x1: {},
  'r-orderer': { units: ['orderer'] },
  's-orderer': { units: ['orderer'] },
};

interface ChannelRequest {
  readonly members: readonly Letter[];
  readonly ordering: readonly Letter[];
  readonly allSign?: boolean;
  readonly readers?: PolicyRole;
}

/** `both`: all ordering organisations must sign; `peers`: only peers may read; `foreign`: not for O. */
const CHANNELS: Readonly<Record<string, ChannelRequest>> = {
  ch: { members: ['O', 'F'], ordering: ['R'] },
  other: { members: ['O', 'G'], ordering: ['R'] },
  both: { members: ['O', 'F'], ordering: ['R', 'S'], allSign: true },
  peers: { members: ['O', 'F'], ordering: ['R'], readers: 'PEER' },
  foreign: { members: ['F', 'G'], ordering: ['R'] },
};

export async function createWorld(seed: string): Promise<World> {
  const organisations = {} as Record<Letter, VectorOrganisation>;
  for (const letter of LETTERS) {
    const mspId = `${letter === 'R' || letter === 'S' ? 'Orderer' : 'Org'}${letter}MSP`;
    organisations[letter] = await vectorOrganisation(seed, mspId, {
      hasIntermediate: letter === 'G',
    });
  }
  const peers = new Map<string, VectorPeer>();
  for (const [name, request] of Object.entries(PEERS))
    peers.set(name, await organisations[letterOf(name)].peer(name, request));
  const peer = (name: string): VectorPeer => {
    const found = peers.get(name);
    if (!found) throw new RangeError(`no peer of the vectors is called ${name}`);
    return found;
  };
  const { O } = organisations;
  const revocationList = await O.root.revoke([peer('o-revoked').signing.certificate]);
  const msps = {} as Record<Letter, Uint8Array>;
  for (const letter of LETTERS)
    msps[letter] = organisations[letter].msp(letter === 'O' ? [revocationList] : []);

  const mint = (id: string): MintedChannel => {
    const request = CHANNELS[id];
    if (!request) throw new RangeError(`no channel of the vectors is called ${id}`);
    return mintChannel({
      id,
      organisations: request.members.map((l) => configured(organisations[l].mspId, msps[l])),
      ordering: request.ordering.map((l) => configured(organisations[l].mspId, msps[l])),
      ordererEndpoints: ['orderer.test:7050'],
      orderers: request.ordering.map((l) => peer(`${l.toLowerCase()}-orderer`)),
      // Of all organisations: together they satisfy every policy that a change has to.
      admins: [
        ...request.members.map((l) => peer(`${l.toLowerCase()}-admin`)),
        ...request.ordering.map((l) => peer(`${l.toLowerCase()}-orderer`)),
      ] as [VectorPeer, ...VectorPeer[]],
      ...(request.allSign && { allSign: true }),
      ...(request.readers && { readers: request.readers }),
    });
  };
  const channels = new Map(Object.keys(CHANNELS).map((id) => [id, mint(id)]));
  return {
    seed,
    organisations,
    msps,
    peers,
    revocationList,
    peer,
    channels,
    mint,
    membersOf: (name) => (CHANNELS[name]?.members ?? []).map((l) => organisations[l].mspId),
    channel(name) {
      const found = channels.get(name);
      if (!found) throw new RangeError(`no channel of the vectors is called ${name}`);
      return found;
    },
  };
}

const configured = (mspId: string, msp: Uint8Array): ConfiguredOrganisation => ({ mspId, msp });

export const letterOf = (name: string): Letter => {
  const letter = name.charAt(0).toUpperCase();
  if (!(LETTERS as readonly string[]).includes(letter))
    throw new RangeError(`peer ${name}: the name begins with the letter of no organisation`);
  return letter as Letter;
};
