/** Properties of a network as properties of state vectors: each peer state is looked at once. */
import type { Property, StateVector } from '../model.js';
import type { Hosts } from './hosts.js';
import type { Layout } from './layout.js';
import type { PeerNetwork } from './network.js';
import type { Pairs } from './pairs.js';

export function propertiesOf(
  { peers, properties }: PeerNetwork,
  { layout, pairs, hosts }: { layout: Layout; pairs: Pairs; hosts: Hosts },
): Property[] {
  const isQuiet = (state: StateVector): boolean => {
    for (let pair = layout.pairs; pair < layout.commands; pair += 1)
      if (pairs.arrivalsOf(state[pair]!).length > 0) return false;
    return true;
  };
  return properties.map(({ id, kind, about, factOf, holds }) => {
    const known = peers.map(() => [] as number[]);
    const facts = peers.map(() => 0);
    return {
      id,
      kind,
      about,
      holds(state) {
        for (let peer = 0; peer < facts.length; peer += 1) {
          const local = state[peer]!;
          const ofPeer = known[peer]!;
          ofPeer[local] ??= factOf(
            hosts.locals[peer]!.stateOf(local),
            peer,
            hosts.locals[peer]!.at(local),
          );
          facts[peer] = ofPeer[local];
        }
        return holds(facts, isQuiet(state));
      },
    };
  });
}
