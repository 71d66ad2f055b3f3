/**
 * Byzantine peers: members of their organisation, with its credentials, that run the same peer as
 * everybody and besides send what they should not. They are scripts over the wire layer: no rule is changed.
 */
import { createSeededBits } from '../choose-seeded.js';
import type { FaultOf, Misdeed } from '../scenario/faults.js';
import type { Network } from '../scenario/network.js';
import { crossChannel } from './cross-channel.js';
import { equivocate } from './equivocate.js';
import { flood } from './flood.js';
import { forge } from './forge.js';

/** What a misdeed has to work with. */
export interface Villain {
  readonly name: string;
  readonly network: Network;
  /** Rises by one with every misdeed. */
  count: bigint;
  below(bound: number): number;
  one<T>(of: readonly T[]): T;
  /** Envelopes that it has received lately. */
  readonly heard: readonly Uint8Array[];
  /** Sends on its streams to a peer, if it has any. */
  send(to: string, bytes: Uint8Array): void;
}

const misdeeds: Readonly<Record<Misdeed, (villain: Villain, to: string) => void>> = {
  forge,
  replay(villain, to) {
    if (villain.heard.length > 0) villain.send(to, villain.one(villain.heard));
  },
  'cross-channel': crossChannel,
  equivocate,
  flood,
};

/** Returns what stops it. */
export function startByzantine(network: Network, fault: FaultOf<'byzantine'>): () => void {
  const { simulation, overheard } = network;
  const bits = createSeededBits(network.scenario.seed ^ fault.at ^ 0xbad);
  const below = (bound: number) => Math.floor((bits() / 2 ** 32) * bound);
  const one = <T>(of: readonly T[]): T => of[below(of.length)]!;
  const villain: Villain = {
    name: fault.peer,
    network,
    count: 0n,
    below,
    one,
    heard: overheard.get(fault.peer)!,
    send: (to, bytes) => void simulation.inject(fault.peer, to, bytes),
  };
  let isOver = network.names.length < 2;
  const act = () => {
    if (isOver) return;
    if (simulation.isRunning(fault.peer)) {
      villain.count += 1n;
      // There may be more of them than before.
      const others = network.names.filter((name) => name !== fault.peer);
      misdeeds[one(fault.does)](villain, one(others));
    }
    simulation.clock.after(1_000 / fault.rate, act);
  };
  act();
  return () => {
    isOver = true;
  };
}
