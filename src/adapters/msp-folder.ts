/**
 * Reads an MSP folder in the layout of Fabric's tools: cacerts, intermediatecerts, admincerts, crls,
 * tlscacerts, tlsintermediatecerts, config.yaml; for a peer's own also signcerts and keystore.
 *
 * As Fabric does: files are taken in the order of their names, those without PEM are passed over (with
 * a warning), folders that may be absent are empty.
 */
import { createPrivateKey, createPublicKey } from 'node:crypto';
import { existsSync, readdirSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import type { Crypto } from '../wire/crypto/port.js';
import { administratorFlaw } from '../wire/identity/administrators.js';
import { type Certificate, parseCertificate, sanitize } from '../wire/identity/certificate.js';
import { chainsOf } from '../wire/identity/chain.js';
import { createMsp } from '../wire/identity/msp.js';
import type { MspConfig } from '../wire/identity/msp-config.js';
import { createTrust } from '../wire/identity/msp-trust.js';
import { decodePem, encodePem } from '../wire/identity/pem.js';
import type { MspId } from '../wire/identity/port.js';
import { encodeSerializedIdentity } from '../wire/serialized-identity.js';
import { readUnits } from './msp-units.js';
import { UserMistake } from './user-mistake.js';

export class MspFolderError extends UserMistake {
  override readonly name = 'MspFolderError';
}

export interface VerifyingMsp {
  readonly config: MspConfig;
  /** What was passed over, for people. */
  readonly warnings: readonly string[];
}

export interface LocalMsp extends VerifyingMsp {
  /** Bytes of msp.SerializedIdentity: the certificate in low-S form and standard layout (IDENT-9, IDENT-10). */
  readonly identity: Uint8Array;
  /** As it stands in `identity`. */
  readonly certPem: string;
  /** As it stands in the keystore: PKCS #8 or SEC 1. */
  readonly keyPem: string;
}

interface PemFile {
  readonly path: string;
  readonly text: string;
  readonly der: Uint8Array;
}

/**
 * The MSP of an organisation, for judging its members.
 * @throws MspFolderError naming the folder or file, what is wrong and what is allowed
 */
export function readMspFolder(folder: string, mspId: MspId, crypto: Crypto): VerifyingMsp {
  if (!isFolder(folder)) throw new MspFolderError(`${folder}: expected an MSP folder, found none`);
  const warnings: string[] = [];
  const ders = (name: string) => pemFiles(join(folder, name), warnings).map(({ der }) => der);
  const rootCerts = ders('cacerts');
  if (rootCerts.length === 0)
    throw new MspFolderError(
      `${join(folder, 'cacerts')}: expected at least one root certificate in PEM, found none`,
    );
  const tlsRootCerts = ders('tlscacerts');
  const config: MspConfig = {
    mspId,
    rootCerts,
    intermediateCerts: ders('intermediatecerts'),
    admins: ders('admincerts'),
    revocationLists: ders('crls'),
    tlsRootCerts,
    tlsIntermediateCerts: tlsRootCerts.length > 0 ? ders('tlsintermediatecerts') : [],
    signatureHashFamily: 'SHA2',
    ...readUnits(folder, warnings),
  };
  const flaw = flawOf(config, crypto);
  if (flaw !== undefined) throw new MspFolderError(`${folder}: ${flaw}`);
  return { config, warnings };
}

function flawOf(config: MspConfig, crypto: Crypto): string | undefined {
  try {
    return administratorFlaw(config, crypto);
  } catch (cause) {
    if (cause instanceof RangeError) return cause.message;
    throw cause;
  }
}

/**
 * A peer's own MSP. `nowMs` is the instant at which its certificate must not have expired.
 * @throws MspFolderError as above, and if there is no certificate with its key, or it is no member
 */
export function readLocalMsp(
  folder: string,
  mspId: MspId,
  crypto: Crypto,
  nowMs: number,
): LocalMsp {
  const { config, warnings: found } = readMspFolder(folder, mspId, crypto);
  const warnings = [...found];
  const [file] = pemFiles(join(folder, 'signcerts'), warnings);
  if (file === undefined)
    throw new MspFolderError(
      `${join(folder, 'signcerts')}: expected the peer's certificate in PEM, found none`,
    );
  const certificate = parseCertificate(file.der);
  if (certificate === undefined)
    throw new MspFolderError(`${file.path}: expected an X.509 certificate, found something else`);
  if (certificate.notAfterMs <= nowMs) {
    const end = new Date(certificate.notAfterMs).toISOString();
    throw new MspFolderError(`${file.path}: the certificate expired at ${end}`);
  }
  const keyPem = matchingKey(join(folder, 'keystore'), certificate, file.path, warnings);
  const idBytes = encodePem('CERTIFICATE', ownForm(certificate, config, crypto).der);
  const verdict = createMsp(config, crypto).resolve(idBytes);
  if (verdict.verdict !== 'accept')
    throw new MspFolderError(
      `${file.path}: not a member of ${mspId}: ${verdict.reason} (${verdict.clause})`,
    );
  const identity = encodeSerializedIdentity(mspId, idBytes);
  return { config, warnings, identity, certPem: new TextDecoder().decode(idBytes), keyPem };
}

/** IDENT-10 */
function ownForm(certificate: Certificate, config: MspConfig, crypto: Crypto): Certificate {
  const issuer = chainsOf(certificate, createTrust(config, crypto).pool, crypto)[0]?.[1];
  return issuer === undefined ? certificate : sanitize(certificate, issuer.key);
}

/** The key in the keystore whose public half stands in the certificate. */
function matchingKey(
  keystore: string,
  certificate: Certificate,
  certificatePath: string,
  warnings: string[],
): string {
  const keys = pemFiles(keystore, warnings);
  const own = keys.find(({ text }) => {
    const publicKey = publicHalf(text);
    return publicKey !== undefined && Buffer.compare(publicKey, certificate.keyInfo) === 0;
  });
  if (own !== undefined) return own.text;
  throw new MspFolderError(
    keys.length === 0
      ? `${keystore}: expected the private key of ${certificatePath} in PEM, found no key`
      : `${keystore}: none of the keys (${keys.length}) belongs to ${certificatePath}`,
  );
}

function publicHalf(keyPem: string): Uint8Array | undefined {
  try {
    return createPublicKey(createPrivateKey(keyPem)).export({ format: 'der', type: 'spki' });
  } catch {
    // No private key, or an encrypted one: not the one that is looked for.
    return undefined;
  }
}

const isFolder = (path: string): boolean => existsSync(path) && statSync(path).isDirectory();

/** The first PEM block of every file, in the order of names; none if the folder is absent. */
function pemFiles(folder: string, warnings: string[]): readonly PemFile[] {
  if (!isFolder(folder)) return [];
  return readdirSync(folder)
    .sort()
    .map((name) => join(folder, name))
    .filter((path) => existsSync(path) && statSync(path).isFile())
    .flatMap((path) => {
      const bytes = readFileSync(path);
      const der = decodePem(bytes)?.bytes;
      if (der !== undefined) return [{ path, text: bytes.toString('utf8'), der }];
      warnings.push(`${path}: not PEM, passed over`);
      return [];
    });
}
