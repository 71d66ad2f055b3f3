/**
 * Certificate revocation lists.
 *
 * Implements spec/03-identity.md, clauses IDENT-27 to IDENT-29. Dates of a list are not looked at.
 */
import type { Crypto } from '../crypto/port.js';
import { sameBytes } from '../hex.js';
import type { Certificate } from './certificate.js';
import { INTEGER, OCTET_STRING, SEQUENCE, wholeElement } from './der.js';
import { type Fault, openReader, type Reader } from './der-reader.js';
import { timeOf } from './der-values.js';
import { keyIdentifier } from './extensions.js';
import { type SignatureAlgorithm, signatureAlgorithmIn } from './key-info.js';

export interface RevocationList {
  /** The signed part, exactly as encoded. */
  readonly tbs: Uint8Array;
  readonly authorityKeyId: Uint8Array;
  readonly serials: ReadonlySet<bigint>;
  readonly signatureAlgorithm: SignatureAlgorithm;
  readonly signature: Uint8Array;
}

const AUTHORITY_KEY_ID = '2.5.29.35';
const BOOLEAN = 0x01;
const EXTENSIONS = 0xa0;
const TIMES = [0x17, 0x18];

/** Undefined if the bytes are not one CRL in DER that names the key of its issuer. */
export function parseRevocationList(der: Uint8Array): RevocationList | undefined {
  const whole = wholeElement(der, SEQUENCE);
  if (whole === undefined) return undefined;
  const fault: Fault = { found: false };
  const outer = openReader(whole.content, fault);
  const tbs = outer.element(SEQUENCE);
  const signatureAlgorithm = signatureAlgorithmIn(outer.element(SEQUENCE), fault);
  const { bytes: signature } = outer.bits();
  const { serials, authorityKeyId } = readSigned(openReader(tbs.content, fault), fault);
  if (fault.found || authorityKeyId === undefined) return undefined;
  return { tbs: tbs.raw, authorityKeyId, serials, signatureAlgorithm, signature };
}

function readSigned(fields: Reader, fault: Fault) {
  if (fields.has(INTEGER)) fields.any();
  // The algorithm and the name of the issuer; thisUpdate, and nextUpdate if it is there.
  fields.element(SEQUENCE);
  fields.element(SEQUENCE);
  if (timeOf(fields.any()) === undefined) fault.found = true;
  if (TIMES.some((tag) => fields.has(tag))) fields.any();
  const serials = new Set<bigint>();
  if (fields.has(SEQUENCE)) {
    const entries = fields.inside(SEQUENCE);
    while (!entries.isEmpty) serials.add(entries.inside(SEQUENCE).natural());
  }
  const extensions = fields.has(EXTENSIONS) && fields.inside(EXTENSIONS).inside(SEQUENCE);
  return { serials, authorityKeyId: extensions ? authorityKeyIdIn(extensions, fault) : undefined };
}

function authorityKeyIdIn(extensions: Reader, fault: Fault): Uint8Array | undefined {
  while (!extensions.isEmpty) {
    const fields = extensions.inside(SEQUENCE);
    const id = fields.oid();
    if (fields.has(BOOLEAN)) fields.boolean();
    const { content } = fields.element(OCTET_STRING);
    if (id === AUTHORITY_KEY_ID) return keyIdentifier(openReader(content, fault));
  }
  return undefined;
}

/** IDENT-27, IDENT-29: whether one of the lists revokes a certificate that `issuer` signed. */
export const isRevoked = (
  { serial }: Certificate,
  issuer: Certificate,
  lists: readonly RevocationList[],
  crypto: Crypto,
): boolean =>
  lists.some(
    (list) =>
      issuer.subjectKeyId !== undefined &&
      sameBytes(list.authorityKeyId, issuer.subjectKeyId) &&
      list.serials.has(serial) &&
      isSignedBy(list, issuer, crypto),
  );

/** IDENT-28: a list counts only with the signature of the issuer itself. */
function isSignedBy(
  { tbs, signature, signatureAlgorithm }: RevocationList,
  { key }: Certificate,
  crypto: Crypto,
): boolean {
  if (signatureAlgorithm.algorithm !== key.algorithm) return false;
  if (signatureAlgorithm.algorithm !== 'ECDSA') return crypto.verify(key, tbs, signature);
  const { hash } = signatureAlgorithm;
  return hash !== undefined && crypto.verify(key, tbs, signature, { hash, lowS: false });
}
