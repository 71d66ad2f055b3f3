/**
 * A network that is cut in two: who cannot reach whom. Whether it is cut follows from what is left of two budgets.
 *
 * Implements spec/17-checker.md, CHEK-109, CHEK-111.
 */
import type { StateVector } from '../model.js';
import type { Layout } from './layout.js';
import type { PeerNetwork } from './network.js';

export interface Cuts {
  isCut(state: StateVector): boolean;
  /** Whether a cut is between the two. */
  parts(one: number, other: number): boolean;
  /** Who is on the one side, in words. */
  readonly aside: string;
  /** One of these. */
  readonly first: number;
}

/** @throws RangeError if a network that can be cut does not say where. */
export function cutsOf({ name, peers, budget, aside = [] }: PeerNetwork, layout: Layout): Cuts {
  const isAside = peers.map((peer) => aside.includes(peer.name));
  if ((budget.cuts ?? 0) > 0 && (!isAside.includes(true) || !isAside.includes(false)))
    throw new RangeError(`${name}: expected that a cut leaves peers on both sides`);
  const whole = (budget.cuts ?? 0) - (budget.heals ?? 0);
  const { cuts, heals } = layout.budgets;
  return {
    isCut: (state) => state[cuts]! - state[heals]! !== whole,
    parts: (one, other) => isAside[one] !== isAside[other],
    aside: aside.join(', '),
    first: isAside.indexOf(true),
  };
}
