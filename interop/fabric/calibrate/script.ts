/** What is played on both sides: cycles of killing two, ordering blocks, starting them again, and blocks for all. */
import { createSeededBits } from '../../../src/simulator/choose-seeded.js';

/** Milliseconds since the first cycle began. */
export interface Cycle {
  /** The leader and one other are killed. */
  readonly killAtMs: number;
  /** Which other: an index among those who live and do not lead, sorted by name. */
  readonly other: number;
  /** Blocks that the killed miss. */
  readonly missedAtMs: readonly number[];
  /** The killed are started again, in the order in which they were killed. */
  readonly restartAtMs: number;
  /** Blocks whose way to all is followed. */
  readonly blocksAtMs: readonly number[];
  readonly endMs: number;
}

/** A cycle is as long as it takes for everybody to be back, with room. */
export const CYCLE_MS = 15_000;
/** More than a pull can bring and a state request asks for: the killed need state transfer, twice. */
const MISSED = 12;
const MISSED_EVERY_MS = 100;
/** Until then all others know who is dead, and another leads. */
const MISSED_AFTER_MS = 4_500;
const RESTART_AFTER_MS = 6_200;
const BLOCKS_AFTER_MS = 12_200;
const BLOCKS = 3;
const BLOCKS_EVERY_MS = 700;
/** What is drawn, so that no instant keeps step with a peer's own intervals. */
const JITTER_MS = 500;

/** `count` cycles, and every instant in them, from the seed (an integer). */
export function scriptOf(count: number, seed: number): readonly Cycle[] {
  const bits = createSeededBits(seed);
  const below = (bound: number): number => Math.floor((bits() / 2 ** 32) * bound);
  return Array.from({ length: count }, (_, index) => {
    const startMs = index * CYCLE_MS;
    const killAtMs = startMs + below(JITTER_MS);
    const other = below(2 ** 16);
    return {
      killAtMs,
      other,
      missedAtMs: Array.from(
        { length: MISSED },
        (_, i) => killAtMs + MISSED_AFTER_MS + i * MISSED_EVERY_MS,
      ),
      restartAtMs: killAtMs + RESTART_AFTER_MS,
      blocksAtMs: Array.from(
        { length: BLOCKS },
        (_, i) => startMs + BLOCKS_AFTER_MS + i * BLOCKS_EVERY_MS + below(JITTER_MS),
      ),
      endMs: startMs + CYCLE_MS,
    };
  });
}

/** Who is killed: the leader, if there is one, and the other. */
export function victimsOf(
  cycle: Cycle,
  running: readonly string[],
  leader: string | undefined,
): string[] {
  const others = running.filter((name) => name !== leader).sort();
  const other = others[cycle.other % others.length]!;
  return leader === undefined ? [other] : [leader, other];
}
