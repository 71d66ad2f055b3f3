/** Where in a state vector of a network what stands: peers, what is between each two, and what is left of budgets. */
import type { Budget, PeerNetwork } from './network.js';
import { NOBODY } from './streams.js';

export interface Layout {
  readonly width: number;
  readonly peerCount: number;
  /** What is between two peers, or one and NOBODY. */
  pairOf(one: number, other: number): number;
  /** First word of what is between two. */
  readonly pairs: number;
  /** Last one of these: dials of all peers to where nobody lives. */
  readonly nowhere: number;
  /** A bit for each command that has not come yet. */
  readonly commands: number;
  /** First word of the timers that each peer may still fire. */
  readonly timers: number;
  /** What is left of each. */
  readonly budgets: Readonly<Record<Spent, number>>;
}

/** What a network has a budget of, but for timers, of which each peer has its own. */
export type Spent = Exclude<keyof Budget, 'timers'>;
export const SPENT: readonly Spent[] = [
  'losses',
  'duplicates',
  'crashes',
  'restarts',
  'ages',
  'sayings',
  'ends',
  'lies',
  'cuts',
  'heals',
];

export function layoutOf({ peers }: PeerNetwork): Layout {
  const peerCount = peers.length;
  const pairs = peerCount;
  const nowhere = pairs + (peerCount * (peerCount - 1)) / 2;
  const commands = nowhere + 1;
  const timers = commands + 1;
  const first = timers + peerCount;
  const budgets = Object.fromEntries(SPENT.map((name, index) => [name, first + index]));
  return {
    peerCount,
    pairs,
    nowhere,
    pairOf(one, other) {
      if (other === NOBODY) return nowhere;
      const low = Math.min(one, other);
      const high = Math.max(one, other);
      return pairs + (high * (high - 1)) / 2 + low;
    },
    commands,
    timers,
    budgets: budgets as Record<Spent, number>,
    width: first + SPENT.length,
  };
}
