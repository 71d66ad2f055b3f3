/** Properties of a network as properties of state vectors: each peer state is looked at once. */
import type { RunProperty } from '../liveness/property.js';
import type { Property, StateVector } from '../model.js';
import type { Cuts } from './cuts.js';
import type { Hosts } from './hosts.js';
import type { Layout } from './layout.js';
import type { NetworkProperty, PeerNetwork } from './network.js';
import type { Pairs } from './pairs.js';

interface Of {
  readonly layout: Layout;
  readonly pairs: Pairs;
  readonly hosts: Hosts;
  readonly cuts: Cuts;
}

/** CHEK-36: a property of every network. */
const fails: NetworkProperty = {
  id: 'SYS-I3',
  kind: 'always',
  about: 'no input makes a peer fail',
  factOf: (_state, _peer, { failure }) => (failure === undefined ? 0 : 1),
  holds: (facts) => facts.every((fact) => fact === 0),
};

/** Those of states, which say for themselves where they look. */
export const ofStates = ({ properties }: PeerNetwork): NetworkProperty[] =>
  [...properties, fails].map((property) => {
    const { kind, holds, whenQuiet } = property;
    if (!whenQuiet) return property;
    const elsewhere = kind === 'always';
    return {
      ...property,
      holds: (facts, isQuiet, isCut) => (isQuiet ? holds(facts, isQuiet, isCut) : elsewhere),
    };
  });

export const propertiesOf = (network: PeerNetwork, of: Of): Property[] =>
  ofStates(network).map((property) => {
    const { id, kind, about, holds } = property;
    return { id, kind, about, holds: judgeOf(network, of, property, holds) };
  });

export const runPropertiesOf = (network: PeerNetwork, of: Of): RunProperty[] =>
  (network.runProperties ?? []).map((property) => {
    const { id, kind, about, holds, after } = property;
    return {
      id,
      kind,
      about,
      holds: judgeOf(network, of, property, holds),
      ...(after && { after: judgeOf(network, of, property, after) }),
    };
  });

function judgeOf(
  { peers }: PeerNetwork,
  { layout, pairs, hosts, cuts }: Of,
  { factOf }: Pick<NetworkProperty, 'factOf'>,
  judge: NetworkProperty['holds'],
): (state: StateVector) => boolean {
  const known = peers.map(() => [] as number[]);
  const facts = peers.map(() => 0);
  const isQuiet = (state: StateVector): boolean => {
    for (let pair = layout.pairs; pair < layout.commands; pair += 1)
      if (pairs.arrivalsOf(state[pair]!).length > 0) return false;
    return true;
  };
  return (state) => {
    for (let peer = 0; peer < facts.length; peer += 1) {
      const local = state[peer]!;
      const ofPeer = known[peer]!;
      if (ofPeer[local] === undefined) {
        const one = hosts.locals[peer]!.at(local);
        ofPeer[local] = factOf(one.peer?.state, peer, one);
      }
      facts[peer] = ofPeer[local];
    }
    return judge(facts, isQuiet(state), cuts.isCut(state));
  };
}
