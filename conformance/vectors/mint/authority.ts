/** Certificates and revocation lists that follow from a seed: the same every time. */
import 'reflect-metadata'; // Must come before @peculiar/x509.
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
import { sha256 } from '../../harness/wire/sign.js';
import { type KeyKind, type SteadyKeys, steadyCrypto, steadyKeys } from './keys.js';

/** Validity of whatever says nothing else; wide enough for every clock. */
export const NOT_BEFORE = new Date('2020-01-01T00:00:00Z');
export const NOT_AFTER = new Date('2049-12-31T23:59:59Z');

export interface CertificateRequest {
  /** Names the key and the serial number, together with the seed. */
  readonly name: string;
  /** Distinguished name. */
  readonly subject: string;
  readonly kind?: KeyKind;
  readonly notBefore?: Date;
  readonly notAfter?: Date;
  readonly extensions?: readonly Extension[];
}

export interface SteadyCertificate {
  readonly certificate: X509Certificate;
  readonly keys: SteadyKeys;
}

export interface SteadyAuthority extends SteadyCertificate {
  issue(request: CertificateRequest): Promise<SteadyCertificate>;
  issueAuthority(name: string): Promise<SteadyAuthority>;
  /** Whoever holds the key of any certificate can issue in its name; whether that counts is for others. */
  inTheNameOf(certificate: SteadyCertificate): SteadyAuthority;
  /** PEM */
  revoke(certificates: readonly X509Certificate[]): Promise<string>;
}

interface Issuer {
  readonly subject: string;
  readonly keys: SteadyKeys;
}

export async function steadyAuthority(seed: string, name: string): Promise<SteadyAuthority> {
  const keys = await steadyKeys(`${seed}/${name}`);
  const subject = `CN=${name}`;
  return asAuthority(
    seed,
    await certify(seed, authorityRequest(name, keys), keys, { subject, keys }),
  );
}

/** A certificate that its own key signs. */
export async function selfSigned(
  seed: string,
  request: CertificateRequest,
): Promise<SteadyCertificate> {
  const keys = await steadyKeys(`${seed}/${request.name}`, request.kind);
  return certify(seed, request, keys, { subject: request.subject, keys });
}

const authorityRequest = (name: string, { spki }: SteadyKeys): CertificateRequest => ({
  name,
  subject: `CN=${name}`,
  extensions: [
    new KeyUsagesExtension(
      KeyUsageFlags.digitalSignature | KeyUsageFlags.keyCertSign | KeyUsageFlags.cRLSign,
      true,
    ),
    new BasicConstraintsExtension(true, undefined, true),
    new SubjectKeyIdentifierExtension(keyIdentifier(spki)),
  ],
});

function asAuthority(seed: string, own: SteadyCertificate): SteadyAuthority {
  const { certificate, keys } = own;
  const issuer: Issuer = { subject: certificate.subject, keys };
  const issuerKey = new AuthorityKeyIdentifierExtension(keyIdentifier(keys.spki));
  const named = (request: CertificateRequest): CertificateRequest => ({
    ...request,
    extensions: [...(request.extensions ?? []), issuerKey],
  });
  return {
    ...own,
    async issue(request) {
      const theirs = await steadyKeys(`${seed}/${request.name}`, request.kind);
      return certify(seed, named(request), theirs, issuer);
    },
    async issueAuthority(name) {
      const theirs = await steadyKeys(`${seed}/${name}`);
      return asAuthority(
        seed,
        await certify(seed, named(authorityRequest(name, theirs)), theirs, issuer),
      );
    },
    inTheNameOf: (certificate) => asAuthority(seed, certificate),
    async revoke(certificates) {
      const list = await X509CrlGenerator.create(
        {
          issuer: certificate.subject,
          thisUpdate: NOT_BEFORE,
          signingAlgorithm: algorithmOf(keys),
          signingKey: keys.privateKey,
          entries: certificates.map(({ serialNumber }) => ({
            serialNumber,
            revocationDate: NOT_BEFORE,
          })),
          extensions: [issuerKey],
        },
        steadyCrypto,
      );
      return pem('X509 CRL', new Uint8Array(list.rawData));
    },
  };
}

async function certify(
  seed: string,
  request: CertificateRequest,
  keys: SteadyKeys,
  issuer: Issuer,
): Promise<SteadyCertificate> {
  const { name, subject, notBefore = NOT_BEFORE, notAfter = NOT_AFTER, extensions = [] } = request;
  const serial = sha256(new TextEncoder().encode(`${seed}/serial of ${name}`)).subarray(0, 15);
  const certificate = await X509CertificateGenerator.create(
    {
      serialNumber: `4${Buffer.from(serial).toString('hex')}0`,
      subject,
      issuer: issuer.subject,
      notBefore,
      notAfter,
      signingAlgorithm: algorithmOf(issuer.keys),
      publicKey: keys.spki,
      signingKey: issuer.keys.privateKey,
      extensions: [...extensions],
    },
    steadyCrypto,
  );
  return { certificate, keys };
}

const algorithmOf = ({ kind }: SteadyKeys) =>
  kind === 'Ed25519' ? { name: kind } : { name: 'ECDSA', hash: 'SHA-256' };

/** 20 bytes, in hex. */
const keyIdentifier = (spki: Uint8Array): string =>
  Buffer.from(sha256(spki).subarray(0, 20)).toString('hex');

/** PEM in the layout of Go: 64 columns, a line end after the last line. */
export const pem = (type: string, der: Uint8Array): string => {
  const base64 =
    Buffer.from(der)
      .toString('base64')
      .match(/.{1,64}/g) ?? [];
  return [`-----BEGIN ${type}-----`, ...base64, `-----END ${type}-----`, ''].join('\n');
};
