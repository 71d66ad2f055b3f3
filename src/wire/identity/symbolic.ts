/**
 * Identities without certificates, for simulations and models: a name, a key, an organisation.
 *
 * The bytes travel like any identity (msp.SerializedIdentity), so that PKI-IDs and messages look alike.
 */
import type { PublicKey } from '../crypto/port.js';
import { toHex } from '../hex.js';
import { decodeSerializedIdentity, encodeSerializedIdentity } from '../serialized-identity.js';
import { accept, reject } from '../verdict.js';
import type { Identity, IdentityAuthority, MspId } from './port.js';

const utf8 = new TextEncoder();

export interface SymbolicIdentity extends Identity {
  readonly name: string;
}

/** The bytes by which a symbolic identity is known. */
export const symbolicIdentityBytes = (mspId: MspId, name: string): Uint8Array =>
  encodeSerializedIdentity(mspId, utf8.encode(name));

/** Vouches for exactly the given identities. */
export function createSymbolicAuthority(
  identities: readonly { mspId: MspId; name: string; key: PublicKey; notAfterMs?: number }[],
): IdentityAuthority {
  const known = new Map<string, Identity>();
  const organisations = new Set<MspId>();
  for (const { mspId, name, key, notAfterMs = Number.POSITIVE_INFINITY } of identities) {
    known.set(toHex(symbolicIdentityBytes(mspId, name)), { mspId, key, notAfterMs });
    organisations.add(mspId);
  }
  return {
    resolve(identity) {
      const found = known.get(toHex(identity));
      return found === undefined ? reject('IDENT-1', 'unknown to every MSP') : accept(found);
    },
    mspIdOf(identity) {
      const decoded = decodeSerializedIdentity(identity);
      if (decoded.verdict !== 'accept') return undefined;
      return organisations.has(decoded.value.mspid) ? decoded.value.mspid : undefined;
    },
  };
}
