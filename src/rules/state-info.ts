/**
 * StateInfo: which messages are taken, and what a peer does with an element of a snapshot.
 *
 * Implements spec/09-channel.md, decision table "state-info-admission" (CHAN-D1 to D13) and clause
 * CHAN-40.
 */
import type { Refusal } from '../wire/verdict.js';
import { type Check, firstFailure } from './checks.js';

/** What the bytes alone tell. */
export interface StateInfoShape {
  readonly content: 'stateInfo' | 'other';
  readonly pkiId: 'present' | 'absent';
  readonly time: 'present' | 'absent';
  readonly properties: 'present' | 'absent';
  /** Whether the envelope has a payload and a signature. */
  readonly signed: 'yes' | 'no';
}

export interface StateInfoProof {
  /** Against stateInfoSizeMax. */
  readonly size: 'fits' | 'huge';
  readonly author: 'own' | 'known' | 'unknown';
  /** Against the store: `same` if it holds one of this author that is not older. */
  readonly stored: 'older' | 'same';
  /** Whether the author's organisation is a member of the channel. */
  readonly member: 'yes' | 'no';
  readonly signature: 'valid' | 'invalid';
  /** Whether the author satisfies /Channel/Application/Readers. */
  readonly reader: 'yes' | 'no';
}

export interface StateInfoFacts extends StateInfoShape, StateInfoProof {}

const shapeChecks: readonly Check<StateInfoShape>[] = [
  {
    row: 'CHAN-D1',
    verdict: 'reject',
    reason: 'not a StateInfo message',
    fails: (f) => f.content !== 'stateInfo',
  },
  {
    row: 'CHAN-D2',
    verdict: 'reject',
    reason: 'StateInfo without PKI-ID',
    fails: (f) => f.pkiId === 'absent',
  },
  {
    row: 'CHAN-D3',
    verdict: 'reject',
    reason: 'StateInfo without timestamp',
    fails: (f) => f.time === 'absent',
  },
  {
    row: 'CHAN-D4',
    verdict: 'reject',
    reason: 'StateInfo without properties',
    fails: (f) => f.properties === 'absent',
  },
  {
    row: 'CHAN-D5',
    verdict: 'reject',
    reason: 'StateInfo without payload or signature',
    fails: (f) => f.signed === 'no',
  },
];

const proofChecks: readonly Check<StateInfoProof>[] = [
  {
    row: 'CHAN-D6',
    verdict: 'ignore',
    reason: 'our own StateInfo',
    fails: (f) => f.author === 'own',
  },
  {
    row: 'CHAN-D7',
    verdict: 'ignore',
    reason: 'StateInfo is not new',
    fails: (f) => f.stored === 'same',
  },
  {
    row: 'CHAN-D13',
    verdict: 'reject',
    reason: 'StateInfo is too large',
    fails: (f) => f.size === 'huge',
  },
  {
    row: 'CHAN-D8',
    verdict: 'ignore',
    reason: 'the author of the StateInfo is unknown',
    fails: (f) => f.author === 'unknown',
  },
  {
    row: 'CHAN-D9',
    verdict: 'ignore',
    reason: "the author's organisation is not a member of the channel",
    fails: (f) => f.member === 'no',
  },
  {
    row: 'CHAN-D10',
    verdict: 'reject',
    reason: "a signature is not the author's",
    fails: (f) => f.signature === 'invalid',
  },
  {
    row: 'CHAN-D11',
    verdict: 'ignore',
    reason: 'the author may not read the channel',
    fails: (f) => f.reader === 'no',
  },
];

/** CHAN-40, its first part: undefined if the message is sound. */
export const stateInfoShape = (facts: StateInfoShape): Refusal | undefined =>
  firstFailure(shapeChecks, facts);

/** CHAN-40, its second part, for a message whose shape is sound. */
export const stateInfoProof = (facts: StateInfoProof): Refusal | undefined =>
  firstFailure(proofChecks, facts);

/** CHAN-40 */
export const stateInfoAdmission = (
  facts: StateInfoFacts,
): Refusal | { readonly verdict: 'accept'; readonly clause: 'CHAN-D12' } =>
  stateInfoShape(facts) ?? stateInfoProof(facts) ?? { verdict: 'accept', clause: 'CHAN-D12' };
