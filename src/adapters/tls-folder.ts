/**
 * Reads a TLS folder in the layout of Fabric's tools: server.crt, server.key, ca.crt, and for another
 * pair to dial with, client.crt and client.key.
 */
import { createPrivateKey, X509Certificate } from 'node:crypto';
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { TlsMaterial } from './tls.js';
import { UserMistake } from './user-mistake.js';

export class TlsFolderError extends UserMistake {
  override readonly name = 'TlsFolderError';
}

/** @throws TlsFolderError naming the file, what is wrong and what is allowed */
export function readTlsFolder(folder: string): TlsMaterial {
  const server = readPair(folder, 'server');
  const ca = join(folder, 'ca.crt');
  const material = { ...server, rootCaPems: [readCertificate(ca)] };
  const [hasCertificate, hasKey] = ['client.crt', 'client.key'].map((name) =>
    existsSync(join(folder, name)),
  );
  if (!hasCertificate && !hasKey) return material;
  const client = readPair(folder, 'client');
  return { ...material, clientCertPem: client.certPem, clientKeyPem: client.keyPem };
}

function readPair(folder: string, name: string): { certPem: string; keyPem: string } {
  const [certPath, keyPath] = [join(folder, `${name}.crt`), join(folder, `${name}.key`)];
  const certPem = readCertificate(certPath);
  const keyPem = read(keyPath, 'a private key in PEM');
  const key = parsed(() => createPrivateKey(keyPem));
  if (key === undefined)
    throw new TlsFolderError(`${keyPath}: expected a private key in PEM, found something else`);
  if (!new X509Certificate(certPem).checkPrivateKey(key))
    throw new TlsFolderError(`${keyPath}: expected the key of ${certPath}, found another key`);
  return { certPem, keyPem };
}

function readCertificate(path: string): string {
  const pem = read(path, 'a certificate in PEM');
  if (parsed(() => new X509Certificate(pem)) === undefined)
    throw new TlsFolderError(`${path}: expected a certificate in PEM, found something else`);
  return pem;
}

function read(path: string, what: string): string {
  if (!existsSync(path)) throw new TlsFolderError(`${path}: expected ${what}, found no file`);
  return readFileSync(path, 'utf8');
}

/** Undefined where Node's cryptography throws. */
function parsed<T>(parse: () => T): T | undefined {
  try {
    return parse();
  } catch {
    return undefined;
  }
}
