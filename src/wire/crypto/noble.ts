/**
 * The portable implementation of the crypto port, and the reference: runs wherever JavaScript does.
 *
 * Implements spec/02-wire.md, section Signatures. P-224 is not available here: its signatures are not
 * valid, where Fabric and the adapter for Node.js judge them.
 */
import { ed25519 } from '@noble/curves/ed25519.js';
import { p256, p384, p521 } from '@noble/curves/nist.js';
import { sha256, sha384, sha512 } from '@noble/hashes/sha2.js';
import { sha3_256, sha3_384 } from '@noble/hashes/sha3.js';
import { CURVES, hasPointForm } from './curves.js';
import { compactSignature, derSignature } from './ecdsa-der.js';
import type { Crypto, Curve, HashName, PublicKey, Signer, VerifyOptions } from './port.js';

const ARITHMETIC: Partial<Record<Curve, typeof p256>> = {
  'P-256': p256,
  'P-384': p384,
  'P-521': p521,
};

const HASHES: Record<HashName, (message: Uint8Array) => Uint8Array> = {
  'SHA-256': sha256,
  'SHA-384': sha384,
  'SHA-512': sha512,
  'SHA3-256': sha3_256,
  'SHA3-384': sha3_384,
};

export const nobleCrypto: Crypto = {
  name: 'noble',
  sha256(...parts) {
    if (parts.length === 1) return sha256(parts[0]!);
    const hash = sha256.create();
    for (const part of parts) hash.update(part);
    return hash.digest();
  },
  verify: verifyWithNoble,
};

function verifyWithNoble(
  key: PublicKey,
  message: Uint8Array,
  signature: Uint8Array,
  { hash = 'SHA-256', lowS = true }: VerifyOptions = {},
): boolean {
  // The library throws on keys and signatures that are none; such are not valid.
  try {
    if (key.algorithm === 'Ed25519') {
      return ed25519.verify(signature, message, key.bytes, { zip215: false });
    }
    if (key.algorithm !== 'ECDSA' || !hasPointForm(key.point, key.curve)) return false;
    const arithmetic = ARITHMETIC[key.curve];
    const compact = compactSignature(signature, key.curve, lowS);
    if (arithmetic === undefined || compact === undefined) return false;
    const digest = HASHES[hash](message);
    return arithmetic.verify(compact, digest, key.point, { prehash: false, lowS: false });
  } catch {
    return false;
  }
}

/**
 * A signer from a private key: 32 bytes for Ed25519, a big-endian number below the order for ECDSA.
 * ECDSA signatures are deterministic (RFC 6979); Ed25519 signs the message itself (WIRE-47).
 * @throws RangeError if the curve is P-224, or the key has the wrong length or is out of range
 */
export function createNobleSigner(curve: Curve | 'Ed25519', privateKey: Uint8Array): Signer {
  const arithmetic = curve === 'Ed25519' ? ed25519 : ARITHMETIC[curve];
  if (arithmetic === undefined) {
    throw new RangeError(`curve: expected P-256, P-384, P-521 or Ed25519, got ${curve}`);
  }
  if (!arithmetic.utils.isValidSecretKey(privateKey)) {
    const length = curve === 'Ed25519' ? 32 : CURVES[curve].byteCount;
    throw new RangeError(
      `privateKey: expected ${length} bytes, a number from 1 to the order of the curve, got ${privateKey.length} bytes`,
    );
  }
  if (curve === 'Ed25519') {
    return {
      publicKey: { algorithm: 'Ed25519', bytes: ed25519.getPublicKey(privateKey) },
      sign: (message) => ed25519.sign(message, privateKey),
    };
  }
  const ecdsa = arithmetic as typeof p256;
  return {
    publicKey: { algorithm: 'ECDSA', curve, point: ecdsa.getPublicKey(privateKey, false) },
    sign: (message) =>
      derSignature(ecdsa.sign(sha256(message), privateKey, { prehash: false, lowS: true }), curve),
  };
}
