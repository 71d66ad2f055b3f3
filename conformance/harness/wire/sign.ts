/**
 * Hashes and ECDSA signatures as the wire has them, straight from node:crypto: the judge shares no
 * cryptographic code with the reference (WIRE and IDENT chapters).
 */
import { createHash, createPrivateKey, createPublicKey, sign, verify } from 'node:crypto';

export const sha256 = (...parts: readonly Uint8Array[]): Uint8Array => {
  const hash = createHash('sha256');
  for (const part of parts) hash.update(part);
  return new Uint8Array(hash.digest());
};

/** SHA-256 of the MSP ID's UTF-8 bytes followed by the certificate's PEM bytes. */
export const pkiIdOf = (mspId: string, idBytes: Uint8Array): Uint8Array =>
  sha256(new TextEncoder().encode(mspId), idBytes);

export const hex = (bytes: Uint8Array): string => Buffer.from(bytes).toString('hex');

/** Order of the group of NIST P-256 (SEC 2, 2.4.2). */
const P256_ORDER = 0xffffffff00000000ffffffffffffffffbce6faada7179e84f3b9cac2fc632551n;

type Half = 'low' | 'high';

/** ECDSA with SHA-256 over P-256, ASN.1 DER SEQUENCE{r, s}; `half` says which of the two valid s. */
export function signature(keyPem: string, message: Uint8Array, half: Half = 'low'): Uint8Array {
  const rs = sign('sha256', message, {
    key: createPrivateKey(keyPem),
    dsaEncoding: 'ieee-p1363',
  });
  const r = BigInt(`0x${rs.subarray(0, 32).toString('hex')}`);
  const s = BigInt(`0x${rs.subarray(32).toString('hex')}`);
  const isLow = s <= P256_ORDER / 2n;
  const chosen = isLow === (half === 'low') ? s : P256_ORDER - s;
  const body = [...derInteger(r), ...derInteger(chosen)];
  return Uint8Array.from([0x30, body.length, ...body]);
}

/** Whether the signature is good: right key, DER form, s in the lower half. */
export function isSignedBy(certPem: string, message: Uint8Array, sig: Uint8Array): boolean {
  try {
    return hasLowS(sig) && verify('sha256', message, createPublicKey(certPem), sig);
  } catch {
    return false;
  }
}

function hasLowS(der: Uint8Array): boolean {
  const rLength = der[3];
  if (der[0] !== 0x30 || der[2] !== 0x02 || rLength === undefined) return false;
  const at = 4 + rLength;
  const sLength = der[at + 1];
  if (der[at] !== 0x02 || sLength === undefined) return false;
  const s = BigInt(`0x${hex(der.subarray(at + 2, at + 2 + sLength)) || '0'}`);
  return s > 0n && s <= P256_ORDER / 2n;
}

function derInteger(value: bigint): number[] {
  let digits = value.toString(16);
  if (digits.length % 2 === 1) digits = `0${digits}`;
  const bytes = [...Buffer.from(digits, 'hex')];
  if (bytes[0]! >= 0x80) bytes.unshift(0);
  return [0x02, bytes.length, ...bytes];
}
