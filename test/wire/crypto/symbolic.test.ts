import { describe, expect, it } from 'vitest';
import { createSymbolicCrypto } from '../../../src/wire/crypto/symbolic.js';
import { symbolicHash } from '../../../src/wire/crypto/symbolic-hash.js';
import { cryptoContract } from '../../support/crypto-contract.js';

const crypto = createSymbolicCrypto('seed');

cryptoContract({
  crypto,
  signers: [['tokens', crypto.signerOf('peer0'), crypto.signerOf('peer1')]],
});

describe('symbolic', () => {
  const message = new TextEncoder().encode('hello');
  it('is the same for the same seed', () => {
    const again = createSymbolicCrypto('seed');
    const signer = again.signerOf('peer0');
    expect(signer.publicKey).toEqual(crypto.signerOf('peer0').publicKey);
    expect(signer.sign(message)).toEqual(crypto.signerOf('peer0').sign(message));
    expect(again.verify(signer.publicKey, message, signer.sign(message))).toBe(true);
  });
  it('does not verify signatures made under another seed, even for the same key', () => {
    const other = createSymbolicCrypto('other');
    const signer = crypto.signerOf('peer0');
    expect(other.verify(signer.publicKey, message, signer.sign(message))).toBe(false);
    expect(other.signerOf('peer0').publicKey).not.toEqual(signer.publicKey);
  });
  it('does not let names and seeds run into each other', () => {
    const one = createSymbolicCrypto('ab').signerOf('c');
    const two = createSymbolicCrypto('a').signerOf('bc');
    expect(one.publicKey).not.toEqual(two.publicKey);
  });
  it('gives no two names one key, and no two messages one token or hash', () => {
    const count = 20_000;
    const signer = crypto.signerOf('peer0');
    const seen = new Set<string>();
    for (let i = 0; i < count; i++) {
      const bytes = Uint8Array.of(i & 0xff, i >> 8);
      const { publicKey } = crypto.signerOf(`peer${i}`);
      seen.add(publicKey.algorithm === 'ECDSA' ? publicKey.point.join() : '');
      seen.add(signer.sign(bytes).join());
      seen.add(crypto.sha256(bytes).join());
    }
    expect(seen.size).toBe(3 * count);
  });
});

describe('symbolic hash', () => {
  it('flips about half of its bits for every bit of the input', () => {
    const input = new Uint8Array(40).fill(0xa5);
    const base = symbolicHash(0, [input]);
    for (let bit = 0; bit < 320; bit++) {
      const changed = symbolicHash(0, [
        input.map((byte, i) => (i === bit >> 3 ? byte ^ (1 << (bit & 7)) : byte)),
      ]);
      let distance = 0;
      changed.forEach((byte, i) => {
        for (let x = byte ^ base[i]!; x > 0; x >>= 1) distance += x & 1;
      });
      expect(distance).toBeGreaterThan(80);
      expect(distance).toBeLessThan(176);
    }
  });
  it('separates domains, and zeros that only the length tells apart', () => {
    const zeros = Array.from({ length: 100 }, (_, n) =>
      symbolicHash(0, [new Uint8Array(n)]).join(),
    );
    const domains = Array.from({ length: 100 }, (_, n) => symbolicHash(n, []).join());
    expect(new Set([...zeros, ...domains]).size).toBe(199);
  });
  it('takes inputs longer than its scratch buffer', () => {
    const long = new Uint8Array(200_000).fill(1);
    const parts = [long.subarray(0, 70_001), long.subarray(70_001)];
    expect(symbolicHash(0, parts)).toEqual(symbolicHash(0, [long]));
    expect(symbolicHash(0, [long])).not.toEqual(symbolicHash(0, [long.subarray(1)]));
  });
});
