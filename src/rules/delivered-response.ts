/**
 * A response of the ordering service: whether it is the block that was asked for.
 *
 * Implements spec/12-delivery.md, decision table "delivered-response" (DELV-D1 to D7) and clause DELV-14.
 * Facts may be getters: signatures are verified only of a block that passed all before.
 */
import type { Refusal } from '../wire/verdict.js';
import { type Check, firstFailure } from './checks.js';

export interface DeliveredFacts {
  /** What the response holds. */
  readonly content: 'block' | 'status' | 'other';
  /** Whether numbers and hashes are compared with the chain: not in profile fabric-2.5. */
  readonly chained: boolean;
  /** Whether the block's number follows that of the block before. */
  readonly number: 'next' | 'other';
  /** Whether it names the hash of the block before. */
  readonly previous: 'same' | 'other';
  /** Whether its metadata has an entry for every kind that there is. */
  readonly metadata: 'complete' | 'short';
  /** Its form, its data and its signatures (chapter 2). */
  readonly block: 'valid' | 'invalid';
}

const checks: readonly Check<DeliveredFacts>[] = [
  {
    row: 'DELV-D1',
    verdict: 'ignore',
    reason: 'a status instead of a block',
    fails: (f) => f.content === 'status',
  },
  {
    row: 'DELV-D2',
    verdict: 'reject',
    reason: 'neither block nor status',
    fails: (f) => f.content === 'other',
  },
  {
    row: 'DELV-D3',
    verdict: 'reject',
    reason: 'not the next block',
    fails: (f) => f.chained && f.number === 'other',
  },
  {
    row: 'DELV-D4',
    verdict: 'reject',
    reason: 'the block does not name the hash of the one before',
    fails: (f) => f.chained && f.previous === 'other',
  },
  {
    row: 'DELV-D5',
    verdict: 'reject',
    reason: 'metadata of the block is incomplete',
    fails: (f) => f.chained && f.metadata === 'short',
  },
  {
    row: 'DELV-D6',
    verdict: 'reject',
    reason: 'the block does not verify',
    fails: (f) => f.block === 'invalid',
  },
];

/** DELV-14: the refusal, or `accept` with row DELV-D7. */
export const deliveredResponse = (
  facts: DeliveredFacts,
): Refusal | { readonly verdict: 'accept'; readonly clause: 'DELV-D7' } =>
  firstFailure(checks, facts) ?? { verdict: 'accept', clause: 'DELV-D7' };
