/** What stands in a state vector of a network, for those who compare it with something else. */
import type { PeerState } from '../../peer/state.js';
import type { StateVector } from '../model.js';
import type { Hosts } from './hosts.js';
import type { Layout } from './layout.js';
import type { Pairs } from './pairs.js';

export interface NetworkView {
  readonly layout: Layout;
  /** Undefined if the peer does not run. */
  stateOf(vector: StateVector, peer: number): PeerState | undefined;
  /** What is under way between two peers, by the word of the vector that says so; each stream in its order. */
  underWayIn(between: number): readonly UnderWay[];
}

/** An envelope that was sent and has not arrived. */
export interface UnderWay {
  readonly from: number;
  readonly to: number;
  readonly bytes: Uint8Array;
}

export function createView(of: {
  readonly layout: Layout;
  readonly pairs: Pairs;
  readonly hosts: Hosts;
}): NetworkView {
  const { layout, pairs, hosts } = of;
  const known: (readonly UnderWay[])[] = [];
  return {
    layout,
    stateOf: (vector, peer) => hosts.locals[peer]!.stateOf(vector[peer]!),
    underWayIn(between) {
      known[between] ??= pairs.at(between).flatMap(([near, far]) =>
        [near, far].flatMap(({ peer: to, coming }) => {
          const from = to === near.peer ? far.peer : near.peer;
          return coming
            .filter((item) => item >= 0)
            .map((item) => ({ from, to, bytes: hosts.envelopes.bytesOf(item) }));
        }),
      );
      return known[between];
    },
  };
}
