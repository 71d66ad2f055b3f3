/**
 * Hashes and signatures as the wire has them, straight from node:crypto: the judge shares no
 * cryptographic code with the reference (WIRE and IDENT chapters).
 */
import {
  createHash,
  createPrivateKey,
  createPublicKey,
  type KeyObject,
  sign,
  verify,
} from 'node:crypto';

export const sha256 = (...parts: readonly Uint8Array[]): Uint8Array => {
  const hash = createHash('sha256');
  for (const part of parts) hash.update(part);
  return new Uint8Array(hash.digest());
};

/** SHA-256 of the MSP ID's UTF-8 bytes followed by the certificate's PEM bytes. */
export const pkiIdOf = (mspId: string, idBytes: Uint8Array): Uint8Array =>
  sha256(new TextEncoder().encode(mspId), idBytes);

/** One character for each byte. */
const latin1 = ({ buffer, byteOffset, length }: Uint8Array): string =>
  Buffer.from(buffer, byteOffset, length).toString('latin1');

export const hex = (bytes: Uint8Array): string => Buffer.from(bytes).toString('hex');

export interface Group {
  readonly order: bigint;
  /** Length in bytes of a number below the order. */
  readonly length: number;
}

/** Groups of the curves of minted keys, by OpenSSL's names (SEC 2, 2.4.2 and 2.5.1). */
export const GROUPS: Readonly<Record<string, Group>> = {
  prime256v1: {
    order: 0xffffffff00000000ffffffffffffffffbce6faada7179e84f3b9cac2fc632551n,
    length: 32,
  },
  secp384r1: {
    order:
      0xffffffffffffffffffffffffffffffffffffffffffffffffc7634d81f4372ddf581a0db248b0a77aecec196accc52973n,
    length: 48,
  },
};

type Half = 'low' | 'high';

/** Makes the two numbers of an ECDSA signature. */
export type EcdsaSigner = (message: Uint8Array) => { readonly r: bigint; readonly s: bigint };

/**
 * Keys by their PEM whose signatures are not drawn: they are the same each time. So are the messages of
 * most cases, for a peer says the same at the same instant of a virtual clock.
 */
const steady = new Map<string, EcdsaSigner>();

/** From now on `signature` asks `sign` for what this key signs, once for each message. */
export function signSteadily(keyPem: string, sign: EcdsaSigner): void {
  const signed = new Map<string, ReturnType<EcdsaSigner>>();
  steady.set(keyPem, (message) => {
    if (message.length > SIGNED_BYTES_MAX) return sign(message);
    const text = latin1(message);
    const known = signed.get(text);
    if (known !== undefined) return known;
    const fresh = sign(message);
    if (signed.size >= SIGNED_MAX) signed.clear();
    signed.set(text, fresh);
    return fresh;
  });
}

/** Messages of one key that are remembered: so many, and none that is longer. */
const SIGNED_MAX = 1_000;
const SIGNED_BYTES_MAX = 4_096;

interface Key {
  readonly key: KeyObject;
  /** Undefined for a key that is not on one of the curves: Ed25519. */
  readonly group: Group | undefined;
}

/** Keys by their PEM: to parse one takes longer than to sign with it. Emptied when it is full. */
const parsed = new Map<string, Key>();
const PARSED_MAX = 5_000;

function keyIn(pem: string, parse: (pem: string) => KeyObject): Key {
  const known = parsed.get(pem);
  if (known) return known;
  const key = parse(pem);
  if (parsed.size >= PARSED_MAX) parsed.clear();
  const group = GROUPS[key.asymmetricKeyDetails?.namedCurve ?? ''];
  parsed.set(pem, { key, group });
  return { key, group };
}

/**
 * ECDSA with SHA-256, ASN.1 DER SEQUENCE{r, s}; `half` says which of the two valid s. For an Ed25519
 * key, its signature.
 */
export function signature(keyPem: string, message: Uint8Array, half: Half = 'low'): Uint8Array {
  const { key, group } = keyIn(keyPem, createPrivateKey);
  if (group === undefined) return new Uint8Array(sign(null, message, key));
  const { r, s } = steady.get(keyPem)?.(message) ?? drawn(key, group, message);
  const isLow = s <= group.order / 2n;
  const chosen = isLow === (half === 'low') ? s : group.order - s;
  const body = [...derInteger(r), ...derInteger(chosen)];
  return Uint8Array.from([0x30, body.length, ...body]);
}

function drawn(key: KeyObject, { length }: Group, message: Uint8Array): { r: bigint; s: bigint } {
  const rs = sign('sha256', message, { key, dsaEncoding: 'ieee-p1363' });
  return {
    r: BigInt(`0x${rs.subarray(0, length).toString('hex')}`),
    s: BigInt(`0x${rs.subarray(length).toString('hex')}`),
  };
}

/** Whether the signature is good: right key, and for ECDSA, DER form with s in the lower half. */
export function isSignedBy(certPem: string, message: Uint8Array, sig: Uint8Array): boolean {
  const name = latin1(sig);
  const known = judged.get(name);
  if (known?.certPem === certPem && Buffer.compare(known.message, message) === 0) return known.good;
  const good = verifies(certPem, message, sig);
  if (judged.size >= JUDGED_MAX) judged.clear();
  judged.set(name, { certPem, message, good });
  return good;
}

interface Judged {
  readonly certPem: string;
  readonly message: Uint8Array;
  readonly good: boolean;
}

/**
 * Signatures by their bytes: a message is judged when it is sent, whenever it comes back, and once more
 * in the trace. Emptied when it is full.
 */
const judged = new Map<string, Judged>();
const JUDGED_MAX = 2_000;

function verifies(certPem: string, message: Uint8Array, sig: Uint8Array): boolean {
  try {
    const { key, group } = keyIn(certPem, publicKeyOf);
    if (group === undefined) return verify(null, message, key, sig);
    return hasLowS(sig, group) && verify('sha256', message, key, sig);
  } catch {
    return false;
  }
}

/** Fabric takes a PEM block without a type for a certificate, OpenSSL does not. */
const publicKeyOf = (certPem: string): KeyObject =>
  createPublicKey(certPem.replaceAll(/-----(BEGIN|END) -----/g, '-----$1 CERTIFICATE-----'));

function hasLowS(der: Uint8Array, { order }: Group): boolean {
  const rLength = der[3];
  if (der[0] !== 0x30 || der[2] !== 0x02 || rLength === undefined) return false;
  const at = 4 + rLength;
  const sLength = der[at + 1];
  if (der[at] !== 0x02 || sLength === undefined) return false;
  const s = BigInt(`0x${hex(der.subarray(at + 2, at + 2 + sLength)) || '0'}`);
  return s > 0n && s <= order / 2n;
}

function derInteger(value: bigint): number[] {
  let digits = value.toString(16);
  if (digits.length % 2 === 1) digits = `0${digits}`;
  const bytes = [...Buffer.from(digits, 'hex')];
  if (bytes[0]! >= 0x80) bytes.unshift(0);
  return [0x02, bytes.length, ...bytes];
}
