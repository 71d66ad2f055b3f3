/** Peers of a network as the numbers 1 to N of a module: in the order of their PKI-IDs. */
import type { PeerNetwork } from '../../../src/checker/peers/network.js';
import { toHex } from '../../../src/wire/hex.js';
import { pkiIdOf } from '../../../src/wire/pki-id.js';

export interface Ranks {
  /** Indices in the network, the lowest PKI-ID first. */
  readonly peers: readonly number[];
  /** PKI-IDs in that order, in hex. */
  readonly pkis: readonly string[];
  /** Place of an index of the network in `peers`. */
  placeOf(peer: number): number;
}

export function rankOf({ peers }: PeerNetwork): Ranks {
  const ranked = peers
    .map(({ options }, peer) => ({
      peer,
      pki: toHex(pkiIdOf(options.crypto, options.identity)!),
    }))
    .sort((a, b) => (a.pki < b.pki ? -1 : 1));
  const order = ranked.map(({ peer }) => peer);
  return {
    peers: order,
    pkis: ranked.map(({ pki }) => pki),
    placeOf: (peer) => order.indexOf(peer),
  };
}
