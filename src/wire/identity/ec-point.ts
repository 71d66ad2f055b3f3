/** Whether points lie on the curves of FIPS 186-4: y² = x³ − 3x + b modulo p. */
import type { Curve } from '../crypto/port.js';

const EQUATIONS: Record<Curve, { readonly p: bigint; readonly b: bigint }> = {
  'P-224': {
    p: 2n ** 224n - 2n ** 96n + 1n,
    b: 0xb4050a850c04b3abf54132565044b0b7d7bfd8ba270b39432355ffb4n,
  },
  'P-256': {
    p: 2n ** 256n - 2n ** 224n + 2n ** 192n + 2n ** 96n - 1n,
    b: 0x5ac635d8aa3a93e7b3ebbd55769886bc651d06b0cc53b0f63bce3c3e27d2604bn,
  },
  'P-384': {
    p: 2n ** 384n - 2n ** 128n - 2n ** 96n + 2n ** 32n - 1n,
    b: 0xb3312fa7e23ee7e4988e056be3f82d19181d9c6efe8141120314088f5013875ac656398d8a2ed19d2a85c8edd3ec2aefn,
  },
  'P-521': {
    p: 2n ** 521n - 1n,
    b: 0x0051953eb9618e1c9a1f929a21a0b68540eea2da725b99b315f3b8b489918ef109e156193951ec7e937b1652c0bd3bb1bf073573df883d2c34f1ef451fd46b503f00n,
  },
};

const numberOf = (bytes: Uint8Array): bigint =>
  bytes.reduce((sum, byte) => (sum << 8n) | BigInt(byte), 0n);

/** `point` is uncompressed and as long as the curve asks (0x04 ‖ x ‖ y). */
export function isOnCurve(point: Uint8Array, curve: Curve): boolean {
  const { p, b } = EQUATIONS[curve];
  const half = (point.length + 1) / 2;
  const x = numberOf(point.subarray(1, half));
  const y = numberOf(point.subarray(half));
  return x < p && y < p && (y * y - x * x * x + 3n * x - b) % p === 0n;
}
