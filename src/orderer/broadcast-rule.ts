/**
 * Broadcast: the status with which an envelope is answered.
 *
 * Implements spec/15-ordering-service.md, decision table "broadcast" (ORDR-D1 to D10) and ORDR-2.
 */

export interface BroadcastFacts {
  /** Whether it decodes, headers included. */
  readonly envelope: 'sound' | 'unsound';
  readonly channel: 'known' | 'unknown';
  /** Of the channel header: `configuration` is what only an orderer makes. */
  readonly type: 'transaction' | 'update' | 'configuration';
  /** Against AbsoluteMaxBytes (ORDR-5). */
  readonly size: 'within' | 'above';
  /** ORDR-7 */
  readonly creator: 'current' | 'expired';
  /** Of the creator, by the policy Writers (ORDR-8). */
  readonly access: 'granted' | 'denied';
  /** What the update leads to (ORDR-30 to ORDR-39). */
  readonly update: 'sound' | 'unsound';
  /** Of the orderer that signs the configuration, by the policy Writers. */
  readonly orderer: 'granted' | 'denied';
  /** Whether the channel takes more just now (ORDR-80). */
  readonly room: boolean;
}

export type BroadcastVerdict = 'SUCCESS' | 'BAD_REQUEST' | 'FORBIDDEN' | 'SERVICE_UNAVAILABLE';

export interface BroadcastJudgement {
  readonly verdict: BroadcastVerdict;
  /** Row of the decision table. */
  readonly clause: string;
}

const answer = (verdict: BroadcastVerdict, clause: string): BroadcastJudgement => ({
  verdict,
  clause,
});

/** ORDR-2. Reads facts from left to right, and none right of the one that decides. */
export function judgeBroadcast(facts: BroadcastFacts): BroadcastJudgement {
  if (facts.envelope === 'unsound') return answer('BAD_REQUEST', 'ORDR-D1');
  if (facts.channel === 'unknown') return answer('BAD_REQUEST', 'ORDR-D2');
  const type = facts.type;
  if (type === 'configuration') return answer('BAD_REQUEST', 'ORDR-D3');
  if (facts.size === 'above') return answer('BAD_REQUEST', 'ORDR-D4');
  if (facts.creator === 'expired') return answer('BAD_REQUEST', 'ORDR-D5');
  if (facts.access === 'denied') return answer('FORBIDDEN', 'ORDR-D6');
  if (type === 'update') {
    if (facts.update === 'unsound') return answer('BAD_REQUEST', 'ORDR-D7');
    if (facts.orderer === 'denied') return answer('FORBIDDEN', 'ORDR-D8');
  }
  if (!facts.room) return answer('SERVICE_UNAVAILABLE', 'ORDR-D9');
  return answer('SUCCESS', 'ORDR-D10');
}
