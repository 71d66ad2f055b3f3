/**
 * Who everybody is in a scenario: symbolic identities of all peers and of the ordering service, and an
 * authority that vouches for them until a fault says otherwise.
 */
import { createSymbolicCrypto, type SymbolicCrypto } from '../../wire/crypto/symbolic.js';
import { fromHex, toHex } from '../../wire/hex.js';
import type { IdentityAuthority } from '../../wire/identity/port.js';
import { createSymbolicAuthority, symbolicIdentityBytes } from '../../wire/identity/symbolic.js';
import { pkiIdOf } from '../../wire/pki-id.js';
import { reject } from '../../wire/verdict.js';
import { organisationOf, peerNames, type Scenario } from './scenario.js';

export const ORDERER = { mspId: 'OrdererOrg', name: 'orderer', endpoint: 'orderer:7050' };

export interface Trust {
  readonly crypto: SymbolicCrypto;
  /** Vouches for everybody who is not revoked. */
  readonly authority: IdentityAuthority;
  /** Takes effect at once; who relies on it is to be told. */
  revoke(name: string): void;
  isRevoked(name: string): boolean;
  identityOf(name: string): Uint8Array;
  readonly ordererIdentity: Uint8Array;
  /** PKI-ID in hex. */
  pkiOf(name: string): string;
  /** Of all peers. */
  readonly pkis: readonly Uint8Array[];
  /** The peer of a PKI-ID in hex; undefined for none of the scenario. */
  nameOf(pki: string): string | undefined;
}

/** `startMs`: the instant of the beginning, from which certificates end. */
export function trustOf(scenario: Scenario, startMs: number): Trust {
  const crypto = createSymbolicCrypto('simulator');
  const names = peerNames(scenario);
  const ends = new Map(
    scenario.faults.flatMap((fault) =>
      fault.kind === 'expire' ? [[fault.peer, startMs + fault.at] as const] : [],
    ),
  );
  const world = createSymbolicAuthority([
    { mspId: ORDERER.mspId, name: ORDERER.name, key: crypto.signerOf(ORDERER.name).publicKey },
    ...names.map((name) => ({
      mspId: organisationOf(name),
      name,
      key: crypto.signerOf(name).publicKey,
      notAfterMs: ends.get(name) ?? Number.POSITIVE_INFINITY,
    })),
  ]);
  const identities = new Map(
    names.map((name) => [name, symbolicIdentityBytes(organisationOf(name), name)]),
  );
  const pkis = new Map(
    [...identities].map(([name, identity]) => [name, toHex(pkiIdOf(crypto, identity)!)]),
  );
  const namesByPki = new Map([...pkis].map(([name, pki]) => [pki, name]));
  const revoked = new Set<string>();
  return {
    crypto,
    authority: {
      resolve(identity) {
        if (revoked.size > 0 && revoked.has(toHex(identity)))
          return reject('IDENT-27', 'the certificate is revoked');
        return world.resolve(identity);
      },
      mspIdOf: world.mspIdOf,
    },
    isRevoked: (name) => revoked.has(toHex(identities.get(name)!)),
    revoke: (name) => void revoked.add(toHex(identities.get(name)!)),
    identityOf: (name) => identities.get(name)!,
    ordererIdentity: symbolicIdentityBytes(ORDERER.mspId, ORDERER.name),
    pkiOf: (name) => pkis.get(name)!,
    pkis: [...pkis.values()].map(fromHex),
    nameOf: (pki) => namesByPki.get(pki),
  };
}
