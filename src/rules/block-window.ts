/**
 * Block window: which numbers a peer takes for double or for old, and how long it remembers them.
 *
 * Implements spec/06-push.md, decision table "block-window" (PUSH-D20 to D22) and clauses PUSH-23 to PUSH-26.
 */
export interface BlockWindowFacts {
  /** Whether the window holds a block of this number, expired or not. */
  readonly same: 'yes' | 'no';
  /** Whether it holds one whose number is greater by more than maxBlockCountToStore. */
  readonly ahead: 'yes' | 'no';
}

export type BlockWindowVerdict = 'double' | 'old' | 'new';

/** PUSH-23 */
export function blockWindow(facts: BlockWindowFacts): {
  verdict: BlockWindowVerdict;
  clause: string;
} {
  if (facts.same === 'yes') return { verdict: 'double', clause: 'PUSH-D20' };
  if (facts.ahead === 'yes') return { verdict: 'old', clause: 'PUSH-D21' };
  return { verdict: 'new', clause: 'PUSH-D22' };
}

/** `held`: numbers in the window; `size`: maxBlockCountToStore. */
export function blockWindowFacts(
  held: Iterable<bigint>,
  number: bigint,
  size: bigint,
): BlockWindowFacts {
  let same = false;
  let ahead = false;
  for (const other of held) {
    same ||= other === number;
    ahead ||= other - number > size;
  }
  return { same: same ? 'yes' : 'no', ahead: ahead ? 'yes' : 'no' };
}

/** PUSH-24: whether a held block gives way when `number` comes in. */
export const leavesWindow = (held: bigint, number: bigint, size: bigint): boolean =>
  number - held > size;

/** Time to live of a held block, in periods of pullInterval. */
const PERIODS = 100;

/** Age at which a held block expires, ms. */
export const blockTtlOf = (pullIntervalMs: number): number => PERIODS * pullIntervalMs;

/** PUSH-25: no longer offered to others, but still suppresses its number. */
export const isExpiredBlock = (ageMs: number, pullIntervalMs: number): boolean =>
  ageMs > blockTtlOf(pullIntervalMs);

/** PUSH-26 */
export const isForgottenBlock = (ageMs: number, pullIntervalMs: number): boolean =>
  ageMs > 2 * blockTtlOf(pullIntervalMs);
