/** Algorithm identifiers of X.509 in the terms of the cryptography port. */
import { AsnConvert } from '@peculiar/asn1-schema';
import { type AlgorithmIdentifier, SubjectPublicKeyInfo } from '@peculiar/asn1-x509';
import { hasPointForm } from '../crypto/curves.js';
import type { Curve, HashName, PublicKey } from '../crypto/port.js';
import { toHex } from '../hex.js';
import { isDer } from './der.js';

export type SignatureAlgorithm =
  /** `hash` is undefined for SHA-1, which verifies nothing. */
  | { readonly algorithm: 'ECDSA'; readonly hash: HashName | undefined }
  | { readonly algorithm: 'Ed25519' }
  /** RSA among them: no implementation of the port verifies it. */
  | { readonly algorithm: 'unsupported'; readonly name: string };

const ED25519 = '1.3.101.112';
const EC_PUBLIC_KEY = '1.2.840.10045.2.1';
const RSA = '1.2.840.113549.1.1.1';

/** By the DER of the curve's OID, in hex. */
const CURVE_NAMES: Record<string, Curve> = {
  '06052b81040021': 'P-224',
  '06082a8648ce3d030107': 'P-256',
  '06052b81040022': 'P-384',
  '06052b81040023': 'P-521',
};

const ECDSA_HASHES: Record<string, HashName | undefined> = {
  '1.2.840.10045.4.1': undefined,
  '1.2.840.10045.4.3.2': 'SHA-256',
  '1.2.840.10045.4.3.3': 'SHA-384',
  '1.2.840.10045.4.3.4': 'SHA-512',
};

export function signatureAlgorithmOf({
  algorithm,
  parameters,
}: AlgorithmIdentifier): SignatureAlgorithm {
  if (Object.hasOwn(ECDSA_HASHES, algorithm))
    return { algorithm: 'ECDSA', hash: ECDSA_HASHES[algorithm] };
  if (algorithm === ED25519 && !parameters) return { algorithm: 'Ed25519' };
  return { algorithm: 'unsupported', name: algorithm };
}

/** Undefined if the key is malformed, or on a curve that Fabric does not know. */
export function publicKeyOf({
  algorithm: { algorithm, parameters },
  subjectPublicKey,
}: SubjectPublicKeyInfo): PublicKey | undefined {
  const bytes = new Uint8Array(subjectPublicKey);
  if (algorithm === EC_PUBLIC_KEY) {
    const curve = parameters ? CURVE_NAMES[toHex(new Uint8Array(parameters))] : undefined;
    if (curve === undefined || !hasPointForm(bytes, curve)) return undefined;
    return { algorithm: 'ECDSA', curve, point: bytes };
  }
  if (algorithm === ED25519)
    return bytes.length === 32 && !parameters ? { algorithm: 'Ed25519', bytes } : undefined;
  return { algorithm: 'unsupported', name: algorithm === RSA ? 'RSA' : algorithm };
}

/** From the DER of a SubjectPublicKeyInfo. */
export function parsePublicKey(der: Uint8Array): PublicKey | undefined {
  if (!isDer(der)) return undefined;
  // The library throws on whatever it cannot read.
  try {
    return publicKeyOf(AsnConvert.parse(der, SubjectPublicKeyInfo));
  } catch {
    return undefined;
  }
}
