import { generateKeyPairSync } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { createNodeSigner, nodeCrypto } from '../../src/adapters/crypto-node.js';
import { createNobleSigner, nobleCrypto } from '../../src/wire/crypto/noble.js';
import type { Signer } from '../../src/wire/crypto/port.js';
import { cryptoContract } from '../support/crypto-contract.js';
import { fc } from '../support/drawing.js';
import { signatureVectors } from '../support/signature-vectors.js';

const named = {
  'P-224': 'secp224r1',
  'P-256': 'prime256v1',
  'P-384': 'secp384r1',
  'P-521': 'secp521r1',
};
const signerOn = (curve: keyof typeof named): Signer => {
  const { privateKey } = generateKeyPairSync('ec', { namedCurve: named[curve] });
  return createNodeSigner(privateKey.export({ type: 'pkcs8', format: 'pem' }) as string);
};
const edSigner = (): Signer => {
  const { privateKey } = generateKeyPairSync('ed25519');
  return createNodeSigner(privateKey.export({ type: 'pkcs8', format: 'pem' }) as string);
};

cryptoContract({
  crypto: nodeCrypto,
  signers: [
    ['P-224', signerOn('P-224'), signerOn('P-224')],
    ['P-256', signerOn('P-256'), signerOn('P-256')],
    ['P-384', signerOn('P-384'), signerOn('P-384')],
    ['P-521', signerOn('P-521'), signerOn('P-521')],
    ['Ed25519', edSigner(), edSigner()],
  ],
});

describe('WIRE-41, WIRE-42, WIRE-43, WIRE-44, WIRE-45, WIRE-46, WIRE-47: vectors of signatures with node:crypto', () => {
  it.each(signatureVectors.map((v) => [v.title, v] as const))('%s', (_, vector) => {
    const { key, message, signature, valid } = vector;
    expect(nodeCrypto.verify(key, message, signature)).toBe(valid);
  });
});

describe('WIRE-I4: noble and node:crypto', () => {
  const message = new TextEncoder().encode('the same message');
  it.each(['P-256', 'P-384', 'P-521'] as const)('verify each other’s signatures on %s', (curve) => {
    const native = signerOn(curve);
    const privateKey = new Uint8Array({ 'P-256': 32, 'P-384': 48, 'P-521': 66 }[curve]).fill(5);
    privateKey[0] = 0;
    const portable = createNobleSigner(curve, privateKey);
    expect(nobleCrypto.verify(native.publicKey, message, native.sign(message))).toBe(true);
    expect(nodeCrypto.verify(portable.publicKey, message, portable.sign(message))).toBe(true);
  });
  it.each(['SHA-256', 'SHA-384', 'SHA-512', 'SHA3-256', 'SHA3-384'] as const)(
    'agree with %s',
    (hash) => {
      const { publicKey, sign } = signerOn('P-256');
      const expected = hash === 'SHA-256';
      const verdicts = [nobleCrypto, nodeCrypto].map((crypto) =>
        crypto.verify(publicKey, message, sign(message), { hash }),
      );
      expect(verdicts).toEqual([expected, expected]);
    },
  );
  it('agree on damaged signatures', () => {
    const { publicKey, sign } = signerOn('P-256');
    const signature = sign(message);
    fc.assert(
      fc.property(fc.nat({ max: signature.length - 1 }), fc.nat({ max: 255 }), (i, byte) => {
        const damaged = signature.map((old, at) => (at === i ? byte : old));
        const verdicts = [nobleCrypto, nodeCrypto].map((crypto) =>
          crypto.verify(publicKey, message, damaged),
        );
        expect(verdicts[0]).toBe(verdicts[1]);
      }),
      { numRuns: 100 },
    );
  });
});

describe('createNodeSigner', () => {
  it('reads SEC 1 as well', () => {
    const { privateKey } = generateKeyPairSync('ec', { namedCurve: 'prime256v1' });
    const signer = createNodeSigner(privateKey.export({ type: 'sec1', format: 'pem' }) as string);
    expect(
      nodeCrypto.verify(signer.publicKey, new Uint8Array(3), signer.sign(new Uint8Array(3))),
    ).toBe(true);
  });
  it('says what is wrong with a key', () => {
    expect(() => createNodeSigner('no key')).toThrow(/expected PEM/);
    const rsa = generateKeyPairSync('rsa', { modulusLength: 1024 }).privateKey;
    const pem = rsa.export({ type: 'pkcs8', format: 'pem' }) as string;
    expect(() => createNodeSigner(pem)).toThrow(/got rsa/);
  });
});
