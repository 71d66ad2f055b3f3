/**
 * State transfer as the one who asks: whom to ask for which blocks, and which answers count.
 *
 * Implements spec/11-state-transfer.md, decision tables "state-candidate" (XFER-D20 to D23) and
 * "state-response" (XFER-D30 to D36), and clauses XFER-31 to XFER-38.
 */
export interface StateCandidateFacts {
  readonly profile: 'fabric' | 'hardened';
  /** Whether the peer has the first block of the range. */
  readonly start: 'has' | 'lacks';
  /** Whether its height is at least the number of the last block of the range. */
  readonly end: 'reached' | 'below';
}

/** XFER-32, XFER-33 */
export function stateCandidate(facts: StateCandidateFacts): {
  verdict: 'ask' | 'pass';
  clause: string;
} {
  if (facts.profile === 'hardened')
    return facts.start === 'has'
      ? { verdict: 'ask', clause: 'XFER-D20' }
      : { verdict: 'pass', clause: 'XFER-D21' };
  return facts.end === 'reached'
    ? { verdict: 'ask', clause: 'XFER-D22' }
    : { verdict: 'pass', clause: 'XFER-D23' };
}

/** XFER-31: the last block of a range that starts at `from`, when blocks up to `to` are missing. */
export const rangeEnd = (from: bigint, to: bigint, stateBatchSize: bigint): bigint =>
  to - from > stateBatchSize ? from + stateBatchSize : to;

export interface StateResponseFacts {
  /** Whether a request is waiting for its response. */
  readonly pass: 'waiting' | 'none';
  readonly profile: 'fabric' | 'hardened';
  readonly nonce: 'same' | 'other';
  /** Whether it comes from the peer that was asked last. */
  readonly sender: 'asked' | 'other';
  /** Against the range asked for: its first blocks without gap, none, or anything else. */
  readonly numbers: 'inOrder' | 'none' | 'other';
}

/** `retry`: the request counts as failed. */
export type StateResponseVerdict = 'take' | 'ignore' | 'retry';

/** XFER-34 */
export function stateResponse(facts: StateResponseFacts): {
  verdict: StateResponseVerdict;
  clause: string;
} {
  const { pass, profile, nonce, sender, numbers } = facts;
  if (pass === 'none') return { verdict: 'ignore', clause: 'XFER-D30' };
  if (profile === 'hardened' && nonce === 'other') return { verdict: 'ignore', clause: 'XFER-D31' };
  if (profile === 'hardened' && sender === 'other')
    return { verdict: 'ignore', clause: 'XFER-D32' };
  if (nonce === 'other') return { verdict: 'retry', clause: 'XFER-D33' };
  if (numbers === 'none') return { verdict: 'retry', clause: 'XFER-D34' };
  if (numbers === 'other') return { verdict: 'retry', clause: 'XFER-D35' };
  return { verdict: 'take', clause: 'XFER-D36' };
}

/** XFER-36: the numbers of a response, against a request for `from` to `end`. */
export function numbersFact(
  numbers: readonly bigint[],
  from: bigint,
  end: bigint,
): StateResponseFacts['numbers'] {
  if (numbers.length === 0) return 'none';
  let expected = from;
  for (const number of numbers) {
    if (number !== expected || number > end) return 'other';
    expected += 1n;
  }
  return 'inOrder';
}
