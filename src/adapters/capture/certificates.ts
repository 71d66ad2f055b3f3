/**
 * The folder of certificates beside a capture, all PEM: `ORG-ca.pem` (root CA), `NAME-sign.pem` and
 * `NAME-tls.pem` of each peer. MSP IDs do not stand in certificates: they come from the identities of
 * the capture, each bound to the CA that issued it.
 */
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Crypto } from '../../wire/crypto/port.js';
import { createAuthority } from '../../wire/identity/authority.js';
import { type Certificate, parseCertificate } from '../../wire/identity/certificate.js';
import { hasSigned } from '../../wire/identity/chain.js';
import { createMsp, type Msp } from '../../wire/identity/msp.js';
import { decodePem } from '../../wire/identity/pem.js';
import type { IdentityAuthority, MspId } from '../../wire/identity/port.js';
import {
  decodeSerializedIdentity,
  encodeSerializedIdentity,
} from '../../wire/serialized-identity.js';
import { CaptureError } from './rows.js';

export interface NamedCertificate {
  /** Name of the file without ending: `peer0.org1`, `org1.test`. */
  readonly name: string;
  readonly pem: Uint8Array;
  readonly certificate: Certificate;
}

export interface CaptureCertificates {
  readonly rootCas: readonly NamedCertificate[];
  readonly signers: readonly NamedCertificate[];
  readonly tls: readonly NamedCertificate[];
}

/** @throws CaptureError if the folder cannot be read, has no root CA, or a file is no certificate. */
export function readCertificates(folder: string): CaptureCertificates {
  let files: string[];
  try {
    files = readdirSync(folder).sort();
  } catch {
    throw new CaptureError(`${folder}: expected a folder of certificates, found none`);
  }
  const named = (ending: string): NamedCertificate[] =>
    files
      .filter((file) => file.endsWith(ending))
      .map((file) => readCertificate(join(folder, file), file.slice(0, -ending.length)));
  const rootCas = named('-ca.pem');
  if (rootCas.length === 0)
    throw new CaptureError(`${folder}: expected at least one file ORG-ca.pem, found none`);
  return { rootCas, signers: named('-sign.pem'), tls: named('-tls.pem') };
}

function readCertificate(path: string, name: string): NamedCertificate {
  const pem = Uint8Array.from(readFileSync(path));
  const block = decodePem(pem);
  const certificate = block && parseCertificate(block.bytes);
  if (certificate === undefined)
    throw new CaptureError(`${path}: expected one certificate in PEM, got something else`);
  return { name, pem, certificate };
}

export interface CaptureTrust {
  readonly authority: IdentityAuthority;
  /** The MSPs of the organisations found. */
  readonly msps: readonly Msp[];
  /** Serialized identities of the signing certificates whose organisation is known, by name of the file. */
  readonly identities: ReadonlyMap<string, Uint8Array>;
}

/**
 * Trusts, for each MSP ID, the CA that issued the first identity which names it.
 * @throws CaptureError if no identity was issued by a CA of the folder.
 */
export function trustIn(
  certificates: CaptureCertificates,
  identities: Iterable<Uint8Array>,
  crypto: Crypto,
): CaptureTrust {
  const caOf = new Map<MspId, NamedCertificate>();
  for (const identity of identities) {
    const decoded = decodeSerializedIdentity(identity);
    if (decoded.verdict !== 'accept' || caOf.has(decoded.value.mspid)) continue;
    const block = decodePem(decoded.value.idBytes);
    const leaf = block && parseCertificate(block.bytes);
    const ca = leaf && issuerOf(leaf, certificates.rootCas, crypto);
    if (ca !== undefined) caOf.set(decoded.value.mspid, ca);
  }
  if (caOf.size === 0)
    throw new CaptureError('certificates: expected the CA of some identity of the capture');
  const msps = [...caOf].map(([mspId, ca]) => mspOf(mspId, ca, certificates, crypto));
  const [local, ...others] = msps;
  const named = certificates.signers.flatMap(({ name, pem, certificate }): [string, Uint8Array][] =>
    [...caOf]
      .filter(([, ca]) => ca === issuerOf(certificate, certificates.rootCas, crypto))
      .map(([mspId]) => [name, encodeSerializedIdentity(mspId, pem)]),
  );
  return {
    authority: createAuthority({ localMsp: local!, channelMsps: others }),
    msps,
    identities: new Map(named),
  };
}

const issuerOf = (leaf: Certificate, cas: readonly NamedCertificate[], crypto: Crypto) =>
  cas.find(({ certificate }) => hasSigned(certificate, leaf, crypto));

function mspOf(
  mspId: MspId,
  ca: NamedCertificate,
  { signers }: CaptureCertificates,
  crypto: Crypto,
): Msp {
  const members = signers.filter(({ certificate }) =>
    hasSigned(ca.certificate, certificate, crypto),
  );
  const hasUnits = members.every(({ certificate }) =>
    certificate.organizationalUnits.includes('peer'),
  );
  const unit = (name: string) => ({ unit: name });
  return createMsp(
    {
      mspId,
      rootCerts: [ca.certificate.der],
      intermediateCerts: [],
      admins: members.map(({ certificate }) => certificate.der),
      revocationLists: [],
      tlsRootCerts: [],
      tlsIntermediateCerts: [],
      signatureHashFamily: 'SHA2',
      ...(hasUnits && {
        nodeOus: {
          peer: unit('peer'),
          admin: unit('admin'),
          client: unit('client'),
          orderer: unit('orderer'),
        },
      }),
    },
    crypto,
  );
}
