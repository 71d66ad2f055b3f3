/** spec/vectors/wire/signatures.json, as keys and bytes. */
import { readFileSync } from 'node:fs';
import type { Curve, PublicKey } from '../../src/wire/crypto/port.js';
import { fromHex } from '../../src/wire/hex.js';

export interface SignatureVector {
  readonly title: string;
  readonly algorithm: Curve | 'Ed25519';
  readonly key: PublicKey;
  readonly message: Uint8Array;
  readonly signature: Uint8Array;
  readonly valid: boolean;
}

interface Row {
  name: string;
  clauses: string[];
  algorithm: Curve | 'Ed25519';
  key: string;
  message: string;
  signature: string;
  valid: boolean;
}

const rows = JSON.parse(readFileSync('spec/vectors/wire/signatures.json', 'utf8')) as Row[];

export const signatureVectors: readonly SignatureVector[] = rows.map((row) => {
  const key = fromHex(row.key);
  const { algorithm, valid } = row;
  return {
    title: `${row.clauses.join(', ')}: ${row.name}`,
    algorithm,
    valid,
    key:
      algorithm === 'Ed25519'
        ? { algorithm, bytes: key }
        : { algorithm: 'ECDSA', curve: algorithm, point: key },
    message: fromHex(row.message),
    signature: fromHex(row.signature),
  };
});
