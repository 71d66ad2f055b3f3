/** Key pairs for minting, and the algorithm by which each signs certificates. */
import 'reflect-metadata'; // Must come before @peculiar/x509.
import { KeyObject, webcrypto } from 'node:crypto';
import { cryptoProvider } from '@peculiar/x509';

cryptoProvider.set(webcrypto);

export type KeyKind = 'P-256' | 'P-384' | 'Ed25519';

export interface MintedKeys {
  readonly kind: KeyKind;
  readonly pair: webcrypto.CryptoKeyPair;
  readonly signing: webcrypto.AlgorithmIdentifier | webcrypto.EcdsaParams;
  /** Follows from a seed: what it signs is the same each time. */
  readonly isSteady?: true;
}

export async function mintKeys(kind: KeyKind = 'P-256'): Promise<MintedKeys> {
  const algorithm = kind === 'Ed25519' ? { name: kind } : { name: 'ECDSA', namedCurve: kind };
  const pair = await webcrypto.subtle.generateKey(algorithm, true, ['sign', 'verify']);
  const signing =
    kind === 'Ed25519'
      ? { name: kind }
      : { name: 'ECDSA', hash: kind === 'P-384' ? 'SHA-384' : 'SHA-256' };
  return { kind, pair: pair as webcrypto.CryptoKeyPair, signing };
}

const written = new WeakMap<MintedKeys, string>();

/** PKCS#8 PEM, as Fabric's tools write private keys. */
export function keyPem(keys: MintedKeys): string {
  const known = written.get(keys);
  if (known !== undefined) return known;
  const key = KeyObject.from(keys.pair.privateKey);
  const pem = key.export({ type: 'pkcs8', format: 'pem' }).toString();
  written.set(keys, pem);
  return pem;
}
