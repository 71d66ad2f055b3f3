/**
 * State requests of others: who may ask, and for what.
 *
 * Implements spec/11-state-transfer.md, decision tables "state-access" (XFER-D10 to D12) and
 * "state-request" (XFER-D13 to D16), and clauses XFER-20 to XFER-26.
 */
import type { Refusal } from '../wire/verdict.js';
import { type Check, firstFailure } from './checks.js';

export interface StateAccessFacts {
  readonly channel: 'joined' | 'unknown';
  /** Whether the identity of the link satisfies the Readers policy of the channel. */
  readonly identity: 'reader' | 'other';
}

const accessChecks: readonly Check<StateAccessFacts>[] = [
  {
    row: 'XFER-D10',
    verdict: 'ignore',
    reason: 'no such channel here',
    fails: (f) => f.channel === 'unknown',
  },
  {
    row: 'XFER-D11',
    verdict: 'ignore',
    reason: 'the identity of the link is no reader of the channel',
    fails: (f) => f.identity === 'other',
  },
];

/** XFER-20, for requests and for responses. */
export const stateAccess = (
  facts: StateAccessFacts,
): Refusal | { readonly verdict: 'accept'; readonly clause: 'XFER-D12' } =>
  firstFailure(accessChecks, facts) ?? { verdict: 'accept', clause: 'XFER-D12' };

export interface StateRequestFacts {
  /** `inverted`: it ends before it starts; `wide`: more than stateBatchSize + 1 blocks. */
  readonly range: 'inverted' | 'wide' | 'sound';
  /** Whether fewer than stateRequestsMax requests wait. */
  readonly room: 'yes' | 'no';
}

const requestChecks: readonly Check<StateRequestFacts>[] = [
  {
    row: 'XFER-D13',
    verdict: 'reject',
    reason: 'the range ends before it starts',
    fails: (f) => f.range === 'inverted',
  },
  {
    row: 'XFER-D14',
    verdict: 'ignore',
    reason: 'the range is wider than a batch',
    fails: (f) => f.range === 'wide',
  },
  {
    row: 'XFER-D15',
    verdict: 'ignore',
    reason: 'too many state requests wait',
    fails: (f) => f.room === 'no',
  },
];

/** XFER-21 */
export const stateRequest = (
  facts: StateRequestFacts,
): Refusal | { readonly verdict: 'accept'; readonly clause: 'XFER-D16' } =>
  firstFailure(requestChecks, facts) ?? { verdict: 'accept', clause: 'XFER-D16' };

/** XFER-22: both ends are asked for, so a batch is one block more than its size. */
export function rangeFact(
  start: bigint,
  end: bigint,
  stateBatchSize: bigint,
): StateRequestFacts['range'] {
  if (end < start) return 'inverted';
  return end - start > stateBatchSize ? 'wide' : 'sound';
}
