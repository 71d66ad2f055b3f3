/** PKI-ID: the 32 bytes that name a peer. Implements spec/02-wire.md, WIRE-60 and WIRE-61. */
import type { Crypto } from './crypto/port.js';
import { decodeSerializedIdentity } from './serialized-identity.js';

const utf8 = new TextEncoder();

/**
 * WIRE-60: SHA-256 of the MSP ID and the identity's bytes, without separator.
 * WIRE-61: undefined if `identity` is empty or not a serialized identity.
 */
export function pkiIdOf(crypto: Crypto, identity: Uint8Array): Uint8Array | undefined {
  if (identity.length === 0) return undefined;
  const decoded = decodeSerializedIdentity(identity);
  if (decoded.verdict !== 'accept') return undefined;
  return crypto.sha256(utf8.encode(decoded.value.mspid), decoded.value.idBytes);
}
