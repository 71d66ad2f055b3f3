/**
 * Deliver: whether a request is answered with blocks, and what comes next while it is.
 *
 * Implements spec/15-ordering-service.md, decision tables "deliver-seek" (ORDR-D20 to D30, ORDR-51) and
 * "deliver-next" (ORDR-D40 to D45, ORDR-53).
 */

export interface SeekFacts {
  /** Whether it decodes, headers included. */
  readonly envelope: 'sound' | 'unsound';
  /** ORDR-62 */
  readonly time: 'near' | 'far';
  /** To the client's TLS certificate (ORDR-63). */
  readonly binding: 'bound' | 'unbound';
  readonly channel: 'known' | 'unknown';
  /** Whether the SeekInfo decodes. */
  readonly seek: 'sound' | 'unsound';
  /** ORDR-61 */
  readonly halted: boolean;
  /** Of the creator, by the policy Readers (ORDR-64). */
  readonly access: 'granted' | 'denied';
  /** Whether there is a start and a stop. */
  readonly positions: 'complete' | 'incomplete';
  /** ORDR-54: `beyond` also if it names no position. */
  readonly start: 'there' | 'beyond';
  /** Where both name a number: `before` if that of the stop is smaller. */
  readonly stop: 'after' | 'before';
}

export type SeekVerdict =
  | 'accept'
  | 'BAD_REQUEST'
  | 'NOT_FOUND'
  | 'FORBIDDEN'
  | 'SERVICE_UNAVAILABLE';

export interface SeekJudgement {
  readonly verdict: SeekVerdict;
  /** Row of the decision table. */
  readonly clause: string;
}

const judged = (verdict: SeekVerdict, clause: string): SeekJudgement => ({ verdict, clause });

/** ORDR-51. Reads facts from left to right, and none right of the one that decides. */
export function judgeSeek(facts: SeekFacts): SeekJudgement {
  if (facts.envelope === 'unsound') return judged('BAD_REQUEST', 'ORDR-D20');
  if (facts.time === 'far') return judged('BAD_REQUEST', 'ORDR-D21');
  if (facts.binding === 'unbound') return judged('BAD_REQUEST', 'ORDR-D22');
  if (facts.channel === 'unknown') return judged('NOT_FOUND', 'ORDR-D23');
  if (facts.seek === 'unsound') return judged('BAD_REQUEST', 'ORDR-D24');
  if (facts.halted) return judged('SERVICE_UNAVAILABLE', 'ORDR-D25');
  if (facts.access === 'denied') return judged('FORBIDDEN', 'ORDR-D26');
  if (facts.positions === 'incomplete') return judged('BAD_REQUEST', 'ORDR-D27');
  if (facts.start === 'beyond') return judged('NOT_FOUND', 'ORDR-D28');
  if (facts.stop === 'before') return judged('BAD_REQUEST', 'ORDR-D29');
  return judged('accept', 'ORDR-D30');
}

export interface NextFacts {
  /** Whether the last block of the request has been sent (ORDR-56). */
  readonly done: boolean;
  /** ORDR-61 */
  readonly halted: boolean;
  /** Whether the next block can be read. */
  readonly block: 'there' | 'absent';
  /** Whether the request says FAIL_IF_NOT_READY. */
  readonly fails: boolean;
  /** ORDR-57 */
  readonly access: 'granted' | 'denied';
}

export interface NextJudgement {
  readonly verdict: 'SUCCESS' | 'SERVICE_UNAVAILABLE' | 'NOT_FOUND' | 'FORBIDDEN' | 'wait' | 'send';
  /** Row of the decision table. */
  readonly clause: string;
}

/** ORDR-53. Reads facts from left to right, and none right of the one that decides. */
export function judgeNext(facts: NextFacts): NextJudgement {
  if (facts.done) return { verdict: 'SUCCESS', clause: 'ORDR-D40' };
  if (facts.halted) return { verdict: 'SERVICE_UNAVAILABLE', clause: 'ORDR-D41' };
  if (facts.block === 'absent')
    return facts.fails
      ? { verdict: 'NOT_FOUND', clause: 'ORDR-D42' }
      : { verdict: 'wait', clause: 'ORDR-D43' };
  if (facts.access === 'denied') return { verdict: 'FORBIDDEN', clause: 'ORDR-D44' };
  return { verdict: 'send', clause: 'ORDR-D45' };
}
