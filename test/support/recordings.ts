/** The recorded session of Fabric peers in spec/vectors/fabric-2.4.9, as bytes and keys. */
import { createPublicKey, X509Certificate } from 'node:crypto';
import { readFileSync } from 'node:fs';
import type { PublicKey } from '../../src/wire/crypto/port.js';

const FOLDER = 'spec/vectors/fabric-2.4.9';

export interface RecordedRow {
  readonly file: 'traffic' | 'pull';
  /** One-based line in its file. */
  readonly line: number;
  readonly ms: number;
  readonly dir: 'in' | 'out';
  readonly conn: string;
  readonly kind: string;
  readonly bytes: Uint8Array;
}

export const bytesOf = (base64: string): Uint8Array =>
  new Uint8Array(Buffer.from(base64, 'base64'));

export const rowsOf = (file: RecordedRow['file']): RecordedRow[] =>
  readFileSync(`${FOLDER}/${file}.jsonl`, 'utf8')
    .trim()
    .split('\n')
    .map((text, i) => {
      const { ms, dir, conn, kind, envelope } = JSON.parse(text);
      return { file, line: i + 1, ms, dir, conn, kind, bytes: bytesOf(envelope) };
    });

export const recordedRows: readonly RecordedRow[] = [...rowsOf('traffic'), ...rowsOf('pull')];

export const recordedBlock = (name: string): Uint8Array =>
  new Uint8Array(readFileSync(`${FOLDER}/blocks/${name}.block`));

export const recordedPem = (name: string): Uint8Array =>
  new Uint8Array(readFileSync(`${FOLDER}/certs/${name}.pem`));

/** DER form of a recorded certificate. */
export const recordedDer = (name: string): Uint8Array =>
  new Uint8Array(new X509Certificate(recordedPem(name)).raw);

/** The P-256 key in PEM text of a certificate, read by node:crypto alone. */
export function keyInPem(pem: Uint8Array): PublicKey {
  const spki = createPublicKey(Buffer.from(pem)).export({ type: 'spki', format: 'der' });
  return { algorithm: 'ECDSA', curve: 'P-256', point: new Uint8Array(spki.subarray(-65)) };
}
