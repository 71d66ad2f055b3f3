/** Key pairs that follow from a seed and a name, and what they sign. */
import 'reflect-metadata'; // Must come before @peculiar/x509.
import { createPrivateKey, createPublicKey, type KeyObject, webcrypto } from 'node:crypto';
import { GROUPS, sha256, signSteadily } from '../../harness/wire/sign.js';
import { bytesOf, type Curve, numberOf, pointOf, steadySignature } from './rfc6979.js';

export type KeyKind = 'P-256' | 'P-384' | 'Ed25519';

const CURVES: Readonly<Record<Exclude<KeyKind, 'Ed25519'>, Curve>> = {
  'P-256': { ...GROUPS.prime256v1!, name: 'prime256v1' },
  'P-384': { ...GROUPS.secp384r1!, name: 'secp384r1' },
};

export interface SteadyKeys {
  readonly kind: KeyKind;
  /** PKCS#8. */
  readonly keyPem: string;
  /** DER of the SubjectPublicKeyInfo. */
  readonly spki: Uint8Array;
  /** For @peculiar/x509, together with `steadyCrypto`. */
  readonly privateKey: webcrypto.CryptoKey;
}

/** What signs for a key of the platform: r and s one after the other, each as long as the group's order. */
const signers = new WeakMap<webcrypto.CryptoKey, (message: Uint8Array) => Uint8Array>();

export async function steadyKeys(seed: string, kind: KeyKind = 'P-256'): Promise<SteadyKeys> {
  const key = kind === 'Ed25519' ? edwardsKey(seed) : ecdsaKey(seed, CURVES[kind]);
  const keyPem = key.object.export({ type: 'pkcs8', format: 'pem' }).toString();
  const privateKey = await webcrypto.subtle.importKey(
    'pkcs8',
    key.object.export({ type: 'pkcs8', format: 'der' }),
    kind === 'Ed25519' ? { name: kind } : { name: 'ECDSA', namedCurve: kind },
    true,
    ['sign'],
  );
  if (kind !== 'Ed25519') {
    const curve = CURVES[kind];
    const { scalar } = key;
    signSteadily(keyPem, (message) => steadySignature(curve, scalar!, message));
    signers.set(privateKey, (message) => {
      const { r, s } = steadySignature(curve, scalar!, message);
      const low = s > curve.order / 2n ? curve.order - s : s;
      return new Uint8Array(Buffer.concat([bytesOf(r, curve.length), bytesOf(low, curve.length)]));
    });
  }
  const spki = createPublicKey(key.object).export({ type: 'spki', format: 'der' });
  return { kind, keyPem, spki: new Uint8Array(spki), privateKey };
}

interface Derived {
  readonly object: KeyObject;
  readonly scalar?: bigint;
}

function ecdsaKey(seed: string, curve: Curve): Derived {
  const wide = Buffer.concat([digestOf(`${seed}/0`), digestOf(`${seed}/1`)]);
  const scalar = (numberOf(wide) % (curve.order - 1n)) + 1n;
  const { x, y } = pointOf(curve, scalar);
  const text = (bytes: Uint8Array) => Buffer.from(bytes).toString('base64url');
  const object = createPrivateKey({
    format: 'jwk',
    key: {
      kty: 'EC',
      crv: curve.name === 'prime256v1' ? 'P-256' : 'P-384',
      x: text(x),
      y: text(y),
      d: text(bytesOf(scalar, curve.length)),
    },
  });
  return { object, scalar };
}

/** PKCS#8 of an Ed25519 key is this beginning and 32 bytes (RFC 8410, 7). */
const EDWARDS_PKCS8 = Buffer.from('302e020100300506032b657004220420', 'hex');

const edwardsKey = (seed: string): Derived => ({
  object: createPrivateKey({
    key: Buffer.concat([EDWARDS_PKCS8, digestOf(seed)]),
    format: 'der',
    type: 'pkcs8',
  }),
});

const digestOf = (text: string): Uint8Array => sha256(new TextEncoder().encode(text));

/** The platform's cryptography, but for ECDSA signatures, which do not differ each time. */
export const steadyCrypto = {
  subtle: {
    async sign(
      algorithm: webcrypto.AlgorithmIdentifier,
      key: webcrypto.CryptoKey,
      data: ArrayBuffer,
    ) {
      const steady = signers.get(key);
      if (steady === undefined) return webcrypto.subtle.sign(algorithm, key, data);
      return steady(new Uint8Array(data)).buffer;
    },
  },
} as unknown as webcrypto.Crypto;
