/** What a step of a peer changes in a state vector. */
import type { Trace } from '../../peer/trace.js';
import type { StateVector } from '../model.js';
import type { Hosts, Move } from './hosts.js';
import type { Layout } from './layout.js';
import type { Pairs } from './pairs.js';
import { NOBODY } from './streams.js';

/** The step that is visited. */
export interface Doing {
  what:
    | 'starts'
    | 'receives'
    | 'duplicates'
    | 'loses'
    | 'sees'
    | 'is told'
    | 'is answered'
    | 'lets pass'
    | 'says'
    | 'crashes';
  peer: number;
  input: number;
  /** Who sent what is received or lost; to whom is said what is said. */
  from: number;
  /** What gets older, or is said. */
  about: string;
  /** The peer's state after it. */
  local: number;
  traces: readonly Trace[];
}

export interface Moves {
  apply(next: StateVector, peer: number, move: Move): void;
  /** Gives back to `next` what the move has changed of `state`. */
  undo(state: StateVector, next: StateVector, peer: number, move: Move): void;
  /** A change of what is between a peer and another one. */
  change(next: StateVector, peer: number, other: number, change: number): void;
  crash(next: StateVector, peer: number): void;
}

export function createMoves(of: {
  readonly layout: Layout;
  readonly pairs: Pairs;
  readonly hosts: Hosts;
}): Moves {
  const { layout, pairs, hosts } = of;
  const isUp = (next: StateVector, peer: number): boolean =>
    hosts.locals[peer]!.stateOf(next[peer]!) !== undefined;
  const change = (next: StateVector, peer: number, other: number, made: number): void => {
    const pair = layout.pairOf(peer, other);
    next[pair] = pairs.after(next[pair]!, made, other !== NOBODY && isUp(next, other));
  };
  return {
    change,
    apply(next, peer, { local, changes }) {
      next[peer] = local;
      for (let i = 0; i < changes.length; i += 2) change(next, peer, changes[i]!, changes[i + 1]!);
    },
    undo(state, next, peer, { changes }) {
      next[peer] = state[peer]!;
      for (let i = 0; i < changes.length; i += 2) {
        const pair = layout.pairOf(peer, changes[i]!);
        next[pair] = state[pair]!;
      }
    },
    crash(next, peer) {
      next[peer] = hosts.locals[peer]!.gone(next[peer]!);
      const change = pairs.changeOf({ type: 'break', by: peer });
      for (let other = NOBODY; other < layout.peerCount; other += 1) {
        if (other === peer) continue;
        const pair = layout.pairOf(peer, other);
        next[pair] = pairs.after(next[pair]!, change, true);
      }
    },
  };
}
