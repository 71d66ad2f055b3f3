/**
 * Certificate authorities that exist for one run: they issue certificates and revoke them.
 *
 * Shares nothing with the implementation under judgement: certificates come from @peculiar/x509 and
 * the platform's cryptography.
 */
import 'reflect-metadata'; // Must come before @peculiar/x509.
import { KeyObject } from 'node:crypto';
import {
  AuthorityKeyIdentifierExtension,
  BasicConstraintsExtension,
  type Extension,
  KeyUsageFlags,
  KeyUsagesExtension,
  SubjectKeyIdentifierExtension,
  type X509Certificate,
  X509CertificateGenerator,
  X509CrlGenerator,
} from '@peculiar/x509';
import { sha256 } from '../wire/sign.js';
import type { KeyKind, MintedKeys } from './keys.js';
import { hasLowS } from './low-s.js';
import { cryptoFor, freshMaterial, type Material } from './material.js';

const DAY_MS = 86_400_000;

export interface Validity {
  readonly notBefore: Date;
  readonly notAfter: Date;
}

/** In days from the present of whoever issues; negative is the past. */
export interface RelativeValidity {
  readonly fromDays: number;
  readonly toDays: number;
}

export const validFor = (fromDays: number, toDays: number): RelativeValidity => ({
  fromDays,
  toDays,
});

export const CURRENT = (): RelativeValidity => validFor(-1, 365);
export const EXPIRED = (): RelativeValidity => validFor(-400, -1);
export const NOT_YET_VALID = (): RelativeValidity => validFor(1, 365);
/** Wide enough that every validity above lies inside. */
const AUTHORITY_VALIDITY = (): RelativeValidity => validFor(-3_650, 3_650);

/** In whole seconds. */
function datesOf(validity: Validity | RelativeValidity, nowMs: number): Validity {
  if ('notBefore' in validity) return validity;
  const now = Math.floor(nowMs / 1_000) * 1_000;
  return {
    notBefore: new Date(now + validity.fromDays * DAY_MS),
    notAfter: new Date(now + validity.toDays * DAY_MS),
  };
}

export interface MintedCertificate {
  readonly certificate: X509Certificate;
  readonly keys: MintedKeys;
}

export interface Request {
  /** Distinguished name, for example `CN=peer0, OU=peer`. */
  readonly subject: string;
  readonly keys: MintedKeys;
  readonly validity?: Validity | RelativeValidity;
  readonly extensions?: readonly Extension[];
  /** Whether it names the key of its issuer. Default true. */
  readonly namesIssuerKey?: boolean;
  /** Which half s of an ECDSA signature lies in; Fabric's tools write `low`, others either. */
  readonly s?: 'low' | 'high';
}

export interface MintedAuthority extends MintedCertificate {
  issue(request: Request): Promise<X509Certificate>;
  issueAuthority(name: string, pathLength?: number): Promise<MintedAuthority>;
  /** A PEM revocation list of these certificates, signed by this authority. */
  revoke(certificates: readonly X509Certificate[]): Promise<string>;
}

export interface AuthorityOptions {
  readonly kind?: KeyKind;
  readonly validity?: Validity | RelativeValidity;
  readonly keys?: MintedKeys;
  /** Default fresh. */
  readonly material?: Material;
}

/** With `keys`, a CA that exists gets a second certificate, as by renewal. */
export async function mintAuthority(
  name: string,
  { kind, validity, keys: given, material = freshMaterial }: AuthorityOptions = {},
): Promise<MintedAuthority> {
  const keys = given ?? (await material.keys(name, kind));
  const certificate = await sign(
    {
      subject: `CN=${name}`,
      keys,
      validity: validity ?? AUTHORITY_VALIDITY(),
      extensions: await authorityExtensions(keys),
    },
    { subject: `CN=${name}`, keys },
    material,
  );
  return asAuthority({ certificate, keys }, material);
}

/** A certificate that no authority issued: its own key signs it. */
export const mintSelfSigned = (
  request: Request,
  material: Material = freshMaterial,
): Promise<X509Certificate> => sign(request, request, material);

const authorityExtensions = async (keys: MintedKeys, pathLength?: number): Promise<Extension[]> => [
  new KeyUsagesExtension(
    KeyUsageFlags.digitalSignature | KeyUsageFlags.keyCertSign | KeyUsageFlags.cRLSign,
    true,
  ),
  new BasicConstraintsExtension(true, pathLength, true),
  await SubjectKeyIdentifierExtension.create(keys.pair.publicKey),
];

/** Whoever holds the key of any certificate can issue in its name; whether that counts is for others. */
export function asAuthority(
  own: MintedCertificate,
  material: Material = freshMaterial,
): MintedAuthority {
  const { certificate, keys } = own;
  const issuer = { subject: certificate.subject, keys };
  const keyIdentifier = () => AuthorityKeyIdentifierExtension.create(keys.pair.publicKey);
  return {
    ...own,
    issue: async ({ extensions = [], namesIssuerKey = true, ...request }) =>
      sign(
        {
          ...request,
          extensions: namesIssuerKey ? [...extensions, await keyIdentifier()] : extensions,
        },
        issuer,
        material,
      ),
    async issueAuthority(name, pathLength) {
      const theirs = await material.keys(`${certificate.subject}/${name}`, keys.kind);
      const issued = await sign(
        {
          subject: `CN=${name}`,
          keys: theirs,
          validity: { notBefore: certificate.notBefore, notAfter: certificate.notAfter },
          extensions: [...(await authorityExtensions(theirs, pathLength)), await keyIdentifier()],
        },
        issuer,
        material,
      );
      return asAuthority({ certificate: issued, keys: theirs }, material);
    },
    async revoke(certificates) {
      const thisUpdate = new Date(material.nowMs());
      const list = await X509CrlGenerator.create(
        {
          issuer: certificate.subject,
          thisUpdate,
          signingAlgorithm: keys.signing,
          signingKey: keys.pair.privateKey,
          entries: certificates.map(({ serialNumber }) => ({
            serialNumber,
            revocationDate: thisUpdate,
          })),
          extensions: [await keyIdentifier()],
        },
        cryptoFor(keys, 'low'),
      );
      return pem('X509 CRL', list.rawData);
    },
  };
}

/** ECDSA signatures differ each time: signs until s lies where it is wanted. */
async function sign(
  { subject, keys, validity = CURRENT(), extensions = [], s = 'low' }: Request,
  issuer: { subject: string; keys: MintedKeys },
  material: Material,
): Promise<X509Certificate> {
  const parameters = {
    serialNumber: serialOf(subject, keys, issuer.subject),
    subject,
    issuer: issuer.subject,
    ...datesOf(validity, material.nowMs()),
    signingAlgorithm: issuer.keys.signing,
    publicKey: keys.pair.publicKey,
    signingKey: issuer.keys.pair.privateKey,
    extensions: [...extensions],
  };
  for (;;) {
    const certificate = await X509CertificateGenerator.create(
      parameters,
      cryptoFor(issuer.keys, s),
    );
    if (issuer.keys.kind === 'Ed25519') return certificate;
    if (hasLowS(certificate.signature, issuer.keys.kind) === (s === 'low')) return certificate;
  }
}

/** Another for every key and name. */
function serialOf(subject: string, { pair }: MintedKeys, issuer: string): string {
  const spki = KeyObject.from(pair.publicKey).export({ type: 'spki', format: 'der' });
  const hash = sha256(spki, Buffer.from(`${subject}/${issuer}`));
  return `4${Buffer.from(hash.subarray(0, 15)).toString('hex')}0`;
}

/** The certificate in the PEM layout of Go: 64 columns, a line end after the last line. */
export const certificatePem = ({ rawData }: X509Certificate): string => pem('CERTIFICATE', rawData);

const pem = (type: string, der: ArrayBuffer): string => {
  const base64 =
    Buffer.from(der)
      .toString('base64')
      .match(/.{1,64}/g) ?? [];
  return [`-----BEGIN ${type}-----`, ...base64, `-----END ${type}-----`, ''].join('\n');
};
