/** Pauses that a target keeps between two messages, as far as who receives them can tell. */
import type { Scene } from './scene.js';

/** A pause that lost more than this share of itself on the way lost it at the target. */
const HELD_UP_SHARE = 0.3;

export interface Pause {
  /** Between the arrivals of the two messages. Milliseconds. */
  readonly tookMs: number;
  /** What the target was told to keep. Milliseconds. */
  readonly wantedMs: number;
  /** The least share of it that counts as kept. */
  readonly leastShare: number;
  /** What was to be seen, in words of the protocol. */
  readonly expected: string;
}

/**
 * Judges that a pause was kept. On a busy machine the first message may be held up on its way and
 * the second not, which makes a pause look shorter than it was: what that can explain is no verdict
 * on the target, neither good nor bad, and the case is inconclusive. Where time is virtual, nothing
 * is held up.
 */
export function expectPause(
  { clock, expect, assume }: Pick<Scene, 'clock' | 'expect' | 'assume'>,
  { tookMs, wantedMs, leastShare, expected }: Pause,
): void {
  const isKept = tookMs >= leastShare * wantedMs;
  const mayBeHeldUp = clock.kind === 'real' && tookMs >= (leastShare - HELD_UP_SHARE) * wantedMs;
  const verbs = mayBeHeldUp ? assume : expect;
  verbs.that(isKept, expected, `after ${Math.round(tookMs)} ms`);
}
