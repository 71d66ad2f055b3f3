/**
 * Whether an envelope is what its author signed.
 *
 * Implements spec/02-wire.md, section Signatures (WIRE-37 to WIRE-39). Knows not who the author is: the
 * caller brings the author's way to verify, be it a key or the policy of a channel.
 */
import type { Crypto, PublicKey } from './crypto/port.js';
import type { Envelope } from './message-types.js';
import { accept, reject, type Verdict } from './verdict.js';

/** Whether a signature over a message is the author's. */
export type Verifier = (message: Uint8Array, signature: Uint8Array) => boolean;

export const verifierOf =
  (crypto: Crypto, key: PublicKey): Verifier =>
  (message, signature) =>
    crypto.verify(key, message, signature);

/** The first clause that fails decides: the payload's signature, then the secret's. */
export function verifyEnvelope(envelope: Envelope, verifies: Verifier): Verdict<Envelope> {
  const { payload, signature, secretEnvelope: secret } = envelope;
  if (payload.length === 0) return reject('WIRE-37', 'empty payload');
  if (signature.length === 0) return reject('WIRE-37', 'no signature');
  if (!verifies(payload, signature)) {
    return reject('WIRE-38', 'signature does not verify under the identity of the author');
  }
  if (secret === undefined) return accept(envelope);
  if (secret.payload.length === 0) return reject('WIRE-39', 'secret envelope with empty payload');
  if (secret.signature.length === 0) return reject('WIRE-39', 'secret envelope without signature');
  if (!verifies(secret.payload, secret.signature)) {
    return reject('WIRE-39', 'secret does not verify under the identity of the author');
  }
  return accept(envelope);
}
