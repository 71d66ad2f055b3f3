/** The channels of a peer as people and queries see them. Decides nothing. */
import { toHex } from '../../wire/hex.js';
import type { Peer } from '../peer.js';
import type { PeerState, PkiHex } from '../state.js';
import type { ChannelEntry } from './entry.js';

export interface ChannelPeerView {
  readonly pkiId: PkiHex;
  /** Blocks in its ledger, as its newest StateInfo says. */
  readonly height: bigint;
  readonly hasLeft: boolean;
}

export interface ChannelView {
  readonly channel: string;
  /** Blocks in the own ledger. */
  readonly height: bigint;
  /** Header hash of the last block, hex. */
  readonly lastHash: string;
  readonly hasLeft: boolean;
  /** Whether this peer fetches blocks from the ordering service. */
  readonly leads: boolean;
  /** Who leads the own organisation, as far as this peer has heard; undefined if it knows nobody. */
  readonly leader: PkiHex | undefined;
  /** Those whose StateInfo is stored, own left out, ordered by PKI-ID. */
  readonly peers: readonly ChannelPeerView[];
}

/** Ordered by name. */
export const channelsOf = ({ config, state }: Peer, nowMs: number): ChannelView[] =>
  [...state.channels.values()]
    .map((entry) => viewOf(entry, config, state, nowMs))
    .sort((a, b) => (a.channel < b.channel ? -1 : 1));

function viewOf(
  entry: ChannelEntry,
  { leadership, pkiHex, parameters }: Peer['config'],
  state: PeerState,
  nowMs: number,
): ChannelView {
  const { name, height, lastHash, hasLeft, stateInfos, election } = entry;
  const leads = !hasLeft && (leadership === 'static' || election.leads);
  const heard = [...election.heard]
    .map(([pki, { declaredMs }]) => ({ pki, declaredMs: declaredMs ?? Number.NEGATIVE_INFINITY }))
    .filter(
      ({ pki, declaredMs }) =>
        nowMs - declaredMs <= parameters.leaderAliveThreshold && state.members.has(pki),
    )
    .sort((a, b) => b.declaredMs - a.declaredMs);
  return {
    channel: name,
    height,
    lastHash: toHex(lastHash),
    hasLeft,
    leads,
    leader: leads ? pkiHex : heard[0]?.pki,
    peers: [...stateInfos]
      .filter(([pki]) => pki !== pkiHex)
      .map(([pkiId, info]) => ({ pkiId, height: info.height, hasLeft: info.hasLeft }))
      .sort((a, b) => (a.pkiId < b.pkiId ? -1 : 1)),
  };
}
