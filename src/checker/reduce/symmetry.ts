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

/** So many orders of parts with equal signatures are tried; where there are more, an orbit may be met more than once. */
const ORDERS_MAX = 120;

/** Neighbours with one signature, from `first` on, whose exchanges make a difference. */
interface Tied {
  readonly first: number;
  /** Exchanges that lead through all their orders, counted from `first`. */
  readonly exchanges: readonly number[];
}

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

  function tiedIn(state: StateVector): readonly Tied[] {
    const tied: Tied[] = [];
    let orders = 1;
    for (let first = 0; first < size; ) {
      let last = first;
      while (last + 1 < size && signatures[last + 1] === signatures[first]) last += 1;
      let isMixed = false;
      for (let at = first; at < last && !isMixed; at += 1) isMixed = changes(state, at);
      const count = last - first + 1;
      if (isMixed && orders * factorial(count) <= ORDERS_MAX) {
        orders *= factorial(count);
        tied.push({ first, exchanges: ORDERS[count]! });
      }
      first = last + 1;
    }
    return tied;
  }

  /** Tries every order of some parts with every order of the others, and keeps where the state is least. */
  function tryAll(state: StateVector, tied: readonly Tied[], from: number): void {
    const parts = tied[from];
    if (parts === undefined) {
      if (isBefore(state, best)) best.set(state);
      return;
    }
    tryAll(state, tied, from + 1);
    for (const at of parts.exchanges) {
      exchange(state, parts.first + at);
      tryAll(state, tied, from + 1);
    }
  }

  return (state) => {
    sort(state);
    const tied = tiedIn(state);
    if (tied.length === 0) return;
    best.set(state);
    tryAll(state, tied, 0);
    state.set(best);
  };
}

const factorial = (count: number): number => (count < 2 ? 1 : count * factorial(count - 1));

/** By number of parts. */
const ORDERS = [0, 1, 2, 3, 4, 5].map(everyOrder);

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
