/**
 * The identity port: who stands behind the bytes of an identity, according to the MSPs that a peer
 * trusts. Implemented by MSPs of X.509 certificates (msp.ts) and, for large simulations, symbolically.
 */
import type { PublicKey } from '../crypto/port.js';
import type { Verdict } from '../verdict.js';

/** Name of an organisation's membership service provider, for example `Org1MSP`. */
export type MspId = string;

/** An identity that an MSP vouches for. */
export interface Identity {
  readonly mspId: MspId;
  readonly key: PublicKey;
  /** End of validity of the certificate, milliseconds since 1970. Infinity if it never expires. */
  readonly notAfterMs: number;
}

export interface IdentityAuthority {
  /**
   * Parses and validates serialized identity bytes: form, chain to a root, revocation, organisational
   * units. Expiry is not judged here (the identity store does, with the instant of the event).
   */
  resolve(identity: Uint8Array): Verdict<Identity>;
  /** The MSP ID that the bytes claim, or undefined if they do not parse or no known MSP has it. */
  mspIdOf(identity: Uint8Array): MspId | undefined;
}
