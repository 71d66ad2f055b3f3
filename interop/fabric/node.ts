/** One peer of the live network, whichever implementation it runs. */
import type { PeerCredentials } from '../../conformance/harness/minting/organisation.js';

/** PKI-IDs in hex of whom a peer takes for alive and for dead; it is in neither itself. */
export interface Membership {
  readonly alive: ReadonlySet<string>;
  readonly dead: ReadonlySet<string>;
}

export interface NetworkNode {
  readonly name: string;
  readonly implementation: string;
  readonly endpoint: string;
  readonly credentials: PeerCredentials;
  /** Its own answer about its membership, where it has one. Fabric without a channel has none. */
  readonly query: (() => Membership) | undefined;
  /** Ends it without farewell. */
  kill(): Promise<void>;
  /** After `kill`: the same peer at the same endpoint. */
  restart(): Promise<void>;
  /** Nothing of it is left afterwards. */
  stop(): Promise<void>;
}
