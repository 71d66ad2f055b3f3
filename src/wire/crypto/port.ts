/**
 * The cryptography port: everything that hashes, signs or verifies goes through here, synchronously.
 *
 * Implementations: noble.ts (portable, the reference), symbolic.ts (unforgeable tokens, no arithmetic),
 * and node:crypto among the adapters. One contract test suite runs on all of them.
 */

export type Curve = 'P-224' | 'P-256' | 'P-384' | 'P-521';
export type HashName = 'SHA-256' | 'SHA-384' | 'SHA-512' | 'SHA3-256' | 'SHA3-384';

/** A public key as it stands in a certificate. `point` is the uncompressed SEC 1 point (0x04 ‖ x ‖ y). */
export type PublicKey =
  | { readonly algorithm: 'ECDSA'; readonly curve: Curve; readonly point: Uint8Array }
  | { readonly algorithm: 'Ed25519'; readonly bytes: Uint8Array }
  /** A key that no implementation here verifies; `name` is its algorithm name or OID. */
  | { readonly algorithm: 'unsupported'; readonly name: string };

export interface VerifyOptions {
  /** Hash of the message before ECDSA; Ed25519 ignores it. Default SHA-256. */
  readonly hash?: HashName;
  /** Refuse an ECDSA signature whose s is above half the group order. Default true. */
  readonly lowS?: boolean;
}

export interface Crypto {
  readonly name: string;
  /**
   * Whether who has asked about a key and a message may keep the answer for these very objects: nothing
   * counts how often it is asked.
   */
  readonly isRemembered?: true;
  /** 32 bytes: SHA-256 of the parts, one after the other. */
  sha256(...parts: readonly Uint8Array[]): Uint8Array;
  /**
   * Whether `signature` over the bytes of `message` was made with the private half of `key`.
   * Never throws: a malformed key or signature is simply not valid. ECDSA signatures are ASN.1 DER
   * SEQUENCE{r, s}; bytes after the sequence are ignored, as Fabric's parser ignores them.
   */
  verify(
    key: PublicKey,
    message: Uint8Array,
    signature: Uint8Array,
    options?: VerifyOptions,
  ): boolean;
}

/** The private half of one key. Signatures are ECDSA over SHA-256 in low-S DER form, or Ed25519. */
export interface Signer {
  readonly publicKey: PublicKey;
  sign(message: Uint8Array): Uint8Array;
}
