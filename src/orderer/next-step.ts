/**
 * How the answer to a request for blocks goes on: the host sends what `nextStep` says, and waits where it
 * says so.
 *
 * Implements spec/15-ordering-service.md, section Deliver; the table is in seek-rule.ts.
 */
import { Status } from '../wire/gen/common/common_pb.js';
import { accessFlaw } from './access.js';
import { type ChannelState, HALTED, isHalted, type Refused, refused, type Seek } from './seek.js';
import { judgeNext } from './seek-rule.js';

export type Step =
  | { readonly type: 'block'; readonly number: bigint }
  /** Until the chain has grown, or takes nothing more. */
  | { readonly type: 'wait' }
  | Refused;

export interface Progress {
  readonly height: bigint;
  readonly state: ChannelState;
  readonly isDone: boolean;
}

/**
 * ORDR-56, ORDR-60: what to do now that `height` blocks can be read. A block that is named counts as sent. `isDone`: the
 * last one was named.
 */
export function nextStep(seek: Seek, { height, state, isDone }: Progress, nowMs: number): Step {
  const number = seek.next;
  let flaw: string | undefined;
  const { verdict } = judgeNext({
    done: isDone,
    halted: isHalted(state, seek.isBestEffort),
    block: number < height ? 'there' : 'absent',
    fails: seek.failsIfNotReady,
    get access() {
      flaw = lostAccess(seek, nowMs);
      return flaw === undefined ? 'granted' : 'denied';
    },
  });
  switch (verdict) {
    case 'send':
      seek.next += 1n;
      return { type: 'block', number };
    case 'wait':
      return { type: 'wait' };
    case 'SUCCESS':
      return refused(Status.SUCCESS, '');
    case 'NOT_FOUND':
      return refused(Status.NOT_FOUND, `block ${number} is not there, the height is ${height}`);
    case 'SERVICE_UNAVAILABLE':
      return refused(Status.SERVICE_UNAVAILABLE, HALTED);
    case 'FORBIDDEN':
      return refused(Status.FORBIDDEN, flaw!);
  }
}

/** ORDR-57 */
function lostAccess(seek: Seek, nowMs: number): string | undefined {
  const { chain, envelope } = seek;
  if (chain.config.sequence === seek.judgedAt && seek.notAfterMs >= nowMs) return undefined;
  const flaw = accessFlaw(chain, envelope, nowMs);
  if (flaw === undefined) seek.judgedAt = chain.config.sequence;
  return flaw;
}
