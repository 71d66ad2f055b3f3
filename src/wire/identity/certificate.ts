/**
 * An X.509 certificate as the rules of an MSP need it.
 *
 * Implements spec/03-identity.md, clauses IDENT-6 and IDENT-10. Who signed it is for chain.ts to say.
 * Read here and not by a library because the libraries tried take what Fabric refuses, and one of them
 * loses the entries of revocation lists.
 */
import type { PublicKey } from '../crypto/port.js';
import { sameBytes } from '../hex.js';
import {
  BIT_STRING,
  type Element,
  elementsIn,
  encodeElement,
  SEQUENCE,
  wholeElement,
} from './der.js';
import { type Fault, openReader, type Reader } from './der-reader.js';
import { stringOf, timeOf } from './der-values.js';
import { lowSForm } from './ecdsa-signature.js';
import { type Extensions, extensionsOf } from './extensions.js';
import { publicKeyIn, type SignatureAlgorithm, signatureAlgorithmIn } from './key-info.js';

export interface Certificate extends Extensions {
  readonly der: Uint8Array;
  /** The signed part, exactly as encoded. */
  readonly tbs: Uint8Array;
  /** 1, 2 or 3. */
  readonly version: number;
  readonly serial: bigint;
  /** DER of the names: two names are the same only if these bytes are. */
  readonly issuer: Uint8Array;
  readonly subject: Uint8Array;
  /** Milliseconds since 1970. */
  readonly notBeforeMs: number;
  readonly notAfterMs: number;
  readonly key: PublicKey;
  /** DER of the SubjectPublicKeyInfo. */
  readonly keyInfo: Uint8Array;
  readonly signatureAlgorithm: SignatureAlgorithm;
  readonly signature: Uint8Array;
  /** OU attributes of the subject, in order. */
  readonly organizationalUnits: readonly string[];
}

const SET = 0x31;
const VERSION = 0xa0;
const ISSUER_UNIQUE_ID = 0x81;
const SUBJECT_UNIQUE_ID = 0x82;
const EXTENSIONS = 0xa3;
const ORGANIZATIONAL_UNIT = '2.5.4.11';

/** IDENT-6: undefined if the bytes are not exactly one certificate in DER. */
export function parseCertificate(der: Uint8Array): Certificate | undefined {
  const whole = wholeElement(der, SEQUENCE);
  if (whole === undefined) return undefined;
  const fault: Fault = { found: false };
  const outer = openReader(whole.content, fault);
  const tbs = outer.element(SEQUENCE);
  const algorithm = outer.element(SEQUENCE);
  const { bytes: signature, unused } = outer.bits();
  const signed = readSigned(tbs, algorithm, fault);
  if (fault.found || unused > 0) return undefined;
  return { der, tbs: tbs.raw, signature, ...signed };
}

function readSigned(tbs: Element, algorithm: Element, fault: Fault) {
  const fields = openReader(tbs.content, fault);
  const version = fields.has(VERSION) ? Number(fields.inside(VERSION).natural()) + 1 : 1;
  const serial = fields.natural();
  const innerAlgorithm = fields.element(SEQUENCE);
  if (version > 3 || !sameBytes(innerAlgorithm.content, algorithm.content)) fault.found = true;
  const issuer = fields.element(SEQUENCE);
  unitsIn(issuer, fault);
  const validity = fields.inside(SEQUENCE);
  const [notBeforeMs, notAfterMs] = [timeOf(validity.any()), timeOf(validity.any())];
  if (notBeforeMs === undefined || notAfterMs === undefined) fault.found = true;
  const subject = fields.element(SEQUENCE);
  const keyInfo = fields.element(SEQUENCE);
  const extensions = version === 3 ? extensionList(fields) : undefined;
  return {
    version,
    serial,
    issuer: issuer.raw,
    subject: subject.raw,
    notBeforeMs: notBeforeMs ?? 0,
    notAfterMs: notAfterMs ?? 0,
    key: publicKeyIn(keyInfo, fault),
    keyInfo: keyInfo.raw,
    signatureAlgorithm: signatureAlgorithmIn(algorithm, fault),
    organizationalUnits: unitsIn(subject, fault),
    ...extensionsOf(extensions, fault),
  };
}

function extensionList(fields: Reader): Reader | undefined {
  for (const id of [ISSUER_UNIQUE_ID, SUBJECT_UNIQUE_ID]) if (fields.has(id)) fields.any();
  return fields.has(EXTENSIONS) ? fields.inside(EXTENSIONS).inside(SEQUENCE) : undefined;
}

/** The OU attributes of a name; every attribute of it must be readable. */
function unitsIn(name: Element, fault: Fault): readonly string[] {
  const units: string[] = [];
  const sets = openReader(name.content, fault);
  while (!sets.isEmpty) {
    const attributes = sets.inside(SET);
    while (!attributes.isEmpty) {
      const attribute = attributes.inside(SEQUENCE);
      const type = attribute.oid();
      const value = stringOf(attribute.any());
      if (value === undefined) fault.found = true;
      else if (type === ORGANIZATIONAL_UNIT) units.push(value);
    }
  }
  return units;
}

/**
 * IDENT-10: the certificate with the signature of its issuer in low-S form. Itself if it is so
 * already, or not ECDSA. Fabric compares, hashes and serializes this form.
 */
export function sanitize(certificate: Certificate, issuerKey: PublicKey): Certificate {
  if (issuerKey.algorithm !== 'ECDSA') return certificate;
  const signature = lowSForm(certificate.signature, issuerKey.curve);
  if (signature === certificate.signature) return certificate;
  const [tbs, algorithm] = elementsIn(wholeElement(certificate.der, SEQUENCE)!.content)!;
  const bits = encodeElement(BIT_STRING, Uint8Array.of(0), signature);
  return {
    ...certificate,
    signature,
    der: encodeElement(SEQUENCE, tbs!.raw, algorithm!.raw, bits),
  };
}
