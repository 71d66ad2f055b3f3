/**
 * Pieces of a level: each share first takes those of a range of its own, one after the other, and then helps others
 * with theirs. What was met shortly before is then mostly found again where the share itself still knows it, and no
 * share waits for one that is slow.
 */
import { cursorOf } from './memory.js';

export interface Pieces {
  /** A new level, of chunks with so many states each. All cursors are at 0. */
  start(counts: readonly number[]): void;
  /** Takes a piece. @returns its states, 0 if there is none left; `chunk` and `at` say where it begins */
  take(): number;
  readonly chunk: number;
  readonly at: number;
  /** Place in the level of the first state of a chunk. */
  placeOf(chunk: number): number;
}

/** States of a level that follow one another. */
export interface Range {
  /** Place in the level. */
  readonly from: number;
  readonly count: number;
}

const rangeStartOf = (count: number, share: number, shares: number): number =>
  Math.floor((count * share) / shares);

/** What nobody has taken yet of a level with so many states. */
export function untaken(control: Int32Array, shares: number, count: number): Range[] {
  return Array.from({ length: shares }, (_, share): Range => {
    const start = rangeStartOf(count, share, shares);
    const taken = Atomics.load(control, cursorOf(share));
    return { from: start + taken, count: rangeStartOf(count, share + 1, shares) - start - taken };
  }).filter((range) => range.count > 0);
}

/** States of a piece: a quarter of what is left of the range, within these bounds. */
const PIECE_MIN = 1 << 3;
const PIECE_MAX = 1 << 12;

export function createPieces(control: Int32Array, shares: number, share: number): Pieces {
  /** By chunk: states before it; then all. */
  let starts: readonly number[] = [0];
  let chunk = 0;
  let at = 0;

  const rangeStart = (of: number): number => rangeStartOf(starts.at(-1)!, of, shares);

  function find(state: number): void {
    let low = 0;
    let high = starts.length - 1;
    while (high - low > 1) {
      const middle = (low + high) >> 1;
      if (starts[middle]! <= state) low = middle;
      else high = middle;
    }
    chunk = low;
    at = state - starts[low]!;
  }

  function takeFrom(of: number): number {
    const start = rangeStart(of);
    const size = rangeStart(of + 1) - start;
    let taken = Atomics.load(control, cursorOf(of));
    while (taken < size) {
      const left = size - taken;
      const piece = Math.min(left, PIECE_MAX, Math.max(PIECE_MIN, left >> 2));
      const there = Atomics.compareExchange(control, cursorOf(of), taken, taken + piece);
      if (there === taken) {
        find(start + taken);
        return piece;
      }
      taken = there;
    }
    return 0;
  }

  return {
    start(counts) {
      let sum = 0;
      starts = [0, ...counts.map((count) => (sum += count))];
    },
    take() {
      for (let turn = 0; turn < shares; turn += 1) {
        const piece = takeFrom((share + turn) % shares);
        if (piece > 0) return piece;
      }
      return 0;
    },
    placeOf: (of) => starts[of]!,
    get chunk() {
      return chunk;
    },
    get at() {
      return at;
    },
  };
}
