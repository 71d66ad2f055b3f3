/** Peers of the models: symbolic identities, endpoints by name. Names like `p1.A`. */
import type { PeerOptions } from '../../peer/config.js';
import { createSymbolicCrypto } from '../../wire/crypto/symbolic.js';
import { createSymbolicAuthority, symbolicIdentityBytes } from '../../wire/identity/symbolic.js';

export const crypto = createSymbolicCrypto('checker');
export const ORDERER = { mspId: 'Orderers', name: 'orderer', endpoint: 'orderer:7050' };

const organisationOf = (name: string): string => name.split('.')[1]!;
export const endpointOf = (name: string): string => `${name}:7051`;

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
    identity: symbolicIdentityBytes(organisationOf(name), name),
    signer: crypto.signerOf(name),
    crypto,
    authority,
    endpoint: endpointOf(name),
    externalEndpoint: `ext.${endpointOf(name)}`,
  }));
}
