/**
 * What every implementation of the crypto port keeps to. Run by the tests of noble, of node:crypto and of
 * the symbolic one.
 */

import { describe, expect, it } from 'vitest';
import type { Crypto, PublicKey, Signer } from '../../src/wire/crypto/port.js';
import { fc } from './drawing.js';

export interface CryptoUnderTest {
  readonly crypto: Crypto;
  /** Two signers with different keys, for each algorithm that the implementation signs with. */
  readonly signers: readonly (readonly [algorithm: string, one: Signer, other: Signer])[];
}

const text = (value: string): Uint8Array => new TextEncoder().encode(value);
const flipped = (bytes: Uint8Array, index: number): Uint8Array =>
  bytes.map((byte, i) => (i === index ? byte ^ 1 : byte));

export function cryptoContract({ crypto, signers }: CryptoUnderTest): void {
  const { name } = crypto;

  describe(`${name}: hashes`, () => {
    it('are 32 bytes, of all parts one after the other', () => {
      const whole = crypto.sha256(text('gossip'));
      expect(whole).toHaveLength(32);
      expect(crypto.sha256(text('gos'), text(''), text('sip'))).toEqual(whole);
      expect(crypto.sha256()).toEqual(crypto.sha256(new Uint8Array()));
    });
    it('differ wherever one bit of the input does, or its length', () => {
      const seen = new Set<string>();
      const inputs = [
        new Uint8Array(),
        ...[1, 31, 32, 33, 63, 64, 65, 200].map((n) => new Uint8Array(n)),
      ];
      for (const input of inputs) {
        seen.add(crypto.sha256(input).join());
        for (let i = 0; i < input.length; i++) seen.add(crypto.sha256(flipped(input, i)).join());
      }
      expect(seen.size).toBe(inputs.reduce((sum, input) => sum + 1 + input.length, 0));
    });
    it('leave their input alone', () => {
      const input = text('gossip');
      crypto.sha256(input);
      expect(input).toEqual(text('gossip'));
    });
  });

  describe.each(signers)(`${name}: %s`, (_, one, other) => {
    const message = text('an alive message');
    const signature = one.sign(message);

    it('verifies what the signer signed, whatever its length', () => {
      for (const length of [0, 1, 31, 32, 64, 1000]) {
        const bytes = new Uint8Array(length).fill(7);
        expect(crypto.verify(one.publicKey, bytes, one.sign(bytes))).toBe(true);
      }
    });
    it('verifies with a copy of the key', () => {
      expect(crypto.verify(structuredClone(one.publicKey), message, signature)).toBe(true);
    });
    it('refuses another message, another key and the key of somebody else’s signature', () => {
      expect(crypto.verify(one.publicKey, text('an alive messagf'), signature)).toBe(false);
      expect(crypto.verify(one.publicKey, new Uint8Array(), signature)).toBe(false);
      expect(crypto.verify(other.publicKey, message, signature)).toBe(false);
      expect(crypto.verify(one.publicKey, message, other.sign(message))).toBe(false);
    });
    it('refuses a signature with any bit flipped', () => {
      for (let i = 0; i < signature.length; i++) {
        expect(crypto.verify(one.publicKey, message, flipped(signature, i)), `byte ${i}`).toBe(
          false,
        );
      }
    });
    it('refuses a signature that is cut short', () => {
      for (let length = 0; length < signature.length; length++) {
        expect(crypto.verify(one.publicKey, message, signature.slice(0, length))).toBe(false);
      }
    });
    if (one.publicKey.algorithm === 'ECDSA') {
      it('WIRE-45: accepts bytes after the signature', () => {
        const longer = Uint8Array.of(...signature, 1, 2, 3);
        expect(crypto.verify(one.publicKey, message, longer)).toBe(true);
      });
      it('refuses a key that is no uncompressed point', () => {
        const { publicKey } = one;
        if (publicKey.algorithm !== 'ECDSA') throw new Error('no ECDSA key');
        const { curve, point } = publicKey;
        // 2 and 3 announce a compressed point, 6 and 7 a hybrid one, which OpenSSL knows.
        for (const form of [0, 2, 3, 5, 6, 7]) {
          const key = { ...publicKey, point: Uint8Array.of(form, ...point.subarray(1)) };
          expect(crypto.verify(key, message, signature), `${curve} form ${form}`).toBe(false);
        }
      });
      it('WIRE-41: signs in DER', () => {
        const afterLength = signature[1]! > 0x80 ? 3 : 2;
        expect([signature[0], signature[afterLength]]).toEqual([0x30, 0x02]);
      });
    }
    it('WIRE-I3: answers any key, message and signature with yes or no', () => {
      const keys: fc.Arbitrary<PublicKey> = fc.oneof(
        fc
          .uint8Array({ maxLength: 70 })
          .map((point) => ({ algorithm: 'ECDSA', curve: 'P-256', point }) as const),
        fc.uint8Array({ maxLength: 40 }).map((bytes) => ({ algorithm: 'Ed25519', bytes }) as const),
        fc.string().map((name) => ({ algorithm: 'unsupported', name }) as const),
        fc.constant(one.publicKey),
      );
      fc.assert(
        fc.property(keys, fc.uint8Array({ maxLength: 90 }), (key, bytes) => {
          expect(crypto.verify(key, message, bytes)).toBe(false);
        }),
        { numRuns: 300 },
      );
    });
  });

  it(`${name}: no key of an unsupported algorithm verifies anything`, () => {
    const key: PublicKey = { algorithm: 'unsupported', name: '1.2.840.113549.1.1.1' };
    expect(crypto.verify(key, text('x'), signers[0]![1].sign(text('x')))).toBe(false);
  });
}
