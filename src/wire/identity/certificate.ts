/**
 * An X.509 certificate as the rules of an MSP need it.
 *
 * Implements spec/03-identity.md, clause IDENT-6. Parses only: who signed it is for chain.ts to say.
 */
import { AsnConvert } from '@peculiar/asn1-schema';
import {
  AuthorityKeyIdentifier,
  BasicConstraints,
  ExtendedKeyUsage,
  type Extension,
  KeyUsage,
  KeyUsageFlags,
  SubjectKeyIdentifier,
  type TBSCertificate,
  Certificate as X509Certificate,
} from '@peculiar/asn1-x509';
import type { PublicKey } from '../crypto/port.js';
import { sameBytes } from '../hex.js';
import {
  BIT_STRING,
  elementsIn,
  encodeElement,
  isDer,
  naturalOf,
  SEQUENCE,
  wholeElement,
} from './der.js';
import { lowSForm } from './ecdsa-signature.js';
import { publicKeyOf, type SignatureAlgorithm, signatureAlgorithmOf } from './key-info.js';

export interface Certificate {
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
  readonly subjectAltName: Uint8Array | undefined;
  /** OU attributes of the subject, in order. */
  readonly organizationalUnits: readonly string[];
  /** OIDs of extensions that forbid use of the certificate because their meaning is not applied. */
  readonly unhandled: readonly string[];
}

const OU = '2.5.4.11';
const extension = (arc: number): string => `2.5.29.${arc}`;
const SUBJECT_KEY_ID = extension(14);
const KEY_USAGE = extension(15);
const SUBJECT_ALT_NAME = extension(17);
const BASIC_CONSTRAINTS = extension(19);
const NAME_CONSTRAINTS = extension(30);
const AUTHORITY_KEY_ID = extension(35);
const POLICY_CONSTRAINTS = extension(36);
const EXTENDED_KEY_USAGE = extension(37);
const AUTHORITY_INFO_ACCESS = '1.3.6.1.5.5.7.1.1';

/** Critical extensions that Fabric's verifier knows. */
const KNOWN = new Set([15, 17, 19, 31, 32, 33, 37, 54].map(extension));
/** Extensions that must not be critical. */
const NEVER_CRITICAL = new Set([SUBJECT_KEY_ID, AUTHORITY_KEY_ID, AUTHORITY_INFO_ACCESS]);
/** Constraints on whole chains that this implementation does not evaluate: it refuses instead. */
const NOT_EVALUATED = new Set([NAME_CONSTRAINTS, POLICY_CONSTRAINTS]);

/** IDENT-6: undefined if the bytes are not exactly one certificate in DER. */
export function parseCertificate(der: Uint8Array): Certificate | undefined {
  if (!isDer(der)) return undefined;
  // The library throws on whatever it cannot read.
  try {
    return certificateOf(der, AsnConvert.parse(der, X509Certificate));
  } catch {
    return undefined;
  }
}

function certificateOf(der: Uint8Array, parsed: X509Certificate): Certificate | undefined {
  const [tbs, algorithm, signature] = elementsIn(wholeElement(der, SEQUENCE)!.content)!;
  const fields = elementsIn(tbs!.content)!;
  const [serial, tbsAlgorithm, issuer, , subject, keyInfo] = fields.slice(
    fields[0]!.tag === 0xa0 ? 1 : 0,
  );
  const { version, validity, extensions = [], ...rest } = parsed.tbsCertificate;
  if (version > 2 || (version < 2 && extensions.length > 0)) return undefined;
  const serialNumber = naturalOf(serial);
  if (serialNumber === undefined || signature!.tag !== BIT_STRING) return undefined;
  if (!sameBytes(algorithm!.raw, tbsAlgorithm!.raw)) return undefined;
  const key = publicKeyOf(rest.subjectPublicKeyInfo);
  const read = extensionsOf(extensions);
  if (key === undefined || read === undefined) return undefined;
  return {
    der,
    tbs: tbs!.raw,
    version: version + 1,
    serial: serialNumber,
    issuer: issuer!.raw,
    subject: subject!.raw,
    notBeforeMs: validity.notBefore.getTime().getTime(),
    notAfterMs: validity.notAfter.getTime().getTime(),
    key,
    keyInfo: keyInfo!.raw,
    signatureAlgorithm: signatureAlgorithmOf(parsed.signatureAlgorithm),
    signature: new Uint8Array(parsed.signatureValue),
    organizationalUnits: unitsOf(parsed.tbsCertificate),
    ...read,
  };
}

function extensionsOf(extensions: readonly Extension[]) {
  const values = new Map<string, Uint8Array>();
  for (const { extnID, critical, extnValue } of extensions) {
    if (values.has(extnID) || (critical && NEVER_CRITICAL.has(extnID))) return undefined;
    values.set(extnID, new Uint8Array(extnValue.buffer));
  }
  const read = <T>(id: string, type: new () => T): T | undefined => {
    const value = values.get(id);
    return value === undefined ? undefined : AsnConvert.parse(value, type);
  };
  const constraints = read(BASIC_CONSTRAINTS, BasicConstraints);
  const usage = read(KEY_USAGE, KeyUsage)?.toNumber() ?? 0;
  const authorityKeyId = read(AUTHORITY_KEY_ID, AuthorityKeyIdentifier)?.keyIdentifier;
  const subjectKeyId = read(SUBJECT_KEY_ID, SubjectKeyIdentifier);
  return {
    subjectKeyId: subjectKeyId && new Uint8Array(subjectKeyId.buffer),
    authorityKeyId: authorityKeyId && new Uint8Array(authorityKeyId.buffer),
    basicConstraints: constraints && {
      isCa: constraints.cA,
      pathLength: constraints.pathLenConstraint,
    },
    // A key usage without any bit counts as none.
    maySignCertificates: usage === 0 || (usage & KeyUsageFlags.keyCertSign) !== 0,
    extendedKeyUsage: [...(read(EXTENDED_KEY_USAGE, ExtendedKeyUsage) ?? [])],
    subjectAltName: values.get(SUBJECT_ALT_NAME),
    unhandled: extensions
      .filter((e) => NOT_EVALUATED.has(e.extnID) || (e.critical && !KNOWN.has(e.extnID)))
      .map((e) => e.extnID),
  };
}

const unitsOf = ({ subject }: TBSCertificate): readonly string[] =>
  subject.flatMap((set) => set.filter(({ type }) => type === OU).map(({ value }) => `${value}`));

/**
 * IDENT-10: the certificate with the signature of its issuer in low-S form. Itself if it is so already, or
 * not ECDSA. Fabric compares, hashes and serializes this form.
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
