/**
 * The DER form SEQUENCE{r, s} of an ECDSA signature inside certificates: canonical form and low s.
 *
 * Implements spec/03-identity.md, clauses IDENT-7 and IDENT-10. Verifies nothing.
 */
import { CURVES } from '../crypto/curves.js';
import type { Curve } from '../crypto/port.js';
import {
  elementsIn,
  encodeElement,
  encodeNatural,
  naturalOf,
  SEQUENCE,
  wholeElement,
} from './der.js';

/** r and s of a signature in canonical form: both positive and shortest, nothing after them. */
function partsOf(signature: Uint8Array): { r: bigint; s: bigint } | undefined {
  const sequence = wholeElement(signature, SEQUENCE);
  const elements = sequence && elementsIn(sequence.content);
  const [r, s] = elements?.map(naturalOf) ?? [];
  return elements?.length === 2 && r && s ? { r, s } : undefined;
}

/** IDENT-7 */
export const isCanonicalSignature = (signature: Uint8Array): boolean =>
  partsOf(signature) !== undefined;

/** IDENT-10: the same signature with s in the lower half of the group; others as they are. */
export function lowSForm(signature: Uint8Array, curve: Curve): Uint8Array {
  const parts = partsOf(signature);
  const { order } = CURVES[curve];
  if (parts === undefined || parts.s <= order / 2n) return signature;
  return encodeElement(SEQUENCE, encodeNatural(parts.r), encodeNatural(order - parts.s));
}
