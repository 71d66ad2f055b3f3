/** The curves of FIPS 186-4, as far as signatures need them. */
import type { Curve } from './port.js';

export interface CurveFacts {
  /** Order of the group: r and s of a signature are below it. */
  readonly order: bigint;
  /** Length in bytes of a coordinate and of a number below the order. */
  readonly byteCount: number;
}

export const CURVES: Readonly<Record<Curve, CurveFacts>> = {
  'P-224': { byteCount: 28, order: 0xffffffffffffffffffffffffffff16a2e0b8f03e13dd29455c5c2a3dn },
  'P-256': {
    byteCount: 32,
    order: 0xffffffff00000000ffffffffffffffffbce6faada7179e84f3b9cac2fc632551n,
  },
  'P-384': {
    byteCount: 48,
    order:
      0xffffffffffffffffffffffffffffffffffffffffffffffffc7634d81f4372ddf581a0db248b0a77aecec196accc52973n,
  },
  'P-521': {
    byteCount: 66,
    order:
      0x01fffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffa51868783bf2f966b7fcc0148f709a5d03bb5c9b8899c47aebb6fb71e91386409n,
  },
};

const UNCOMPRESSED = 0x04;

/** Whether bytes have the form of an uncompressed point; that it lies on the curve is not judged. */
export const hasPointForm = (point: Uint8Array, curve: Curve): boolean =>
  point.length === 1 + 2 * CURVES[curve].byteCount && point[0] === UNCOMPRESSED;
