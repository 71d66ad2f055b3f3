/**
 * The states after the steps of one state, with their fingerprints, in flat arrays: they are looked up together
 * (visited.ts, `touch`), not one by one as the model comes upon them.
 */
import type { Fingerprints } from './fingerprint.js';
import type { Model, StateVector } from './model.js';

export interface Successors {
  /** States given; not those that equal the one before the step. */
  readonly count: number;
  /** Steps in all. */
  readonly steps: number;
  readonly lows: Int32Array;
  readonly highs: Int32Array;
  /** Which of the steps each is. */
  readonly places: Int32Array;
  /** Writes the state after the step into `state`. */
  read(at: number, state: StateVector): void;
  /** Replaces them by those of `state`. */
  of(state: StateVector): void;
}

const INITIAL = 1 << 6;
/** Fingerprints that are known to have been met: 256 KiB, for which a processor has a fast place. */
const RECENT = 1 << 15;
const RECENT_MASK = RECENT - 1;

/**
 * @param isFiltered leaves out states whose fingerprint was given out before and is still at hand. Breadth first
 *   most states that were met before were met shortly before.
 */
export function createSuccessors(
  model: Model,
  prints: Pick<Fingerprints, 'tables' | 'low' | 'high'>,
  isFiltered: boolean,
): Successors {
  const { width } = model;
  const { tables } = prints;
  const next: StateVector = new Int32Array(width);
  /** What was drawn for the words of the state. */
  const ownLows = new Int32Array(width);
  const ownHighs = new Int32Array(width);
  const recent = new Int32Array(isFiltered ? 2 * RECENT : 0);
  let state: StateVector = next;
  let vectors = new Int32Array(width * INITIAL);
  let lows = new Int32Array(INITIAL);
  let highs = new Int32Array(INITIAL);
  let places = new Int32Array(INITIAL);
  let count = 0;
  let steps = 0;
  let low = 0;
  let high = 0;

  function visit(): void {
    steps += 1;
    let isSame = true;
    let a = low;
    let b = high;
    for (let place = 0; place < width; place += 1) {
      const after = next[place]!;
      if (after === state[place]!) continue;
      isSame = false;
      const table = tables[place]!;
      const drawn = after >= 0 && 2 * after < table.length ? table[2 * after]! : 0;
      const isDrawn = drawn !== 0;
      a = (a - ownLows[place]! + (isDrawn ? drawn : prints.low(place, after))) | 0;
      b =
        (b - ownHighs[place]! + (isDrawn ? table[2 * after + 1]! : prints.high(place, after))) | 0;
    }
    if (isSame) return;
    if (isFiltered) {
      const at = 2 * (a & RECENT_MASK);
      if (recent[at] === a && recent[at + 1] === b) return;
      recent[at] = a;
      recent[at + 1] = b;
    }
    lows[count] = a;
    highs[count] = b;
    places[count] = steps - 1;
    const start = count * width;
    for (let place = 0; place < width; place += 1) vectors[start + place] = next[place]!;
    count += 1;
    if (count === lows.length) grow();
  }

  function grow(): void {
    vectors = doubled(vectors);
    lows = doubled(lows);
    highs = doubled(highs);
    places = doubled(places);
  }

  return {
    get count() {
      return count;
    },
    get steps() {
      return steps;
    },
    get lows() {
      return lows;
    },
    get highs() {
      return highs;
    },
    get places() {
      return places;
    },
    read(at, into) {
      const start = at * width;
      for (let i = 0; i < width; i += 1) into[i] = vectors[start + i]!;
    },
    of(from) {
      state = from;
      count = 0;
      steps = 0;
      low = 0;
      high = 0;
      for (let place = 0; place < width; place += 1) {
        const value = state[place]!;
        next[place] = value;
        ownLows[place] = prints.low(place, value);
        ownHighs[place] = prints.high(place, value);
        low = (low + ownLows[place]!) | 0;
        high = (high + ownHighs[place]!) | 0;
      }
      model.expand(state, next, visit);
    },
  };
}

function doubled(array: Int32Array): Int32Array<ArrayBuffer> {
  const more = new Int32Array(2 * array.length);
  more.set(array);
  return more;
}
