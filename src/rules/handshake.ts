/**
 * Handshake validity: whether a remote has proved who it is on this very connection.
 *
 * Implements spec/04-link.md, decision table "handshake-validity" (LINK-D1 to D7) and clauses LINK-6,
 * LINK-16, LINK-22: tag, nonce and channel of the message are no facts.
 */
import type { Refusal } from '../wire/verdict.js';
import { type Check, firstFailure } from './checks.js';

export interface HandshakeFacts {
  readonly content: 'conn' | 'other';
  readonly pkiId: 'present' | 'absent';
  /** Verdict of the identity store. */
  readonly identity: 'admitted' | 'refused';
  /** `unused` without TLS. */
  readonly tlsHash: 'equal' | 'different' | 'unused';
  readonly signature: 'valid' | 'invalid';
  /** `unfitting`: an acceptor set `probe`. */
  readonly probe: 'fitting' | 'unfitting';
}

const checks: readonly Check<HandshakeFacts>[] = [
  {
    row: 'LINK-D1',
    verdict: 'reject',
    reason: 'the first message is no handshake message',
    fails: (f) => f.content !== 'conn',
  },
  {
    row: 'LINK-D2',
    verdict: 'reject',
    reason: 'the handshake message has no PKI-ID',
    fails: (f) => f.pkiId === 'absent',
  },
  {
    row: 'LINK-D3',
    verdict: 'reject',
    reason: 'the identity in the handshake message is refused',
    fails: (f) => f.identity === 'refused',
  },
  {
    row: 'LINK-D4',
    verdict: 'reject',
    reason: 'the TLS hash is not that of the certificate presented on this connection',
    fails: (f) => f.tlsHash === 'different',
  },
  {
    row: 'LINK-D5',
    verdict: 'reject',
    reason: "the signature is not that of the identity's holder",
    fails: (f) => f.signature === 'invalid',
  },
  {
    row: 'LINK-D6',
    verdict: 'reject',
    reason: 'the acceptor asks for a probe',
    fails: (f) => f.probe === 'unfitting',
  },
];

/** LINK-6 */
export const handshakeValidity = (
  facts: HandshakeFacts,
): Refusal | { readonly verdict: 'accept'; readonly clause: 'LINK-D7' } =>
  firstFailure(checks, facts) ?? { verdict: 'accept', clause: 'LINK-D7' };
