/** From peers that have not started to the state from which a model is explored, in one fixed order. */
import type { PeerInput } from '../../peer/io.js';
import type { StateVector } from '../model.js';
import type { Hosts } from './hosts.js';
import type { Layout } from './layout.js';
import type { Moves } from './moves.js';
import type { PeerNetwork, Stage } from './network.js';
import type { Pairs } from './pairs.js';

/** More than these, and a prologue does not come to an end. */
const DELIVERIES_MAX = 100_000;

/** Plays the prologue of the network on `vector`. */
export function lay(
  { name, peers, prologue }: PeerNetwork,
  of: {
    readonly layout: Layout;
    readonly pairs: Pairs;
    readonly hosts: Hosts;
    readonly moves: Moves;
    readonly vector: StateVector;
    readonly startInput: number;
  },
): void {
  const { layout, pairs, hosts, moves, vector, startInput } = of;
  const placeOf = (peer: string): number => {
    const place = peers.findIndex((part) => part.name === peer);
    if (place < 0) throw new RangeError(`prologue of ${name}: there is no peer ${peer}`);
    return place;
  };
  /** The first answer of chance. */
  const step = (peer: number, input: number): void => {
    const [move] = hosts.movesOf(peer, vector[peer]!, input);
    if (move !== undefined) moves.apply(vector, peer, move);
  };
  const deliverOne = (): boolean => {
    for (let pair = layout.pairs; pair < layout.commands; pair += 1) {
      const [arrival] = pairs.arrivalsOf(vector[pair]!);
      if (arrival === undefined) continue;
      vector[pair] = pairs.after(vector[pair]!, arrival.taking, true);
      step(arrival.peer, hosts.arrivalInput(arrival));
      return true;
    }
    return false;
  };
  const stage: Stage = {
    start(peer) {
      const place = placeOf(peer);
      vector[place] = hosts.locals[place]!.revived(vector[place]!);
      step(place, startInput);
    },
    feed: (peer, input: PeerInput) => step(placeOf(peer), hosts.inputOf(input)),
    fire(peer, part) {
      const place = placeOf(peer);
      const armed = hosts.locals[place]!.stateOf(vector[place]!)?.timers.keys() ?? [];
      const fired = [...armed].filter((timer) => timer.includes(part));
      if (fired.length === 0)
        throw new RangeError(`prologue of ${name}: ${peer} has no timer ${part}`);
      for (const timer of fired) step(place, hosts.inputOf({ type: 'timer.fired', timer }));
    },
    settle() {
      for (let count = 0; deliverOne(); count += 1)
        if (count > DELIVERIES_MAX) throw new RangeError(`prologue of ${name}: it does not settle`);
    },
  };
  prologue(stage);
}
