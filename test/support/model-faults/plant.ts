/** How faults are planted in networks. */
import { CHANNEL } from '../../../src/checker/models/channels.js';
import type { PeerNetwork, PeerStep } from '../../../src/checker/peers/network.js';
import type { Peer } from '../../../src/peer/peer.js';
import { after, type before, everywhere, isTimer, without } from '../faulty-steps.js';

export type Plant = (network: PeerNetwork) => PeerNetwork;
/** By model, then by property. */
export type Faults = Readonly<Record<string, Readonly<Record<string, Plant>>>>;

export const step =
  (faulty: PeerStep): Plant =>
  (network) =>
    everywhere(network, faulty);
export const options =
  (change: (of: PeerNetwork['peers'][number]['options']) => object): Plant =>
  (network) => ({
    ...network,
    peers: network.peers.map((part) => ({
      ...part,
      options: { ...part.options, ...change(part.options) },
    })),
  });
/** Where no villain says anything there is less to explore. */
export const quietly =
  (plant: Plant): Plant =>
  (network) =>
    plant({ ...network, budget: { ...network.budget, sayings: 0 } });
export const silent: Plant = (network) => ({
  ...network,
  peers: network.peers.map((part) =>
    part.villain ? { ...part, villain: { ...part.villain, says: () => [] } } : part,
  ),
});

export const channel = (peer: Peer, name = CHANNEL) => peer.state.channels.get(name);

/** More entries than any bound of the models. */
export function overfill<K, V>(
  store: Map<K, V> | undefined,
  keyOf: (index: number) => K,
  value: V,
): void {
  for (let i = 0; i < 10; i += 1) store?.set(keyOf(i), value);
}

export const commitless = step(without('block.commit'));

export function throwOn(timer: string): Parameters<typeof before>[0] {
  return (_, input) => {
    if (isTimer(input, timer)) throw new Error(`timer ${timer}`);
    return input;
  };
}

/** Takes whatever stands in the ledger for a channel that has just begun. */
export const joinsAsIfNew = (name = CHANNEL): Plant =>
  step(
    after((peer, _, input) => {
      const entry = channel(peer, name);
      if (input.type === 'channel.join' && entry !== undefined) entry.height = 1n;
      return undefined;
    }),
  );
