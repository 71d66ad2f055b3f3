/** From peers that have not started to the state from which a model is explored, in one fixed order. */
import type { PeerInput } from '../../peer/io.js';
import type { StateVector } from '../model.js';
import { NO_ANSWERS } from './choices.js';
import type { Hosts, Move } from './hosts.js';
import type { Layout } from './layout.js';
import type { Doing, Moves } from './moves.js';
import type { PeerNetwork, Stage } from './network.js';
import type { Pairs } from './pairs.js';
import type { Done } from './view.js';

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
    /** Where what happens is told. */
    readonly prologue: Done[];
  },
): void {
  const { layout, pairs, hosts, moves, vector, startInput } = of;
  const placeOf = (peer: string): number => {
    const place = peers.findIndex((part) => part.name === peer);
    if (place < 0) throw new RangeError(`prologue of ${name}: there is no peer ${peer}`);
    return place;
  };
  const tell = (what: Doing['what'], peer: number, input?: number, move?: Move): void => {
    const { nonces } = hosts.locals[peer]!.at(vector[peer]!);
    const { answers, traces } = move ?? { answers: NO_ANSWERS, traces: [] };
    const given = input === undefined ? undefined : hosts.inputAt(input);
    const nothing = { isOverheard: false, about: '', said: undefined };
    of.prologue.push({ what, peer, input: given, nonces, answers, traces, ...nothing });
  };
  /** The first answer of chance. */
  const step = (what: Doing['what'], peer: number, input: number): void => {
    const [move] = hosts.movesOf(peer, vector[peer]!, input);
    if (move === undefined) return;
    tell(what, peer, input, move);
    moves.apply(vector, peer, move);
  };
  const deliverOne = (): boolean => {
    for (let pair = layout.pairs; pair < layout.commands; pair += 1) {
      const [arrival] = pairs.arrivalsOf(vector[pair]!);
      if (arrival === undefined) continue;
      vector[pair] = pairs.after(vector[pair]!, arrival.taking, true);
      step('receives', arrival.peer, hosts.arrivalInput(arrival));
      return true;
    }
    return false;
  };
  const answerOne = (): boolean => {
    for (let peer = 0; peer < layout.peerCount; peer += 1) {
      const open = hosts
        .answersOf(peer, vector[peer]!)
        .find(
          ({ costs, where }) =>
            costs === undefined && (where === undefined || where.isUp === isUpAt(where.endpoint)),
        );
      if (open === undefined) continue;
      step('is answered', peer, open.number);
      return true;
    }
    return false;
  };
  const isUpAt = (endpoint: string): boolean => {
    const peer = hosts.peerAt(endpoint);
    return peer !== undefined && hosts.locals[peer]!.stateOf(vector[peer]!) !== undefined;
  };
  const stage: Stage = {
    start(peer) {
      const place = placeOf(peer);
      vector[place] = hosts.locals[place]!.revived(vector[place]!);
      step('starts', place, startInput);
    },
    feed: (peer, input: PeerInput) => step('is told', placeOf(peer), hosts.inputOf(input)),
    fire(peer, part) {
      const place = placeOf(peer);
      const armed = hosts.locals[place]!.stateOf(vector[place]!)?.timers.keys() ?? [];
      const fired = [...armed].filter((timer) => timer.includes(part));
      if (fired.length === 0)
        throw new RangeError(`prologue of ${name}: ${peer} has no timer ${part}`);
      for (const timer of fired) step('sees', place, hosts.inputOf({ type: 'timer.fired', timer }));
    },
    settle() {
      for (let count = 0; deliverOne() || answerOne(); count += 1)
        if (count > DELIVERIES_MAX) throw new RangeError(`prologue of ${name}: it does not settle`);
    },
    lose() {
      for (let pair = layout.pairs; pair < layout.commands; pair += 1)
        for (let lost = true; lost; ) {
          const arrival = pairs.arrivalsOf(vector[pair]!).find(({ item }) => item >= 0);
          lost = arrival !== undefined;
          if (!lost) continue;
          tell('loses', arrival!.peer, hosts.arrivalInput(arrival!));
          vector[pair] = pairs.after(vector[pair]!, arrival!.taking, true);
        }
    },
    crash(peer) {
      tell('crashes', placeOf(peer));
      moves.crash(vector, placeOf(peer));
    },
  };
  prologue(stage);
  peers.forEach(({ villain }, peer) => {
    if (villain !== undefined) vector[peer] = hosts.locals[peer]!.turned(vector[peer]!);
  });
}
