/**
 * The crypto port on node:crypto: native arithmetic, for peers on the wire. Knows P-224 too.
 *
 * Judges the form of signatures as the portable implementation does (spec/02-wire.md, WIRE-42 to WIRE-46).
 */
import {
  createHash,
  createPrivateKey,
  createPublicKey,
  type KeyObject,
  sign as signNatively,
  verify as verifyNatively,
} from 'node:crypto';
import { CURVES, hasPointForm } from '../wire/crypto/curves.js';
import { compactSignature, derSignature } from '../wire/crypto/ecdsa-der.js';
import type {
  Crypto,
  Curve,
  HashName,
  PublicKey,
  Signer,
  VerifyOptions,
} from '../wire/crypto/port.js';

const HASHES: Record<HashName, string> = {
  'SHA-256': 'sha256',
  'SHA-384': 'sha384',
  'SHA-512': 'sha512',
  'SHA3-256': 'sha3-256',
  'SHA3-384': 'sha3-384',
};

/** Curve names of OpenSSL. */
const NAMED: Record<string, Curve> = {
  secp224r1: 'P-224',
  prime256v1: 'P-256',
  secp384r1: 'P-384',
  secp521r1: 'P-521',
};

/** What stands before the key in a SubjectPublicKeyInfo, up to the last byte before the point. */
const SPKI_PREFIX: Record<Curve | 'Ed25519', string> = {
  'P-224': '304e301006072a8648ce3d020106052b81040021033a00',
  'P-256': '3059301306072a8648ce3d020106082a8648ce3d030107034200',
  'P-384': '3076301006072a8648ce3d020106052b81040022036200',
  'P-521': '30819b301006072a8648ce3d020106052b8104002303818600',
  Ed25519: '302a300506032b6570032100',
};

/** Parsed keys live as long as the values they were parsed from; null stands for a malformed one. */
const parsed = new WeakMap<PublicKey, KeyObject | null>();

export const nodeCrypto: Crypto = {
  name: 'node:crypto',
  sha256(...parts) {
    const hash = createHash('sha256');
    for (const part of parts) hash.update(part);
    return new Uint8Array(hash.digest());
  },
  verify(key, message, signature, { hash = 'SHA-256', lowS = true }: VerifyOptions = {}) {
    const native = keyObjectOf(key);
    if (native === null) return false;
    if (key.algorithm === 'Ed25519') {
      return signature.length === 64 && verifyNatively(null, message, native, signature);
    }
    if (key.algorithm !== 'ECDSA') return false;
    const compact = compactSignature(signature, key.curve, lowS);
    if (compact === undefined) return false;
    const ecdsaKey = { key: native, dsaEncoding: 'ieee-p1363' as const };
    return verifyNatively(HASHES[hash], message, ecdsaKey, compact);
  },
};

function keyObjectOf(key: PublicKey): KeyObject | null {
  let native = parsed.get(key);
  if (native === undefined) {
    native = parseKey(key);
    parsed.set(key, native);
  }
  return native;
}

function parseKey(key: PublicKey): KeyObject | null {
  if (key.algorithm === 'unsupported') return null;
  const [prefix, bytes] =
    key.algorithm === 'Ed25519'
      ? [SPKI_PREFIX.Ed25519, key.bytes]
      : [SPKI_PREFIX[key.curve], key.point];
  const wellFormed =
    key.algorithm === 'Ed25519' ? bytes.length === 32 : hasPointForm(bytes, key.curve);
  if (!wellFormed) return null;
  try {
    const spki = Buffer.concat([Buffer.from(prefix, 'hex'), bytes]);
    return createPublicKey({ key: spki, format: 'der', type: 'spki' });
  } catch {
    // OpenSSL refuses points that do not lie on the curve.
    return null;
  }
}

/**
 * A signer from a private key in PEM (PKCS #8 or SEC 1).
 * @throws TypeError if the text is no such key, or a key of another algorithm or curve
 */
export function createNodeSigner(pem: string): Signer {
  const key = privateKeyOf(pem);
  const spki = new Uint8Array(createPublicKey(key).export({ format: 'der', type: 'spki' }));
  if (key.asymmetricKeyType === 'ed25519') {
    return {
      publicKey: { algorithm: 'Ed25519', bytes: spki.slice(-32) },
      sign: (message) => new Uint8Array(signNatively(null, message, key)),
    };
  }
  const name = key.asymmetricKeyDetails?.namedCurve ?? '';
  const curve = NAMED[name];
  if (curve === undefined) {
    throw new TypeError(
      `private key: expected Ed25519 or ECDSA on P-224, P-256, P-384 or P-521, got ${name || key.asymmetricKeyType}`,
    );
  }
  const point = spki.slice(-(1 + 2 * CURVES[curve].byteCount));
  const signing = { key, dsaEncoding: 'ieee-p1363' as const };
  return {
    publicKey: { algorithm: 'ECDSA', curve, point },
    sign: (message) => derSignature(signNatively('sha256', message, signing), curve),
  };
}

function privateKeyOf(pem: string): KeyObject {
  try {
    return createPrivateKey(pem);
  } catch (cause) {
    throw new TypeError('private key: expected PEM of PKCS #8 or SEC 1', { cause });
  }
}
