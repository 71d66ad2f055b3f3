import { createHash } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { CURVES } from '../../../src/wire/crypto/curves.js';
import { createNobleSigner, nobleCrypto } from '../../../src/wire/crypto/noble.js';
import { toHex } from '../../../src/wire/hex.js';
import { cryptoContract } from '../../support/crypto-contract.js';
import { signatureVectors } from '../../support/signature-vectors.js';

const curves = ['P-256', 'P-384', 'P-521', 'Ed25519'] as const;
const privateKey = (curve: (typeof curves)[number], fill: number): Uint8Array => {
  const key = new Uint8Array(curve === 'Ed25519' ? 32 : CURVES[curve].byteCount).fill(fill);
  key[0] = 0;
  return key;
};

cryptoContract({
  crypto: nobleCrypto,
  signers: curves.map((curve) => [
    curve,
    createNobleSigner(curve, privateKey(curve, 1)),
    createNobleSigner(curve, privateKey(curve, 2)),
  ]),
});

describe('WIRE-41, WIRE-42, WIRE-43, WIRE-44, WIRE-45, WIRE-46, WIRE-47: vectors of signatures with noble', () => {
  const known = signatureVectors.filter(({ algorithm }) => algorithm !== 'P-224');
  it.each(known.map((v) => [v.title, v] as const))('%s', (_, vector) => {
    const { key, message, signature, valid } = vector;
    expect(nobleCrypto.verify(key, message, signature)).toBe(valid);
  });
  it('DEV-7: no signature on P-224 is valid', () => {
    const others = signatureVectors.filter(({ algorithm }) => algorithm === 'P-224');
    const verdicts = others.map((v) => nobleCrypto.verify(v.key, v.message, v.signature));
    expect(new Set(verdicts)).toEqual(new Set([false]));
  });
});

describe('noble', () => {
  it('hashes with SHA-256', () => {
    const bytes = new TextEncoder().encode('gossip');
    expect(toHex(nobleCrypto.sha256(bytes))).toBe(createHash('sha256').update(bytes).digest('hex'));
  });
  it('WIRE-46: signs with low s, so that half of all signatures had to be brought down', () => {
    const signer = createNobleSigner('P-256', privateKey('P-256', 3));
    const highest = Array.from({ length: 40 }, (_, i) => {
      const signature = signer.sign(Uint8Array.of(i));
      const s = signature.subarray(4 + signature[3]! + 2);
      return s.length === 33 || s[0]! > 0x7f;
    });
    expect(highest).not.toContain(true);
  });
  it('accepts high s where it is told to', () => {
    const high = signatureVectors.find(({ title }) => title === 'WIRE-42: P-256: high s')!;
    const { key, message, signature } = high;
    expect(nobleCrypto.verify(key, message, signature, { lowS: false })).toBe(true);
  });
  it('says what is wrong with a private key or curve', () => {
    expect(() => createNobleSigner('P-224', new Uint8Array(28))).toThrow(/expected P-256/);
    expect(() => createNobleSigner('P-256', new Uint8Array(31))).toThrow(/expected 32 bytes/);
    expect(() => createNobleSigner('P-256', new Uint8Array(32))).toThrow(RangeError);
  });
});
