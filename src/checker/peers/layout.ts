/** Where in a state vector of a network what stands: peers, what is between each two, and what is left of budgets. */
import type { PeerNetwork } from './network.js';

export interface Layout {
  readonly width: number;
  readonly peerCount: number;
  pairOf(one: number, other: number): number;
  /** First word of what is between two. */
  readonly pairs: number;
  /** A bit for each command that has not come yet. */
  readonly commands: number;
  /** First word of the timers that each peer may still fire. */
  readonly timers: number;
  readonly losses: number;
  readonly duplicates: number;
  readonly crashes: number;
  readonly restarts: number;
}

export function layoutOf({ peers }: PeerNetwork): Layout {
  const peerCount = peers.length;
  const pairs = peerCount;
  const commands = pairs + (peerCount * (peerCount - 1)) / 2;
  const timers = commands + 1;
  const losses = timers + peerCount;
  return {
    peerCount,
    pairs,
    pairOf(one, other) {
      const low = Math.min(one, other);
      const high = Math.max(one, other);
      return pairs + (high * (high - 1)) / 2 + low;
    },
    commands,
    timers,
    losses,
    duplicates: losses + 1,
    crashes: losses + 2,
    restarts: losses + 3,
    width: losses + 4,
  };
}
