/**
 * Certificate authorities that exist for one run: they issue certificates and revoke them.
 *
 * Shares nothing with the implementation under judgement: certificates come from @peculiar/x509 and
 * the platform's cryptography.
 */
import 'reflect-metadata'; // Must come before @peculiar/x509.
import { randomBytes } from 'node:crypto';
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
import { type KeyKind, type MintedKeys, mintKeys } from './keys.js';
import { hasLowS } from './low-s.js';

const DAY_MS = 86_400_000;

export interface Validity {
  readonly notBefore: Date;
  readonly notAfter: Date;
}

/** Validity from `fromDays` to `toDays` days from now, in whole seconds; negative is the past. */
export function validFor(fromDays: number, toDays: number): Validity {
  const now = Math.floor(Date.now() / 1_000) * 1_000;
  return {
    notBefore: new Date(now + fromDays * DAY_MS),
    notAfter: new Date(now + toDays * DAY_MS),
  };
}

export const CURRENT = (): Validity => validFor(-1, 365);
export const EXPIRED = (): Validity => validFor(-400, -1);
export const NOT_YET_VALID = (): Validity => validFor(1, 365);
/** Wide enough that every validity above lies inside. */
const AUTHORITY_VALIDITY = (): Validity => validFor(-3_650, 3_650);

export interface MintedCertificate {
  readonly certificate: X509Certificate;
  readonly keys: MintedKeys;
}

export interface Request {
  /** Distinguished name, for example `CN=peer0, OU=peer`. */
  readonly subject: string;
  readonly keys: MintedKeys;
  readonly validity?: Validity;
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

/** With `keys`, a CA that exists gets a second certificate, as by renewal. */
export async function mintAuthority(
  name: string,
  { kind, validity, keys: given }: { kind?: KeyKind; validity?: Validity; keys?: MintedKeys } = {},
): Promise<MintedAuthority> {
  const keys = given ?? (await mintKeys(kind));
  const certificate = await sign(
    {
      subject: `CN=${name}`,
      keys,
      validity: validity ?? AUTHORITY_VALIDITY(),
      extensions: await authorityExtensions(keys),
    },
    { subject: `CN=${name}`, keys },
  );
  return asAuthority({ certificate, keys });
}

/** A certificate that no authority issued: its own key signs it. */
export const mintSelfSigned = (request: Request): Promise<X509Certificate> =>
  sign(request, request);

const authorityExtensions = async (keys: MintedKeys, pathLength?: number): Promise<Extension[]> => [
  new KeyUsagesExtension(
    KeyUsageFlags.digitalSignature | KeyUsageFlags.keyCertSign | KeyUsageFlags.cRLSign,
    true,
  ),
  new BasicConstraintsExtension(true, pathLength, true),
  await SubjectKeyIdentifierExtension.create(keys.pair.publicKey),
];

/** Whoever holds the key of any certificate can issue in its name; whether that counts is for others. */
export function asAuthority(own: MintedCertificate): MintedAuthority {
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
      ),
    async issueAuthority(name, pathLength) {
      const theirs = await mintKeys(keys.kind);
      const issued = await sign(
        {
          subject: `CN=${name}`,
          keys: theirs,
          validity: { notBefore: certificate.notBefore, notAfter: certificate.notAfter },
          extensions: [...(await authorityExtensions(theirs, pathLength)), await keyIdentifier()],
        },
        issuer,
      );
      return asAuthority({ certificate: issued, keys: theirs });
    },
    async revoke(certificates) {
      const list = await X509CrlGenerator.create({
        issuer: certificate.subject,
        thisUpdate: new Date(),
        signingAlgorithm: keys.signing,
        signingKey: keys.pair.privateKey,
        entries: certificates.map(({ serialNumber }) => ({ serialNumber })),
        extensions: [await keyIdentifier()],
      });
      return pem('X509 CRL', list.rawData);
    },
  };
}

/** ECDSA signatures differ each time: signs until s lies where it is wanted. */
async function sign(
  { subject, keys, validity = CURRENT(), extensions = [], s = 'low' }: Request,
  issuer: { subject: string; keys: MintedKeys },
): Promise<X509Certificate> {
  const parameters = {
    serialNumber: `4${randomBytes(15).toString('hex')}0`,
    subject,
    issuer: issuer.subject,
    ...validity,
    signingAlgorithm: issuer.keys.signing,
    publicKey: keys.pair.publicKey,
    signingKey: issuer.keys.pair.privateKey,
    extensions: [...extensions],
  };
  for (;;) {
    const certificate = await X509CertificateGenerator.create(parameters);
    if (issuer.keys.kind === 'Ed25519') return certificate;
    if (hasLowS(certificate.signature, issuer.keys.kind) === (s === 'low')) return certificate;
  }
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
