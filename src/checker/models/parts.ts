/** Peers of the models: symbolic identities, endpoints by name. Names like `p1.A`. */
import type { PeerOptions } from '../../peer/config.js';
import { createSymbolicCrypto } from '../../wire/crypto/symbolic.js';
import { createSymbolicAuthority, symbolicIdentityBytes } from '../../wire/identity/symbolic.js';
import { pkiIdOf } from '../../wire/pki-id.js';

export const crypto = createSymbolicCrypto('checker');
export const ORDERER = { mspId: 'Orderers', name: 'orderer', endpoint: 'orderer:7050' };

export const organisationOf = (name: string): string => name.split('.')[1]!;
export const endpointOf = (name: string): string => `${name}:7051`;

export const identityOf = (name: string): Uint8Array =>
  symbolicIdentityBytes(organisationOf(name), name);
export const pkiIdOfName = (name: string): Uint8Array => pkiIdOf(crypto, identityOf(name))!;

/** Vouches for these peers and for the orderer. */
export const authorityOf = (names: readonly string[]) =>
  createSymbolicAuthority([
    { mspId: ORDERER.mspId, name: ORDERER.name, key: crypto.signerOf(ORDERER.name).publicKey },
    ...names.map((name) => ({
      mspId: organisationOf(name),
      name,
      key: crypto.signerOf(name).publicKey,
    })),
  ]);

/** Options of each peer; all trust one another's organisations. */
export function optionsOf(names: readonly string[]): PeerOptions[] {
  const authority = authorityOf(names);
  return names.map((name) => ({
    identity: identityOf(name),
    signer: crypto.signerOf(name),
    crypto,
    authority,
    endpoint: endpointOf(name),
    externalEndpoint: `ext.${endpointOf(name)}`,
  }));
}
