/** What a step of a peer changes in a state vector. */
import type { Trace } from '../../peer/trace.js';
import type { StateVector } from '../model.js';
import type { Cuts } from './cuts.js';
import type { HostSaying, Hosts, Move } from './hosts.js';
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
    | 'cuts'
    | 'heals'
    | 'crashes';
  peer: number;
  input: number;
  /** Who sent what is received or lost; to whom is said what is said. */
  from: number;
  /** What gets older, or is said; who is cut off. */
  about: string;
  /** What a villain says. */
  said: Pick<HostSaying, 'link' | 'bytes'> | undefined;
  /** The peer's state after it. */
  local: number;
  traces: readonly Trace[];
  /** Of chance, to the peer. */
  answers: readonly number[];
}

export interface Moves {
  apply(next: StateVector, peer: number, move: Move): void;
  /** Gives back to `next` what the move has changed of `state`. */
  undo(state: StateVector, next: StateVector, peer: number, move: Move): void;
  /** A change of what is between a peer and another one. */
  change(next: StateVector, peer: number, other: number, change: number): void;
  crash(next: StateVector, peer: number): void;
  /** CHEK-110: what is between the sides breaks. */
  cut(next: StateVector): void;
  /** CHEK-111: whether another peer runs, and no cut is between the two. */
  reaches(state: StateVector, peer: number, other: number): boolean;
}

export function createMoves(of: {
  readonly layout: Layout;
  readonly pairs: Pairs;
  readonly hosts: Hosts;
  readonly cuts: Cuts;
}): Moves {
  const { layout, pairs, hosts, cuts } = of;
  const reaches = (next: StateVector, peer: number, other: number): boolean =>
    hosts.locals[other]!.stateOf(next[other]!) !== undefined &&
    !(cuts.parts(peer, other) && cuts.isCut(next));
  const change = (next: StateVector, peer: number, other: number, made: number): void => {
    const pair = layout.pairOf(peer, other);
    next[pair] = pairs.after(next[pair]!, made, other !== NOBODY && reaches(next, peer, other));
  };
  return {
    change,
    reaches,
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
    cut(next) {
      const change = pairs.changeOf({ type: 'cut', by: NOBODY });
      for (let one = 0; one < layout.peerCount; one += 1)
        for (let other = 0; other < one; other += 1) {
          if (!cuts.parts(one, other)) continue;
          const pair = layout.pairOf(one, other);
          next[pair] = pairs.after(next[pair]!, change, true);
        }
    },
  };
}
