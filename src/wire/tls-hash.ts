/** TLS hash: what binds a handshake to its connection. Implements spec/02-wire.md, WIRE-62. */
import type { Crypto } from './crypto/port.js';

/** SHA-256 of the DER form of a TLS leaf certificate; undefined where none was presented. */
export const tlsHashOf = (
  crypto: Crypto,
  leafDer: Uint8Array | undefined,
): Uint8Array | undefined =>
  leafDer === undefined || leafDer.length === 0 ? undefined : crypto.sha256(leafDer);
