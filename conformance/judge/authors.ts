/** Who made a message, as the message itself says. */
import { contentOf, type Decoded } from '../harness/wire/decode.js';

const NONE = new Uint8Array();

export interface Claim {
  readonly pkiId: Uint8Array;
  /** The identity that the message brings along; empty if none. */
  readonly identity: Uint8Array;
}

/** Of a kind that its author signs; undefined of any other. */
export function authorOf(d: Decoded): Claim | undefined {
  const connection = contentOf(d, 'conn');
  if (connection) return connection;
  const alive = contentOf(d, 'aliveMsg');
  if (alive) return { pkiId: alive.membership?.pkiId ?? NONE, identity: alive.identity };
  const identity = contentOf(d, 'peerIdentity');
  if (identity) return { pkiId: identity.pkiId, identity: identity.cert };
  const stated = contentOf(d, 'stateInfo') ?? contentOf(d, 'leadershipMsg');
  return stated && { pkiId: stated.pkiId, identity: NONE };
}
