/**
 * Cryptography that remembers what it has verified: in one process, the very same message reaches a
 * thousand peers, and what one has found out of it holds for all. Costs are counted before (Costs.verify).
 */
import type { Crypto, PublicKey } from '../wire/crypto/port.js';

interface Verified {
  readonly key: PublicKey;
  readonly signature: Uint8Array;
  readonly isValid: boolean;
}

/** Remembers the last answer for each message, as long as the message is in use. */
export function createRememberingCrypto(crypto: Crypto): Crypto {
  const verified = new WeakMap<Uint8Array, Verified>();
  return {
    ...crypto,
    isRemembered: true,
    verify(key, message, signature, options) {
      if (options !== undefined) return crypto.verify(key, message, signature, options);
      const known = verified.get(message);
      if (known !== undefined && known.key === key && known.signature === signature)
        return known.isValid;
      const isValid = crypto.verify(key, message, signature);
      verified.set(message, { key, signature, isValid });
      return isValid;
    },
  };
}
