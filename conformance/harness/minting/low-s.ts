/** Where s of an ECDSA signature lies, read from certificates that were just minted. */
import type { KeyKind } from './keys.js';

const HALF_ORDER: Record<Exclude<KeyKind, 'Ed25519'>, bigint> = {
  'P-256': 0x7fffffff800000007fffffffffffffffde737d56d38bcf4279dce5617e3192a8n,
  'P-384':
    0x7fffffffffffffffffffffffffffffffffffffffffffffffe3b1a6c0fa1b96efac0d06d9245853bd76760cb5666294b9n,
};

/** `signature` is DER with lengths below 128, as for the curves here. */
export function hasLowS(
  signature: ArrayBuffer | Uint8Array,
  kind: Exclude<KeyKind, 'Ed25519'>,
): boolean {
  const der = Buffer.from(signature as Uint8Array);
  const at = 4 + der[3]!;
  const s = BigInt(`0x${der.subarray(at + 2, at + 2 + der[at + 1]!).toString('hex')}`);
  return s <= HALF_ORDER[kind];
}
