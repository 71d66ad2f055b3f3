/** The extensions of certificates that the rules of an MSP look at. */
import { OCTET_STRING, SEQUENCE } from './der.js';
import { type Fault, openReader, type Reader } from './der-reader.js';

export interface Extensions {
  readonly subjectKeyId: Uint8Array | undefined;
  readonly authorityKeyId: Uint8Array | undefined;
  /** Undefined without the extension. */
  readonly basicConstraints:
    | { readonly isCa: boolean; readonly pathLength: number | undefined }
    | undefined;
  /** Whether the key usage, if there is one, includes the signing of certificates. */
  readonly maySignCertificates: boolean;
  /** OIDs; empty without the extension. */
  readonly extendedKeyUsage: readonly string[];
  /** DER of the extension's value. */
  readonly subjectAltName: Uint8Array | undefined;
  /** OIDs of extensions that forbid use of the certificate because their meaning is not applied. */
  readonly unhandled: readonly string[];
}

interface Extension {
  readonly critical: boolean;
  readonly value: Uint8Array;
}

const SUBJECT_KEY_ID = '2.5.29.14';
const KEY_USAGE = '2.5.29.15';
const SUBJECT_ALT_NAME = '2.5.29.17';
const BASIC_CONSTRAINTS = '2.5.29.19';
const NAME_CONSTRAINTS = '2.5.29.30';
const AUTHORITY_KEY_ID = '2.5.29.35';
const POLICY_CONSTRAINTS = '2.5.29.36';
const EXTENDED_KEY_USAGE = '2.5.29.37';
const AUTHORITY_INFO_ACCESS = '1.3.6.1.5.5.7.1.1';

/** Extensions that Fabric's verifier knows: critical or not, they forbid nothing by themselves. */
const KNOWN = new Set([15, 17, 19, 31, 32, 33, 37, 54].map((arc) => `2.5.29.${arc}`));
const NEVER_CRITICAL = new Set([SUBJECT_KEY_ID, AUTHORITY_KEY_ID, AUTHORITY_INFO_ACCESS]);
/** Constraints on whole chains that this implementation does not evaluate: it refuses instead. */
const NOT_EVALUATED = new Set([NAME_CONSTRAINTS, POLICY_CONSTRAINTS]);

const BOOLEAN = 0x01;
const INTEGER = 0x02;
const KEY_IDENTIFIER = 0x80;
const [RFC822_NAME, DNS_NAME, URI, IP_ADDRESS] = [0x81, 0x82, 0x86, 0x87];
/** Fifth bit from the left. */
const KEY_CERT_SIGN = 0x04;

/** `list` reads the SEQUENCE OF Extension; undefined if the certificate has none. */
export function extensionsOf(list: Reader | undefined, fault: Fault): Extensions {
  const found = new Map<string, Extension>();
  while (list !== undefined && !list.isEmpty) {
    const fields = list.inside(SEQUENCE);
    const id = fields.oid();
    const critical = fields.has(BOOLEAN) && fields.boolean();
    const value = fields.element(OCTET_STRING).content;
    if (found.has(id) || (critical && NEVER_CRITICAL.has(id))) fault.found = true;
    found.set(id, { critical, value });
  }
  const value = <T>(id: string, read: (reader: Reader, fault: Fault) => T): T | undefined => {
    const extension = found.get(id);
    return extension && read(openReader(extension.value, fault), fault);
  };
  return {
    subjectKeyId: value(SUBJECT_KEY_ID, (reader) => reader.element(OCTET_STRING).content),
    authorityKeyId: value(AUTHORITY_KEY_ID, keyIdentifier),
    basicConstraints: value(BASIC_CONSTRAINTS, basicConstraints),
    maySignCertificates: value(KEY_USAGE, maySignCertificates) ?? true,
    extendedKeyUsage: value(EXTENDED_KEY_USAGE, purposes) ?? [],
    subjectAltName: value(SUBJECT_ALT_NAME, alternativeNames) && found.get(SUBJECT_ALT_NAME)!.value,
    unhandled: [...found].filter(isUnhandled).map(([id]) => id),
  };
}

const isUnhandled = ([id, { critical }]: [string, Extension]): boolean =>
  NOT_EVALUATED.has(id) || (critical && !KNOWN.has(id));

/** Of the issuer's key, if the extension has it. Revocation lists have the same extension. */
export function keyIdentifier(reader: Reader): Uint8Array | undefined {
  const fields = reader.inside(SEQUENCE);
  return fields.has(KEY_IDENTIFIER) ? fields.any().content : undefined;
}

function basicConstraints(
  reader: Reader,
  fault: Fault,
): NonNullable<Extensions['basicConstraints']> {
  const fields = reader.inside(SEQUENCE);
  const isCa = fields.has(BOOLEAN) && fields.boolean();
  if (!fields.has(INTEGER)) return { isCa, pathLength: undefined };
  const pathLength = fields.natural();
  if (pathLength >= 2n ** 63n) fault.found = true;
  return { isCa, pathLength: Number(pathLength) };
}

/** A key usage without any of the nine known bits counts as none. */
function maySignCertificates(reader: Reader): boolean {
  const { bytes } = reader.bits();
  const [first = 0, second = 0] = bytes;
  return (first === 0 && second < 0x80) || (first & KEY_CERT_SIGN) !== 0;
}

function purposes(reader: Reader): readonly string[] {
  const fields = reader.inside(SEQUENCE);
  const oids: string[] = [];
  while (!fields.isEmpty) oids.push(fields.oid());
  return oids;
}

/** Reads the names for their form only. */
function alternativeNames(reader: Reader, fault: Fault): true {
  const fields = reader.inside(SEQUENCE);
  while (!fields.isEmpty) {
    const { tag, content } = fields.any();
    const isText = tag === RFC822_NAME || tag === DNS_NAME || tag === URI;
    if (isText && content.some((byte) => byte > 0x7f)) fault.found = true;
    if (tag === IP_ADDRESS && content.length !== 4 && content.length !== 16) fault.found = true;
  }
  return true;
}
