/** A message of a capture as rules see it, and what they know of those who speak. */
import type { ContentKind, ContentOf, SignedMessage } from '../../../wire/envelope.js';
import type { MspId } from '../../../wire/identity/port.js';

/** An envelope on a connection of the peer that recorded. */
export interface Seen {
  /** One-based line of the file. */
  readonly line: number;
  /** Since the start of the recording. */
  readonly ms: number;
  /** `in`: received by the peer that recorded; what is judged. */
  readonly dir: 'in' | 'out';
  readonly conn: string;
  readonly signed: SignedMessage;
  readonly kind: ContentKind;
  /** Messages in the envelopes that it carries. */
  readonly inside: readonly SignedMessage[];
  /** PKI-ID in hex of who is at the other end; empty before its handshake. */
  readonly remote: string;
}

/** Who is who, as far as the capture tells. */
export interface Cast {
  /** MSP ID by PKI-ID in hex, from the identities that were seen. */
  orgOf(pki: string): MspId | undefined;
  /** PKI-ID in hex of the peer that recorded; empty before its handshake. */
  readonly self: string;
}

/** One obligation of whoever sends, judged by what has been seen so far. */
export interface WireRule {
  readonly id: string;
  readonly clauses: readonly string[];
  readonly expected: string;
  watch(cast: Cast): Watch;
}

/**
 * Looks at every message, of both directions. Undefined: the rule says nothing about it. Empty: it keeps the rule.
 * Else what it does instead.
 */
export type Watch = (seen: Seen) => string | undefined;

export const KEPT = '';

/** The content, if it is of that kind. */
export const contentOf = <K extends ContentKind>(
  { message: { content } }: SignedMessage,
  kind: K,
): ContentOf<K> | undefined =>
  (content.case === kind ? content.value : undefined) as ContentOf<K> | undefined;
