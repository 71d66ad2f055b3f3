/**
 * What is under way in a network of peers and will never make a difference: to honest peers what the network says,
 * to villains everything that they hear.
 *
 * Implements spec/17-checker.md, CHEK-81, CHEK-100. A villain may say whatever it has heard, and no less for having heard more;
 * so it hears at once, and forgets once nothing is left to say.
 */
import type { StateVector } from '../model.js';
import type { Hosts } from './hosts.js';
import type { Layout } from './layout.js';
import type { PeerNetwork } from './network.js';
import { type Arrival, NOTHING, type Pairs } from './pairs.js';

/** Undefined if the network has no villain, and says of no message that it is idle. */
export function idleOf(
  { peers, idle }: PeerNetwork,
  { layout, pairs, hosts }: { layout: Layout; pairs: Pairs; hosts: Hosts },
): ((state: StateVector) => void) | undefined {
  const villains = peers.flatMap(({ villain }, peer) => (villain === undefined ? [] : [peer]));
  if (villains.length === 0 && idle === undefined) return undefined;
  const honest = peers.flatMap(({ villain }, peer) => (villain === undefined ? [peer] : []));

  /** By what is between, then by the peer to whom it comes and the number of its state. */
  const known: Map<number, number>[] = [];
  const isIdle = (peer: number, local: number, item: number): boolean => {
    const state = hosts.locals[peer]!.stateOf(local);
    return state !== undefined && idle!(state, hosts.envelopes.signedOf(item));
  };
  function without(between: number, peer: number, local: number): number {
    known[between] ??= new Map();
    const key = local * layout.peerCount + peer;
    let after = known[between].get(key);
    if (after === undefined) {
      after = pairs.without(between, peer, (item) => isIdle(peer, local, item));
      known[between].set(key, after);
    }
    return after;
  }

  /** What a villain's memory takes in: an envelope on an open link, and nothing follows from it. */
  const isOverheard = (local: number, { peer, item, link }: Arrival): boolean =>
    item >= 0 && hosts.locals[peer]!.hears(local, link);
  function hear(state: StateVector, villain: number): void {
    for (let other = 0; other < layout.peerCount; other += 1) {
      if (other === villain) continue;
      const pair = layout.pairOf(villain, other);
      for (let isMore = true; isMore; ) {
        isMore = false;
        for (const arrival of pairs.arrivalsOf(state[pair]!)) {
          if (arrival.peer !== villain || !isOverheard(state[villain]!, arrival)) continue;
          const [move] = hosts.movesOf(villain, state[villain]!, hosts.arrivalInput(arrival));
          state[pair] = pairs.after(state[pair]!, arrival.taking, true);
          state[villain] = move!.local;
          isMore = true;
          break;
        }
      }
    }
  }

  return (state) => {
    for (const villain of villains) {
      hear(state, villain);
      if (state[layout.budgets.sayings] === 0)
        state[villain] = hosts.locals[villain]!.forgetful(state[villain]!);
    }
    if (idle === undefined) return;
    for (const peer of honest)
      for (let other = 0; other < layout.peerCount; other += 1) {
        if (other === peer) continue;
        const pair = layout.pairOf(peer, other);
        if (state[pair] !== NOTHING) state[pair] = without(state[pair]!, peer, state[peer]!);
      }
  };
}
