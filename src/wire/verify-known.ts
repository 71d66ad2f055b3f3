/**
 * Verifying an envelope outside of any peer: with whatever identities are at hand.
 *
 * Implements spec/02-wire.md, section Signatures, for tools that look at recorded traffic.
 */
import type { Crypto, PublicKey } from './crypto/port.js';
import { toHex } from './hex.js';
import type { IdentityAuthority } from './identity/port.js';
import { authorOf } from './inside.js';
import type { Envelope, GossipMessage } from './message-types.js';
import { pkiIdOf } from './pki-id.js';

export type SignatureState = 'valid' | 'invalid' | 'unverifiable';

export interface Judgement {
  readonly signature: SignatureState | undefined;
  readonly secret: SignatureState | undefined;
  /** Why it is not valid; empty if it is. */
  readonly reason: string;
}

/** Identities by PKI-ID, as far as their MSPs accept them. */
export interface KnownIdentities {
  /** Learns the identity, unless no MSP accepts it. */
  learn(identity: Uint8Array): void;
  keyOf(pki: string): PublicKey | undefined;
  readonly keys: Iterable<PublicKey>;
}

export function createKnownIdentities(
  crypto: Crypto,
  authority: IdentityAuthority,
): KnownIdentities {
  const keys = new Map<string, PublicKey>();
  return {
    learn(identity) {
      const pkiId = pkiIdOf(crypto, identity);
      const pki = pkiId && toHex(pkiId);
      if (pki === undefined || keys.has(pki)) return;
      const resolved = authority.resolve(identity);
      if (resolved.verdict === 'accept') keys.set(pki, resolved.value.key);
    },
    keyOf: (pki) => keys.get(pki),
    get keys() {
      return keys.values();
    },
  };
}

/**
 * Judges the signatures of one envelope. Undefined where there is none. With `isComplete`, whoever is not
 * among the known identities is taken for nobody, and what they are said to have signed for invalid.
 */
export function judgeEnvelope(
  crypto: Crypto,
  envelope: Envelope,
  message: GossipMessage | undefined,
  known: KnownIdentities,
  isComplete: boolean,
): Judgement {
  const author = message && authorOf(message);
  const key = author && known.keyOf(toHex(author));
  const verifies = (payload: Uint8Array, signature: Uint8Array): SignatureState => {
    if (key !== undefined) return crypto.verify(key, payload, signature) ? 'valid' : 'invalid';
    if (author === undefined)
      for (const candidate of known.keys)
        if (crypto.verify(candidate, payload, signature)) return 'valid';
    return isComplete ? 'invalid' : 'unverifiable';
  };
  const { payload, signature, secretEnvelope } = envelope;
  const state = signature.length > 0 ? verifies(payload, signature) : undefined;
  const secret = secretEnvelope && verifies(secretEnvelope.payload, secretEnvelope.signature);
  const reason = () => {
    if (message === undefined) return 'the payload is no gossip message';
    if (author !== undefined && key === undefined)
      return `no identity known for author ${toHex(author)}`;
    return state === 'invalid'
      ? 'the signature does not verify under the identity of its author'
      : 'the secret does not verify under the identity of its author';
  };
  const isSound = (s: SignatureState | undefined) => s === undefined || s === 'valid';
  return { signature: state, secret, reason: isSound(state) && isSound(secret) ? '' : reason() };
}
