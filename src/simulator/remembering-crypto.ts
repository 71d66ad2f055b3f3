/**
 * Cryptography that remembers what it has verified: in one process, the very same message reaches a
 * thousand peers, and what one has found out of it holds for all. Costs are counted before (Costs.verify).
 */
import type { Crypto, PublicKey } from '../wire/crypto/port.js';

interface Verified {
  readonly key: PublicKey;
  readonly message: Uint8Array;
  readonly signature: Uint8Array;
  readonly isValid: boolean;
}

/** A power of two. More than are in use at once, as messages are forwarded soon after they were made. */
const PLACES = 4_096;

/** By the last bytes of a signature, which are as good as drawn. Of several that share a place the last. */
const placeOf = (signature: Uint8Array): number => {
  const { length } = signature;
  return length < 2 ? 0 : ((signature[length - 1]! << 8) | signature[length - 2]!) & (PLACES - 1);
};

/** Remembers the last answers, each for the very same key, message and signature. */
export function createRememberingCrypto(crypto: Crypto): Crypto {
  const verified: (Verified | undefined)[] = new Array(PLACES).fill(undefined);
  return {
    ...crypto,
    isRemembered: true,
    verify(key, message, signature, options) {
      if (options !== undefined) return crypto.verify(key, message, signature, options);
      const place = placeOf(signature);
      const known = verified[place];
      if (
        known !== undefined &&
        known.message === message &&
        known.key === key &&
        known.signature === signature
      )
        return known.isValid;
      const isValid = crypto.verify(key, message, signature);
      verified[place] = { key, message, signature, isValid };
      return isValid;
    },
  };
}
