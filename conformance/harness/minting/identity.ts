/** The bytes of an identity and its PKI-ID, computed here and nowhere else in the suite. */
import { createHash } from 'node:crypto';

/** msp.SerializedIdentity { mspid = 1, id_bytes = 2 }. */
export function identityBytes(mspId: string, idBytes: string | Uint8Array): Uint8Array {
  const field = (number: number, value: Uint8Array) =>
    value.length === 0
      ? Buffer.alloc(0)
      : Buffer.concat([Uint8Array.of((number << 3) | 2, ...varint(value.length)), value]);
  return new Uint8Array(
    Buffer.concat([field(1, Buffer.from(mspId)), field(2, Buffer.from(idBytes as string))]),
  );
}

function varint(value: number): number[] {
  const bytes: number[] = [];
  let rest = value;
  for (; rest >= 0x80; rest = Math.floor(rest / 0x80)) bytes.push((rest & 0x7f) | 0x80);
  return [...bytes, rest];
}

/** SHA-256 over the MSP ID and the text of the certificate. */
export const pkiIdOf = (mspId: string, idBytes: string | Uint8Array): Uint8Array =>
  new Uint8Array(createHash('sha256').update(mspId).update(idBytes).digest());
