/**
 * Where keys come from, and which instant certificates take for the present: drawn afresh, or following
 * from a seed so that a run can be repeated with the identities that it had.
 */
import 'reflect-metadata'; // Must come before @peculiar/x509.
import { type KeyObject, webcrypto } from 'node:crypto';
import { steadyKeys } from '../../vectors/mint/keys.js';
import { GROUPS, signature } from '../wire/sign.js';
import { type KeyKind, keyPem, type MintedKeys, mintKeys } from './keys.js';

export interface Material {
  /** Milliseconds since 1970. */
  nowMs(): number;
  /** With `seededMaterial` the same label gives the same pair. */
  keys(label: string, kind?: KeyKind): Promise<MintedKeys>;
}

export const freshMaterial: Material = { nowMs: Date.now, keys: (_, kind) => mintKeys(kind) };

export function seededMaterial(seed: string, nowMs: number): Material {
  return {
    nowMs: () => nowMs,
    async keys(label, kind = 'P-256') {
      const { privateKey, spki } = await steadyKeys(`${seed}/${label}`, kind);
      const algorithm = kind === 'Ed25519' ? { name: kind } : { name: 'ECDSA', namedCurve: kind };
      const publicKey = await webcrypto.subtle.importKey('spki', spki, algorithm, true, ['verify']);
      const signing = kind === 'Ed25519' ? { name: kind } : { name: 'ECDSA', hash: 'SHA-256' };
      return { kind, pair: { privateKey, publicKey }, signing, isSteady: true };
    },
  };
}

/**
 * The platform's cryptography; for a pair that follows from a seed, with signatures that are the same
 * each time, and whose s lies in this half.
 */
export function cryptoFor(keys: MintedKeys, half: 'low' | 'high'): webcrypto.Crypto {
  const group = GROUPS[keys.kind === 'P-256' ? 'prime256v1' : 'secp384r1'];
  if (!keys.isSteady || keys.kind === 'Ed25519' || !group) return webcrypto as webcrypto.Crypto;
  const sign = async (_: unknown, __: KeyObject, data: ArrayBuffer): Promise<ArrayBuffer> => {
    const der = signature(keyPem(keys), new Uint8Array(data), half);
    const rEnd = 4 + der[3]!;
    const raw = Buffer.concat([
      fitted(der.subarray(4, rEnd), group.length),
      fitted(der.subarray(rEnd + 2), group.length),
    ]);
    return Uint8Array.from(raw).buffer;
  };
  const subtle = new Proxy(webcrypto.subtle, {
    get: (own, name) => {
      if (name === 'sign') return sign;
      const value: unknown = Reflect.get(own, name);
      return typeof value === 'function' ? value.bind(own) : value;
    },
  });
  return { subtle, getRandomValues: webcrypto.getRandomValues } as unknown as webcrypto.Crypto;
}

/** An integer of DER in so many bytes. */
const fitted = (integer: Uint8Array, length: number): Uint8Array => {
  const digits = integer[0] === 0 ? integer.subarray(1) : integer;
  return Buffer.concat([new Uint8Array(length - digits.length), digits]);
};
