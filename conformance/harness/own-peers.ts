/** The organisations as one case sees them: their peers are its own, and the same when it plays again. */
import type { Organisation, PeerCredentials } from './minting/organisation.js';
import type { Organisations } from './organisations.js';

/** Peers that were minted without any option, by organisation and label. */
export type MintedPeers = Map<string, Promise<PeerCredentials>>;

/**
 * `scope` tells the peers of cases apart that may meet. Cases that never meet share one, and with
 * `minted` their peers.
 */
export function organisationsFor(
  all: Organisations,
  scope: string,
  minted?: MintedPeers,
): Organisations {
  const own = (organisation: Organisation): Organisation => {
    const counts = new Map<string, number>();
    return {
      ...organisation,
      mintPeer(name, options) {
        const nth = (counts.get(name) ?? 0) + 1;
        counts.set(name, nth);
        const label = `${scope}/${name}/${nth}`;
        const mint = () => organisation.mintPeer(name, { ...options, label });
        if (!minted || options) return mint();
        const key = `${organisation.mspId}/${label}`;
        const peer = minted.get(key) ?? mint();
        minted.set(key, peer);
        return peer;
      },
    };
  };
  const { O, F, G, X, R, S } = all;
  return { ...all, O: own(O), F: own(F), G: own(G), X: own(X), R: own(R), S: own(S) };
}
