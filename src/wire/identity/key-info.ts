/** Keys and algorithm identifiers of X.509 in the terms of the cryptography port. */
import { hasPointForm } from '../crypto/curves.js';
import type { Curve, HashName, PublicKey } from '../crypto/port.js';
import { type Element, SEQUENCE, wholeElement } from './der.js';
import { type Fault, openReader } from './der-reader.js';
import { isOnCurve } from './ec-point.js';

export type SignatureAlgorithm =
  /** `hash` is undefined for SHA-1, which verifies nothing. */
  | { readonly algorithm: 'ECDSA'; readonly hash: HashName | undefined }
  | { readonly algorithm: 'Ed25519' }
  /** RSA among them: no implementation of the port verifies it. */
  | { readonly algorithm: 'unsupported'; readonly name: string };

const ED25519 = '1.3.101.112';
const EC_PUBLIC_KEY = '1.2.840.10045.2.1';
const RSA = '1.2.840.113549.1.1.1';

const CURVE_NAMES: Record<string, Curve> = {
  '1.3.132.0.33': 'P-224',
  '1.2.840.10045.3.1.7': 'P-256',
  '1.3.132.0.34': 'P-384',
  '1.3.132.0.35': 'P-521',
};

const ECDSA_HASHES: Record<string, HashName | undefined> = {
  '1.2.840.10045.4.1': undefined,
  '1.2.840.10045.4.3.2': 'SHA-256',
  '1.2.840.10045.4.3.3': 'SHA-384',
  '1.2.840.10045.4.3.4': 'SHA-512',
};

/** From an AlgorithmIdentifier. */
export function signatureAlgorithmIn({ content }: Element, fault: Fault): SignatureAlgorithm {
  const fields = openReader(content, fault);
  const algorithm = fields.oid();
  const isBare = fields.isEmpty;
  if (!isBare) fields.any();
  if (Object.hasOwn(ECDSA_HASHES, algorithm))
    return { algorithm: 'ECDSA', hash: ECDSA_HASHES[algorithm] };
  if (algorithm === ED25519 && isBare) return { algorithm: 'Ed25519' };
  return { algorithm: 'unsupported', name: algorithm };
}

/** From a SubjectPublicKeyInfo. An EC key must lie on a curve that Fabric knows. */
export function publicKeyIn({ content }: Element, fault: Fault): PublicKey {
  const fields = openReader(content, fault);
  const identifier = fields.inside(SEQUENCE);
  const algorithm = identifier.oid();
  const { bytes, unused } = fields.bits();
  if (unused > 0) fault.found = true;
  const isBare = identifier.isEmpty;
  if (algorithm === EC_PUBLIC_KEY) {
    const curve = CURVE_NAMES[identifier.oid()];
    if (curve !== undefined && hasPointForm(bytes, curve) && isOnCurve(bytes, curve))
      return { algorithm: 'ECDSA', curve, point: bytes };
    fault.found = true;
  } else if (algorithm === ED25519) {
    if (isBare && bytes.length === 32) return { algorithm: 'Ed25519', bytes };
    fault.found = true;
  } else if (!isBare) identifier.any();
  return { algorithm: 'unsupported', name: algorithm === RSA ? 'RSA' : algorithm };
}

/** From the DER of a SubjectPublicKeyInfo; undefined if it is none. */
export function parsePublicKey(der: Uint8Array): PublicKey | undefined {
  const whole = wholeElement(der, SEQUENCE);
  const fault: Fault = { found: false };
  const key = whole && publicKeyIn(whole, fault);
  return fault.found ? undefined : key;
}
