/**
 * A crypto port that remembers what it has verified: on virtual time the same peers send the same bytes
 * in case after case, and every node of a network asks about the same message.
 */
import type { Crypto, PublicKey } from '../../src/wire/crypto/port.js';

/** Longer messages, blocks above all, are verified each time. Bytes. */
const MESSAGE_BYTES_MAX = 4_096;
/** Emptied when it is full. */
const VERDICTS_MAX = 10_000;
const KEYS_MAX = 1_000;

export function rememberingCrypto(crypto: Crypto): Crypto {
  const verdicts = new Map<string, boolean>();
  /** The first of equal keys stands for all: to parse one takes longer than to verify with it. */
  const keys = new Map<string, PublicKey>();
  const names = new WeakMap<PublicKey, string>();
  const nameOf = (key: PublicKey): string => {
    const known = names.get(key);
    if (known !== undefined) return known;
    const name = `${key.algorithm} ${partsOf(key)}`;
    names.set(key, name);
    if (keys.size >= KEYS_MAX) keys.clear();
    if (!keys.has(name)) keys.set(name, key);
    return name;
  };
  return {
    name: crypto.name,
    sha256: crypto.sha256,
    verify(key, message, signature, options = {}) {
      const name = nameOf(key);
      const verified = (): boolean =>
        crypto.verify(keys.get(name) ?? key, message, signature, options);
      if (message.length > MESSAGE_BYTES_MAX) return verified();
      const { hash = '', lowS = '' } = options;
      const asked = `${name} ${hash} ${lowS} ${signature.length} ${text(signature)}${text(message)}`;
      const known = verdicts.get(asked);
      if (known !== undefined) return known;
      const verdict = verified();
      if (verdicts.size >= VERDICTS_MAX) verdicts.clear();
      verdicts.set(asked, verdict);
      return verdict;
    },
  };
}

function partsOf(key: PublicKey): string {
  if (key.algorithm === 'ECDSA') return `${key.curve} ${key.point.length} ${text(key.point)}`;
  return key.algorithm === 'Ed25519' ? `${key.bytes.length} ${text(key.bytes)}` : key.name;
}

/** One character for each byte. */
const text = ({ buffer, byteOffset, length }: Uint8Array): string =>
  Buffer.from(buffer, byteOffset, length).toString('latin1');
