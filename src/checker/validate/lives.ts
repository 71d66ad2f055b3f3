/**
 * When the present life of a peer can have begun. A trace does not say when a process ends and starts again;
 * what it says afterwards tells. Every record rules some beginnings out, and the peer is explained as long as
 * one remains.
 *
 * Implements spec/17-checker.md, CHEK-92.
 */

/** What a record demands of the beginning: later than `after`, no later than `by`. Ordinals of the peer's records. */
export interface Demand {
  readonly after?: number;
  readonly by?: number;
}

export interface Lives {
  /** The next record of this peer: its ordinal, from 1. Its life may have begun with it. */
  next(): number;
  /** Whether a beginning remains. If none does, nothing is changed. */
  demand(demand: Demand): boolean;
  /** The earliest beginning that remains. */
  readonly earliest: number;
}

export function createLives(): Lives {
  // Intervals of ordinals, in order and apart from each other.
  let open: [number, number][] = [];
  let count = 0;
  return {
    next() {
      count += 1;
      const last = open.at(-1);
      if (last !== undefined && last[1] === count - 1) last[1] = count;
      else open.push([count, count]);
      return count;
    },
    demand({ after = 0, by = Number.POSITIVE_INFINITY }) {
      const left = open.flatMap(([first, last]): [number, number][] => {
        const from = Math.max(first, after + 1);
        const to = Math.min(last, by);
        return from <= to ? [[from, to]] : [];
      });
      if (left.length === 0) return false;
      open = left;
      return true;
    },
    get earliest() {
      return open[0]![0];
    },
  };
}
