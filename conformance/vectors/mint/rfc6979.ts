/**
 * ECDSA signatures that are a function of key and message (RFC 6979, with SHA-256), so that the same
 * seed writes the same vectors. Made of node:crypto and whole numbers; slow, and only for throwaway keys.
 */
import { createECDH, createHmac, type ECDH } from 'node:crypto';
import { type Group, sha256 } from '../../harness/wire/sign.js';

/** A group with the name by which OpenSSL knows its curve. */
export interface Curve extends Group {
  readonly name: string;
}

/** r and s over the SHA-256 of the message; s in either half. `scalar` is from 1 to order - 1. */
export function steadySignature(
  curve: Curve,
  scalar: bigint,
  message: Uint8Array,
): { r: bigint; s: bigint } {
  const { order } = curve;
  // A hash is at most as long as a number of these groups: nothing is cut off.
  const digest = numberOf(sha256(message));
  for (const k of candidates(curve, scalar, digest)) {
    const r = numberOf(pointOf(curve, k).x) % order;
    const s = (inverse(k, order) * ((digest + r * scalar) % order)) % order;
    if (r !== 0n && s !== 0n) return { r, s };
  }
  throw new Error('RFC 6979 knows no end of candidates');
}

/** By the name of their curve; each is told the scalar anew. */
const multipliers = new Map<string, ECDH>();

/** The public point of a scalar: both coordinates in as many bytes as the group's numbers have. */
export function pointOf({ name, length }: Curve, scalar: bigint): { x: Uint8Array; y: Uint8Array } {
  const ecdh = multipliers.get(name) ?? createECDH(name);
  multipliers.set(name, ecdh);
  ecdh.setPrivateKey(bytesOf(scalar, length));
  const point = new Uint8Array(ecdh.getPublicKey());
  return { x: point.subarray(1, 1 + length), y: point.subarray(1 + length) };
}

/** RFC 6979, 3.2, steps b to h. */
function* candidates(
  { order, length }: Curve,
  scalar: bigint,
  digest: bigint,
): Generator<bigint, void> {
  const seed = [bytesOf(scalar, length), bytesOf(digest % order, length)];
  let v: Uint8Array = new Uint8Array(32).fill(1);
  let key: Uint8Array = new Uint8Array(32);
  for (const mark of [0, 1]) {
    key = mac(key, v, Uint8Array.of(mark), ...seed);
    v = mac(key, v);
  }
  for (;;) {
    const parts: Uint8Array[] = [];
    for (let have = 0; have < length; have += v.length) {
      v = mac(key, v);
      parts.push(v);
    }
    const k = numberOf(Buffer.concat(parts).subarray(0, length));
    if (k > 0n && k < order) yield k;
    key = mac(key, v, Uint8Array.of(0));
    v = mac(key, v);
  }
}

function mac(key: Uint8Array, ...parts: readonly Uint8Array[]): Uint8Array {
  const hmac = createHmac('sha256', key);
  for (const part of parts) hmac.update(part);
  return new Uint8Array(hmac.digest());
}

/** The number that times `value` is 1, by Euclid. */
function inverse(value: bigint, order: bigint): bigint {
  let [a, b, x, y] = [value, order, 1n, 0n];
  while (b !== 0n) {
    const quotient = a / b;
    [a, b] = [b, a - quotient * b];
    [x, y] = [y, x - quotient * y];
  }
  return x < 0n ? x + order : x;
}

export const numberOf = (bytes: Uint8Array): bigint =>
  BigInt(`0x${Buffer.from(bytes).toString('hex')}`);

/** Big endian, in so many bytes. */
export const bytesOf = (value: bigint, length: number): Uint8Array =>
  Uint8Array.from(Buffer.from(value.toString(16).padStart(2 * length, '0'), 'hex'));
