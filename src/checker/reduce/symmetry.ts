/**
 * Symmetry: of all states that differ only in which of the interchangeable parts is which, one is explored.
 *
 * Implements spec/17-checker.md, CHEK-78 to CHEK-80. A state becomes another one of its orbit whatever the signatures
 * are; they, and the search among parts with one signature, only make it the same one for the whole orbit.
 */
import type { StateVector } from '../model.js';

/** Parts that can change places, numbered from 0. */
export interface Symmetry {
  readonly size: number;
  /** The state in which part `at` and the next one have changed places. */
  exchange(state: StateVector, at: number): void;
  /** A number for what the state says of the part; the same after parts have changed places. */
  signature(state: StateVector, at: number): number;
  /** Which of two signatures stands first: below 0, 0 if they are one, above 0. The same in every instance of a model. */
  compare(one: number, other: number): number;
}

/** So many parts with equal signatures are tried in every order; of more, an orbit may be met more than once. */
const PARTS_MAX = 5;

/**
 * Rewrites a state as the one that stands for its orbit.
 *
 * @param isBefore orders states, the same in every instance of a model
 */
export function canonicaliser(
  { size, exchange, signature, compare }: Symmetry,
  width: number,
  isBefore: (one: StateVector, other: StateVector) => boolean,
): (state: StateVector) => void {
  const signatures = new Int32Array(size);
  const before = new Int32Array(width);
  const best = new Int32Array(width);

  function sort(state: StateVector): void {
    for (let at = 0; at < size; at += 1) signatures[at] = signature(state, at);
    for (let from = 1; from < size; from += 1)
      for (let at = from - 1; at >= 0; at -= 1) {
        const own = signatures[at]!;
        if (compare(own, signatures[at + 1]!) <= 0) break;
        signatures[at] = signatures[at + 1]!;
        signatures[at + 1] = own;
        exchange(state, at);
      }
  }

  function changes(state: StateVector, at: number): boolean {
    before.set(state);
    exchange(state, at);
    const is = state.some((word, i) => word !== before[i]);
    state.set(before);
    return is;
  }

  /** Tries the orders of so many parts from `first` on, and leaves the state as it is least. */
  function least(state: StateVector, first: number, count: number): void {
    best.set(state);
    for (const at of everyOrder(count)) {
      exchange(state, first + at);
      if (isBefore(state, best)) best.set(state);
    }
    state.set(best);
  }

  return (state) => {
    sort(state);
    for (let first = 0; first < size; ) {
      let last = first;
      while (last + 1 < size && signatures[last + 1] === signatures[first]) last += 1;
      let isMixed = false;
      for (let at = first; at < last && !isMixed; at += 1) isMixed = changes(state, at);
      if (isMixed && last - first < PARTS_MAX) least(state, first, last - first + 1);
      first = last + 1;
    }
  };
}

/** Exchanges of neighbours that lead through all orders of so many things: Steinhaus, Johnson and Trotter. */
export function everyOrder(count: number): readonly number[] {
  const things = Array.from({ length: count }, (_, thing) => thing);
  const towards = things.map(() => -1);
  const exchanges: number[] = [];
  for (;;) {
    let mobile = -1;
    for (let at = 0; at < count; at += 1) {
      const beside = at + towards[things[at]!]!;
      const isMobile = beside >= 0 && beside < count && things[beside]! < things[at]!;
      if (isMobile && (mobile < 0 || things[at]! > things[mobile]!)) mobile = at;
    }
    if (mobile < 0) return exchanges;
    const thing = things[mobile]!;
    const beside = mobile + towards[thing]!;
    things[mobile] = things[beside]!;
    things[beside] = thing;
    exchanges.push(Math.min(mobile, beside));
    for (let larger = thing + 1; larger < count; larger += 1) towards[larger] = -towards[larger]!;
  }
}
