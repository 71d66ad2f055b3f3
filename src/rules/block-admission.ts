/**
 * Block admission: whether a block that somebody sent is taken at all.
 *
 * Implements spec/06-push.md, decision table "block-admission" (PUSH-D23 to D29) and clause PUSH-20.
 */
import type { Refusal } from '../wire/verdict.js';
import type { BlockWindowVerdict } from './block-window.js';
import { type Check, firstFailure } from './checks.js';

/** Later facts may be getters: a row asks for none to its right. */
export interface BlockAdmissionFacts {
  /** Whether the message is a DataMessage of this channel, with a payload. */
  readonly content: 'block' | 'other';
  readonly window: BlockWindowVerdict;
  /** Whether the block is what it is claimed to be, signatures included. */
  readonly block: 'sound' | 'unsound';
  readonly privateData: 'sound' | 'unsound';
  /** Its previous hash against the block that goes before it. */
  readonly link: 'fits' | 'differs' | 'unknown';
}

const checks: readonly Check<BlockAdmissionFacts>[] = [
  {
    row: 'PUSH-D23',
    verdict: 'reject',
    reason: 'no block of this channel in it',
    fails: (f) => f.content === 'other',
  },
  {
    row: 'PUSH-D24',
    verdict: 'ignore',
    reason: 'a block of this number is held',
    fails: (f) => f.window === 'double',
  },
  {
    row: 'PUSH-D25',
    verdict: 'ignore',
    reason: 'the block is older than the window',
    fails: (f) => f.window === 'old',
  },
  {
    row: 'PUSH-D26',
    verdict: 'reject',
    reason: 'the block is not what it is claimed to be',
    fails: (f) => f.block === 'unsound',
  },
  {
    row: 'PUSH-D27',
    verdict: 'reject',
    reason: 'the private data of the payload is malformed',
    fails: (f) => f.privateData === 'unsound',
  },
  {
    row: 'PUSH-D28',
    verdict: 'reject',
    reason: 'the block does not follow the last one',
    fails: (f) => f.link === 'differs',
  },
];

/** PUSH-20 */
export const blockAdmission = (
  facts: BlockAdmissionFacts,
): Refusal | { readonly verdict: 'accept'; readonly clause: 'PUSH-D29' } =>
  firstFailure(checks, facts) ?? { verdict: 'accept', clause: 'PUSH-D29' };
