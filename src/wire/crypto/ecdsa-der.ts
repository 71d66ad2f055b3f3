/**
 * ECDSA signatures on the wire: DER SEQUENCE{INTEGER r, INTEGER s}, to and from the fixed-length form
 * r ‖ s that implementations of the arithmetic take.
 *
 * Implements spec/02-wire.md, WIRE-42 to WIRE-46: the same judgement of form for every implementation of
 * the crypto port.
 */
import {
  encodeElement,
  encodeNatural,
  firstElement,
  naturalOf,
  SEQUENCE,
} from '../identity/der.js';
import { CURVES } from './curves.js';
import type { Curve } from './port.js';

/**
 * r ‖ s, each as long as the group order, or undefined if the signature cannot be valid: not DER, r or s
 * out of range, or s above half the order where `lowS` asks for less. What follows s inside the
 * sequence, and what follows the sequence, is ignored (WIRE-45).
 */
export function compactSignature(
  signature: Uint8Array,
  curve: Curve,
  lowS: boolean,
): Uint8Array | undefined {
  const sequence = firstElement(signature);
  if (sequence?.tag !== SEQUENCE) return undefined;
  const first = firstElement(sequence.content);
  const second = first && firstElement(sequence.content.subarray(first.raw.length));
  const r = naturalOf(first);
  const s = naturalOf(second);
  const { order, byteCount } = CURVES[curve];
  if (!r || !s || r >= order || s > (lowS ? order >> 1n : order - 1n)) return undefined;
  const compact = new Uint8Array(2 * byteCount);
  placeRight(compact, first!.content, byteCount);
  placeRight(compact, second!.content, 2 * byteCount);
  return compact;
}

/** WIRE-41, WIRE-46: the DER form of r ‖ s with s brought into the lower half of the group. */
export function derSignature(compact: Uint8Array, curve: Curve): Uint8Array {
  const { order, byteCount } = CURVES[curve];
  const r = numberOf(compact.subarray(0, byteCount));
  const s = numberOf(compact.subarray(byteCount));
  const low = s > order >> 1n ? order - s : s;
  return encodeElement(SEQUENCE, encodeNatural(r), encodeNatural(low));
}

/** Copies a big-endian number so that it ends at `end`, without the zero that keeps DER integers positive. */
function placeRight(into: Uint8Array, integer: Uint8Array, end: number): void {
  const digits = integer[0] === 0 ? integer.subarray(1) : integer;
  into.set(digits, end - digits.length);
}

const numberOf = (bytes: Uint8Array): bigint =>
  bytes.reduce((sum, byte) => (sum << 8n) | BigInt(byte), 0n);
