/**
 * Alive messages: which are authentic, which of two is newer, and what a pushed one leads to.
 *
 * Implements spec/05-membership.md, decision tables "alive-authenticity" (MEMB-D1 to D8, D37) and
 * "alive-push" (MEMB-D9 to D13), and clauses MEMB-8, MEMB-9, MEMB-10, MEMB-11.
 */
import type { Refusal } from '../wire/verdict.js';
import { type Check, firstFailure } from './checks.js';

/** Timestamp of an alive message: instant of the author's start, and its counter. */
export interface Timestamp {
  readonly incNum: bigint;
  readonly seqNum: bigint;
}

/** MEMB-11: whether `a` is newer than `b`. */
export const isNewer = (a: Timestamp, b: Timestamp): boolean =>
  // Most are of the very same message, which is read once.
  a !== b && (a.incNum > b.incNum || (a.incNum === b.incNum && a.seqNum > b.seqNum));

/** What the bytes alone tell. */
export interface AliveShape {
  readonly content: 'alive' | 'other';
  readonly pkiId: 'present' | 'absent';
  readonly time: 'present' | 'absent';
  /** Whether the envelope has a payload and a signature. */
  readonly signed: 'yes' | 'no';
}

export interface AliveProof {
  /** Where the author's identity comes from, if from anywhere. */
  readonly identity: 'known' | 'admitted' | 'refused' | 'missing';
  readonly signature: 'valid' | 'invalid';
  readonly secret: 'absent' | 'valid' | 'invalid';
}

export interface AliveFacts extends AliveShape, AliveProof {}

const shapeChecks: readonly Check<AliveShape>[] = [
  {
    row: 'MEMB-D1',
    verdict: 'reject',
    reason: 'not an alive message',
    fails: (f) => f.content !== 'alive',
  },
  {
    row: 'MEMB-D2',
    verdict: 'reject',
    reason: 'alive message without PKI-ID',
    fails: (f) => f.pkiId === 'absent',
  },
  {
    row: 'MEMB-D3',
    verdict: 'reject',
    reason: 'alive message without timestamp',
    fails: (f) => f.time === 'absent',
  },
  {
    row: 'MEMB-D4',
    verdict: 'reject',
    reason: 'alive message without payload or signature',
    fails: (f) => f.signed === 'no',
  },
];

const proofChecks: readonly Check<AliveProof>[] = [
  {
    row: 'MEMB-D5',
    verdict: 'ignore',
    reason: 'author unknown, and no identity in the alive message',
    fails: (f) => f.identity === 'missing',
  },
  {
    row: 'MEMB-D6',
    verdict: 'reject',
    reason: 'the identity in the alive message is refused',
    fails: (f) => f.identity === 'refused',
  },
  {
    row: 'MEMB-D7',
    verdict: 'reject',
    reason: "the signature is not the author's",
    fails: (f) => f.signature === 'invalid',
  },
  {
    row: 'MEMB-D37',
    verdict: 'reject',
    reason: 'the secret envelope is not signed by the author',
    fails: (f) => f.secret === 'invalid',
  },
];

/** MEMB-8, its first part: undefined if the message is sound. */
export const aliveShape = (facts: AliveShape): Refusal | undefined =>
  firstFailure(shapeChecks, facts);

/** MEMB-8, its second part, for a message whose shape is sound: undefined if it is authentic. */
export const aliveProof = (facts: AliveProof): Refusal | undefined =>
  firstFailure(proofChecks, facts);

/** MEMB-8: undefined is never returned; `accept` carries row MEMB-D8. */
export const aliveAuthenticity = (
  facts: AliveFacts,
): Refusal | { readonly verdict: 'accept'; readonly clause: 'MEMB-D8' } =>
  aliveShape(facts) ?? aliveProof(facts) ?? { verdict: 'accept', clause: 'MEMB-D8' };

export interface AlivePushFacts {
  readonly shape: 'sound' | 'malformed';
  /** Against the alive message store: `same` if it holds one that is not older. */
  readonly stored: 'older' | 'same';
  readonly authentic: 'yes' | 'no';
  readonly author: 'own' | 'other';
}

export type AlivePush = 'admit' | 'ignore' | 'refuse';

/** MEMB-9, MEMB-10: what to do with a pushed alive message. */
export function alivePush(facts: AlivePushFacts): { verdict: AlivePush; clause: string } {
  if (facts.shape === 'malformed') return { verdict: 'refuse', clause: 'MEMB-D9' };
  if (facts.stored === 'same') return { verdict: 'ignore', clause: 'MEMB-D10' };
  if (facts.authentic === 'no') return { verdict: 'refuse', clause: 'MEMB-D11' };
  if (facts.author === 'own') return { verdict: 'ignore', clause: 'MEMB-D12' };
  return { verdict: 'admit', clause: 'MEMB-D13' };
}
