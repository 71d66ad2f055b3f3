/**
 * Frames: what a peer does with one.
 *
 * Implements spec/08-framing.md, decision table "frame" (FRAM-D1 to D9) and clauses FRAM-6, FRAM-7.
 */
import type { Frame } from '../wire/framing.js';

export interface FrameFacts {
  /** `ended`: this end has sent or accepted `end`. */
  readonly stage: 'fresh' | 'open' | 'ended';
  /** What the receiver of the frame is. */
  readonly role: 'dialler' | 'acceptor';
  readonly kind: Frame['kind'];
  readonly body: 'fitting' | 'unfitting';
}

export type FrameVerdict = 'accept' | 'ignore' | 'reply' | 'close';

/** FRAM-6 */
export function judgeFrame(facts: FrameFacts): { verdict: FrameVerdict; clause: string } {
  const { stage, role, kind, body } = facts;
  if (stage === 'ended') return { verdict: 'ignore', clause: 'FRAM-D1' };
  if (kind === 'unknown') return { verdict: 'close', clause: 'FRAM-D2' };
  if (body === 'unfitting') return { verdict: 'close', clause: 'FRAM-D3' };
  // FRAM-7
  if (kind === 'ping' && role === 'acceptor') return { verdict: 'reply', clause: 'FRAM-D4' };
  if (stage === 'fresh') {
    if (kind === 'pong' && role === 'dialler') return { verdict: 'accept', clause: 'FRAM-D5' };
    if (kind === 'open' && role === 'acceptor') return { verdict: 'accept', clause: 'FRAM-D6' };
  } else {
    if (kind === 'envelope') return { verdict: 'accept', clause: 'FRAM-D7' };
    if (kind === 'end') return { verdict: 'accept', clause: 'FRAM-D8' };
  }
  return { verdict: 'close', clause: 'FRAM-D9' };
}
