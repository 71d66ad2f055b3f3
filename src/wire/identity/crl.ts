/**
 * Certificate revocation lists.
 *
 * Implements spec/03-identity.md, clauses IDENT-27 to IDENT-29. Dates of a list are not looked at.
 */
import { AsnConvert } from '@peculiar/asn1-schema';
import { AlgorithmIdentifier, AuthorityKeyIdentifier, Extensions } from '@peculiar/asn1-x509';
import type { Crypto } from '../crypto/port.js';
import { sameBytes } from '../hex.js';
import type { Certificate } from './certificate.js';
import {
  BIT_STRING,
  type Element,
  elementsIn,
  INTEGER,
  isDer,
  SEQUENCE,
  wholeElement,
} from './der.js';
import { type SignatureAlgorithm, signatureAlgorithmOf } from './key-info.js';

export interface RevocationList {
  /** The signed part, exactly as encoded. */
  readonly tbs: Uint8Array;
  readonly authorityKeyId: Uint8Array;
  readonly serials: ReadonlySet<bigint>;
  readonly signatureAlgorithm: SignatureAlgorithm;
  readonly signature: Uint8Array;
}

const AUTHORITY_KEY_ID = '2.5.29.35';
const EXTENSIONS = 0xa0;

/** Undefined if the bytes are not one CRL in DER that names the key of its issuer. */
export function parseRevocationList(der: Uint8Array): RevocationList | undefined {
  if (!isDer(der)) return undefined;
  const [tbs, algorithm, signature] = partsOf(wholeElement(der, SEQUENCE));
  if (tbs === undefined || algorithm === undefined || signature?.tag !== BIT_STRING)
    return undefined;
  const { revoked, extensions } = fieldsOf(tbs);
  // The library throws on whatever it cannot read.
  try {
    const authorityKeyId = extensions && authorityKeyIdOf(extensions);
    const serials = partsOf(revoked).map(serialOf);
    if (authorityKeyId === undefined || serials.includes(undefined)) return undefined;
    return {
      tbs: tbs.raw,
      authorityKeyId,
      serials: new Set(serials as bigint[]),
      signatureAlgorithm: signatureAlgorithmOf(
        AsnConvert.parse(algorithm.raw, AlgorithmIdentifier),
      ),
      signature: signature.content.subarray(1),
    };
  } catch {
    return undefined;
  }
}

const partsOf = (element: Element | undefined): readonly Element[] =>
  element?.tag === SEQUENCE ? (elementsIn(element.content) ?? []) : [];

/**
 * The list of entries and the extensions, both optional. Found by their tags: with the library, a list
 * without `nextUpdate` would read as one without entries.
 */
function fieldsOf(tbs: Element): { revoked: Element | undefined; extensions: Element | undefined } {
  const fields = partsOf(tbs).filter(({ tag }, i) => i > 0 || tag !== INTEGER);
  const afterIssuer = fields.slice(2);
  return {
    revoked: afterIssuer.find(({ tag }) => tag === SEQUENCE),
    extensions: afterIssuer.find(({ tag }) => tag === EXTENSIONS),
  };
}

/** Undefined if the entry does not begin with a serial number. */
function serialOf(entry: Element): bigint | undefined {
  const [serial] = partsOf(entry);
  return serial?.tag === INTEGER
    ? serial.content.reduce((sum, byte) => (sum << 8n) | BigInt(byte), 0n)
    : undefined;
}

function authorityKeyIdOf({ content }: Element): Uint8Array | undefined {
  const extension = AsnConvert.parse(content, Extensions).find(
    ({ extnID }) => extnID === AUTHORITY_KEY_ID,
  );
  const authority = extension && AsnConvert.parse(extension.extnValue, AuthorityKeyIdentifier);
  return authority?.keyIdentifier && new Uint8Array(authority.keyIdentifier.buffer);
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
