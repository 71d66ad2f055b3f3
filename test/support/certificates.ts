/** TLS material for tests: an authority and leaves that it signs, fresh each time. */
import 'reflect-metadata';
import { KeyObject, webcrypto } from 'node:crypto';
import * as x509 from '@peculiar/x509';
import type { TlsMaterial } from '../../src/adapters/tls.js';

// The library is typed for the browser's names of what Node has under webcrypto.
x509.cryptoProvider.set(webcrypto as never);

const ALGORITHM = { name: 'ECDSA', namedCurve: 'P-256', hash: 'SHA-256' } as const;
const VALIDITY = { notBefore: new Date('2020-01-01'), notAfter: new Date('2120-01-01') };
type KeyPair = Awaited<ReturnType<typeof newKeys>>;

const newKeys = () =>
  webcrypto.subtle.generateKey({ name: 'ECDSA', namedCurve: 'P-256' }, true, ['sign', 'verify']);
const pemOf = (key: KeyPair['privateKey']): string =>
  KeyObject.from(key).export({ type: 'pkcs8', format: 'pem' }) as string;

export interface TestAuthority {
  readonly caPem: string;
  /** A pair for `hosts` (names or addresses), and the root of this authority. */
  issue(name: string, hosts?: readonly string[]): Promise<TlsMaterial>;
}

/** A certificate authority of its own. */
export async function createAuthority(name: string): Promise<TestAuthority> {
  const keys = await newKeys();
  const ca = await x509.X509CertificateGenerator.createSelfSigned({
    name: `CN=${name}`,
    keys: keys as never,
    signingAlgorithm: ALGORITHM,
    ...VALIDITY,
    extensions: [new x509.BasicConstraintsExtension(true, undefined, true)],
  });
  const caPem = ca.toString('pem');
  return {
    caPem,
    async issue(subject, hosts = ['127.0.0.1', 'localhost']) {
      const leafKeys = await newKeys();
      const certificate = await x509.X509CertificateGenerator.create({
        subject: `CN=${subject}`,
        issuer: ca.subject,
        publicKey: leafKeys.publicKey as never,
        signingKey: keys.privateKey as never,
        signingAlgorithm: ALGORITHM,
        ...VALIDITY,
        extensions: [
          new x509.BasicConstraintsExtension(false),
          ...(hosts.length === 0
            ? []
            : [
                new x509.SubjectAlternativeNameExtension(
                  hosts.map((host) => ({
                    type: /^[\d.]+$/.test(host) ? 'ip' : 'dns',
                    value: host,
                  })),
                ),
              ]),
        ],
      });
      return {
        certPem: certificate.toString('pem'),
        keyPem: pemOf(leafKeys.privateKey),
        rootCaPems: [caPem],
      };
    },
  };
}
