/** Properties of a network as properties of state vectors: each peer state is looked at once. */
import type { Property } from '../model.js';
import type { Hosts } from './hosts.js';
import type { PeerNetwork } from './network.js';

export function propertiesOf({ peers, properties }: PeerNetwork, hosts: Hosts): Property[] {
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
          ofPeer[local] ??= factOf(hosts.locals[peer]!.stateOf(local), peer);
          facts[peer] = ofPeer[local];
        }
        return holds(facts);
      },
    };
  });
}
