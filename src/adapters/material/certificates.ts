/**
 * Certificates as Fabric's own tools issue them: ECDSA on P-256, low-S, PEM in 64 columns. For networks
 * to try things out; keys lie in plain files.
 */
import 'reflect-metadata'; // Must come before @peculiar/x509.
import { KeyObject, randomBytes, webcrypto } from 'node:crypto';
import {
  AuthorityKeyIdentifierExtension,
  BasicConstraintsExtension,
  cryptoProvider,
  ExtendedKeyUsage,
  ExtendedKeyUsageExtension,
  type Extension,
  KeyUsageFlags,
  KeyUsagesExtension,
  SubjectAlternativeNameExtension,
  SubjectKeyIdentifierExtension,
  type X509Certificate,
  X509CertificateGenerator,
} from '@peculiar/x509';

cryptoProvider.set(webcrypto);

export interface Pair {
  readonly certPem: string;
  /** PKCS #8. */
  readonly keyPem: string;
}

export interface Authority extends Pair {
  /** A certificate for signing: attributes OU, and the common name. */
  issueSigner(commonName: string, unit: string): Promise<Pair>;
  /** A certificate for TLS, for servers and clients alike; `hosts` are names or addresses. */
  issueTls(commonName: string, hosts: readonly string[]): Promise<Pair>;
}

type KeyPair = webcrypto.CryptoKeyPair;
const SIGNING = { name: 'ECDSA', hash: 'SHA-256' };
const DAY_MS = 86_400_000;
const YEARS_10 = 3_650;
const YEAR = 365;

/** @param nowMs milliseconds since 1970: certificates are valid from an hour before it. */
export async function mintAuthority(commonName: string, nowMs: number): Promise<Authority> {
  const keys = await mintKeys();
  const subject = `CN=${commonName}`;
  const issuer = { subject, keys };
  const certificate = await sign(issuer, {
    subject,
    keys,
    ...validity(nowMs, YEARS_10),
    extensions: [
      new KeyUsagesExtension(
        KeyUsageFlags.digitalSignature | KeyUsageFlags.keyCertSign | KeyUsageFlags.cRLSign,
        true,
      ),
      new BasicConstraintsExtension(true, undefined, true),
      await SubjectKeyIdentifierExtension.create(keys.publicKey),
    ],
  });
  const issue = async (of: string, extensions: readonly Extension[]): Promise<Pair> => {
    const theirs = await mintKeys();
    const issued = await sign(issuer, {
      subject: of,
      keys: theirs,
      ...validity(nowMs, YEAR),
      extensions: [
        ...extensions,
        new BasicConstraintsExtension(false, undefined, true),
        await AuthorityKeyIdentifierExtension.create(keys.publicKey),
      ],
    });
    return { certPem: pemOf(issued), keyPem: keyPemOf(theirs) };
  };
  return {
    certPem: pemOf(certificate),
    keyPem: keyPemOf(keys),
    issueSigner: (name, unit) =>
      issue(`C=US, OU=${unit}, CN=${name}`, [
        new KeyUsagesExtension(KeyUsageFlags.digitalSignature, true),
      ]),
    issueTls: (name, hosts) =>
      issue(`C=US, CN=${name}`, [
        new KeyUsagesExtension(
          KeyUsageFlags.digitalSignature | KeyUsageFlags.keyEncipherment,
          true,
        ),
        new ExtendedKeyUsageExtension([ExtendedKeyUsage.serverAuth, ExtendedKeyUsage.clientAuth]),
        new SubjectAlternativeNameExtension(
          [...new Set([name, ...hosts])].map((host) => ({
            type: /^[\d.]+$|:/.test(host) ? ('ip' as const) : ('dns' as const),
            value: host,
          })),
        ),
      ]),
  };
}

interface Request {
  readonly subject: string;
  readonly keys: KeyPair;
  readonly notBefore: Date;
  readonly notAfter: Date;
  readonly extensions: readonly Extension[];
}

/** ECDSA signatures differ each time: signs until s is in the lower half, which Fabric's MSPs want. */
async function sign(
  issuer: { readonly subject: string; readonly keys: KeyPair },
  { subject, keys, extensions, notBefore, notAfter }: Request,
): Promise<X509Certificate> {
  for (;;) {
    const certificate = await X509CertificateGenerator.create({
      serialNumber: `4${randomBytes(15).toString('hex')}0`,
      subject,
      issuer: issuer.subject,
      notBefore,
      notAfter,
      signingAlgorithm: SIGNING,
      publicKey: keys.publicKey,
      signingKey: issuer.keys.privateKey,
      extensions: [...extensions],
    });
    if (hasLowS(new Uint8Array(certificate.signature))) return certificate;
  }
}

const HALF_ORDER = 0x7fffffff800000007fffffffffffffffde737d56d38bcf4279dce5617e3192a8n;

/** `der`: SEQUENCE{INTEGER r, INTEGER s}, as it was just made, on P-256. */
function hasLowS(der: Uint8Array): boolean {
  const at = 4 + der[3]!;
  const s = Buffer.from(der.subarray(at + 2, at + 2 + der[at + 1]!)).toString('hex');
  return BigInt(`0x${s}`) <= HALF_ORDER;
}

const mintKeys = async (): Promise<KeyPair> =>
  (await webcrypto.subtle.generateKey({ name: 'ECDSA', namedCurve: 'P-256' }, true, [
    'sign',
    'verify',
  ])) as KeyPair;

const keyPemOf = ({ privateKey }: KeyPair): string =>
  KeyObject.from(privateKey).export({ type: 'pkcs8', format: 'pem' }).toString();

function validity(nowMs: number, days: number) {
  const from = Math.floor(nowMs / 1_000) * 1_000 - 3_600_000;
  return { notBefore: new Date(from), notAfter: new Date(from + days * DAY_MS) };
}

function pemOf({ rawData }: X509Certificate): string {
  const lines =
    Buffer.from(rawData)
      .toString('base64')
      .match(/.{1,64}/g) ?? [];
  return ['-----BEGIN CERTIFICATE-----', ...lines, '-----END CERTIFICATE-----', ''].join('\n');
}
