/** Who takes part in a trace, as its lines tell: peers, organisations and channels keep their numbers. */
import type { WhoTold } from '../../src/trace/told.js';
import type { Cast, CastPeer } from '../run/cast.js';

export interface GrowingCast {
  /** The same object all the time, changed in place. */
  readonly cast: Cast;
  /** Rises when somebody or something is new or has changed. */
  readonly version: number;
  /** Number of a peer by its name; a new one if there is none. */
  peerOf(name: string): number;
  /** Number of a channel; the peer is a member from now on. */
  channelOf(name: string, peer: number): number;
  /** Number of a channel that somebody is a member of; -1 for others. */
  knownChannel(name: string): number;
  /** Number of a peer by its PKI-ID in hex; -1 for none. */
  byPki(pki: string): number;
  /** Returns the number of the peer. */
  introduce(name: string, told: WhoTold): number;
  /** Whether the lines of a peer are part of the trace. */
  isWatched(peer: number): boolean;
}

export function createGrowingCast(): GrowingCast {
  const organisations: string[] = [];
  const peers: CastPeer[] = [];
  const channels: { name: string; members: number[] }[] = [];
  const numbers = new Map<string, number>();
  const pkis = new Map<string, number>();
  const watched = new Set<number>();
  let version = 0;
  const organisationOf = (name: string): number => {
    const known = organisations.indexOf(name);
    return known >= 0 ? known : organisations.push(name) - 1;
  };
  // Scenarios name peers by their organisation: peer0.Org1.
  const peerOf = (name: string, organisation = name.slice(name.indexOf('.') + 1)): number => {
    let number = numbers.get(name);
    if (number !== undefined) return number;
    version += 1;
    number = peers.push({ name, organisation: organisationOf(organisation), pki: '' }) - 1;
    numbers.set(name, number);
    return number;
  };
  return {
    cast: { organisations, peers, channels },
    get version() {
      return version;
    },
    peerOf,
    channelOf(name, peer) {
      let number = channels.findIndex((one) => one.name === name);
      if (number < 0) {
        number = channels.push({ name, members: [] }) - 1;
        version += 1;
      }
      const { members } = channels[number]!;
      if (!members.includes(peer)) {
        members.push(peer);
        version += 1;
      }
      return number;
    },
    knownChannel: (name) => channels.findIndex((one) => one.name === name),
    byPki: (pki) => pkis.get(pki) ?? -1,
    introduce(name, { organisation, pkiId, role }) {
      const same = pkis.get(pkiId);
      // Peers call each other by their certificates, and themselves as they are configured.
      if (same !== undefined && !numbers.has(name)) numbers.set(name, same);
      const peer = organisation === '' ? peerOf(name) : peerOf(name, organisation);
      version += 1;
      if (role === 'heard' && watched.has(peer)) return peer;
      const own = organisation === '' ? peers[peer]!.organisation : organisationOf(organisation);
      peers[peer] = { name, organisation: own, pki: pkiId };
      if (pkiId !== '') pkis.set(pkiId, peer);
      if (role === 'peer') watched.add(peer);
      else watched.delete(peer);
      return peer;
    },
    isWatched: (peer) => watched.has(peer),
  };
}
