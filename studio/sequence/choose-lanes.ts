/** Which messages and lanes a reader has asked for: of a channel, and of chosen peers. */
import { FAMILIES, familyOf } from '../network/families.js';
import type { Cast } from '../run/cast.js';
import { type Recording, SENT } from '../run/recording.js';

/** Instead of the number of a channel. */
export const ANY_CHANNEL = -1;
/** Messages that are about no channel: membership and identities. */
export const NO_CHANNEL = -2;

export interface Choice {
  /** Families that are left out. */
  readonly hidden: ReadonlySet<string>;
  /** Number of a channel, or one of the above. */
  readonly channel: number;
  /** Messages that come from one of these peers or go to one; empty: everybody. */
  readonly peers: ReadonlySet<number>;
}

/** Whether a message of the recording is asked for, by its index. */
export function meant(
  { a, b, c, channel: about, strings }: Recording,
  { hidden, channel, peers }: Choice,
): (index: number) => boolean {
  const wanted = channel === NO_CHANNEL ? -1 : channel;
  return (index) => {
    if (channel !== ANY_CHANNEL && about[index] !== wanted) return false;
    if (peers.size > 0 && !peers.has(a[index]!) && !peers.has(b[index]!)) return false;
    return hidden.size === 0 || !hidden.has(FAMILIES[familyOf(strings[c[index]!]!)]!.name);
  };
}

/** Lanes; a larger network has too many of them. */
export const LANES_MAX = 20;

/**
 * Numbers of the peers that have a lane: the members of the channel. Of more than LANES_MAX, the chosen peers and whom
 * they have most to do with, or else the selected peer and those beside it.
 */
export function lanesOf(
  cast: Cast,
  recording: Recording,
  { channel, peers }: Pick<Choice, 'channel' | 'peers'>,
  selected: number,
): number[] {
  const all =
    channel < 0 ? cast.peers.map((_, index) => index) : [...cast.channels[channel]!.members];
  // Who is chosen has a lane, member or not.
  for (const peer of peers) if (!all.includes(peer)) all.push(peer);
  all.sort((one, other) => one - other);
  if (all.length <= LANES_MAX) return all;
  if (peers.size > 0) {
    const near = partnersOf(recording, peers);
    const rank = (peer: number) =>
      peers.has(peer) ? Number.POSITIVE_INFINITY : (near.get(peer) ?? 0);
    return all
      .sort((one, other) => rank(other) - rank(one) || one - other)
      .slice(0, LANES_MAX)
      .sort((one, other) => one - other);
  }
  const first = Math.max(
    0,
    Math.min(all.indexOf(selected) - LANES_MAX / 2, all.length - LANES_MAX),
  );
  return all.slice(first, first + LANES_MAX);
}

/** How many messages each has had with the chosen ones, by the number of the peer. */
function partnersOf(
  { kind, a, b, length }: Recording,
  peers: ReadonlySet<number>,
): ReadonlyMap<number, number> {
  const counts = new Map<number, number>();
  const add = (peer: number) => counts.set(peer, (counts.get(peer) ?? 0) + 1);
  for (let i = 0; i < length; i++) {
    if (kind[i] !== SENT) continue;
    if (peers.has(a[i]!)) add(b[i]!);
    if (peers.has(b[i]!)) add(a[i]!);
  }
  return counts;
}
