/**
 * The crypto port without arithmetic, for large simulations and for exploring every interleaving.
 *
 * A signature is a token that follows from a secret, which follows from the public key and a seed that
 * no message carries. Within the model nobody can make one without the signer. Outside of it, it
 * protects nothing.
 */
import type { Crypto, PublicKey, Signer } from './port.js';
import { symbolicHash } from './symbolic-hash.js';

export interface SymbolicCrypto extends Crypto {
  /** The signer of this name: always the same for the same seed. Its key looks like one of P-256. */
  signerOf(name: string): Signer;
}

/** Separate what is hashed for different purposes. */
const CONTENT = 0;
const KEY_X = 1;
const KEY_Y = 2;
const SECRET = 3;
const TOKEN_R = 4;
const TOKEN_S = 5;

/** SEQUENCE{INTEGER r, INTEGER s} with two integers of 32 bytes, as most signatures with P-256 are. */
const TOKEN_BYTES = 70;
const utf8 = new TextEncoder();

/** Everything that it does follows from `seed`. Signatures of one seed do not verify under another. */
export function createSymbolicCrypto(seed: string): SymbolicCrypto {
  // Of fixed length, so that seed and name cannot run into each other.
  const seedBytes = symbolicHash(CONTENT, [utf8.encode(seed)]);
  const secrets = new WeakMap<PublicKey, Uint8Array>();
  const secretOf = (key: PublicKey): Uint8Array => {
    let secret = secrets.get(key);
    if (secret === undefined) {
      secret = symbolicHash(SECRET, [seedBytes, keyBytes(key)]);
      secrets.set(key, secret);
    }
    return secret;
  };
  return {
    name: 'symbolic',
    sha256: (...parts) => symbolicHash(CONTENT, parts),
    verify(key, message, signature) {
      if (key.algorithm === 'unsupported' || signature.length < TOKEN_BYTES) return false;
      writeToken(expected, secretOf(key), message);
      for (let i = 0; i < TOKEN_BYTES; i++) if (expected[i] !== signature[i]) return false;
      return true;
    },
    signerOf(name) {
      const publicKey: PublicKey = { algorithm: 'ECDSA', curve: 'P-256', point: pointOf(name) };
      const secret = secretOf(publicKey);
      return { publicKey, sign: (message) => tokenOf(secret, message) };
    },
  };

  function pointOf(name: string): Uint8Array {
    const nameBytes = utf8.encode(name);
    const point = new Uint8Array(65);
    point[0] = 0x04;
    point.set(symbolicHash(KEY_X, [seedBytes, nameBytes]), 1);
    point.set(symbolicHash(KEY_Y, [seedBytes, nameBytes]), 33);
    return point;
  }
}

function keyBytes(key: PublicKey): Uint8Array {
  if (key.algorithm === 'ECDSA') return key.point;
  return key.algorithm === 'Ed25519' ? key.bytes : utf8.encode(key.name);
}

function tokenOf(secret: Uint8Array, message: Uint8Array): Uint8Array {
  const token = new Uint8Array(TOKEN_BYTES);
  writeToken(token, secret, message);
  return token;
}

/** What a signature is compared with: written anew for each. */
const expected = new Uint8Array(TOKEN_BYTES);

/** A DER signature whose integers are positive and low, so that it passes for a real one in form. */
function writeToken(token: Uint8Array, secret: Uint8Array, message: Uint8Array): void {
  token.set([0x30, TOKEN_BYTES - 2, 0x02, 32]);
  const r = symbolicHash(TOKEN_R, [secret, message]);
  token.set(r, 4);
  token.set([0x02, 32], 36);
  token.set(symbolicHash(TOKEN_S, [secret, r]), 38);
  for (const first of [4, 38]) token[first] = (token[first]! & 0x3f) | 0x40;
}
