/**
 * Partial order: of steps whose order makes no difference, one order is explored.
 *
 * Implements spec/17-checker.md, CHEK-82 to CHEK-86. In a state whose other peers can bring nothing new to some peers
 * before these take a step, the steps of these are enough.
 */
import type { Model, StateVector } from '../model.js';
import { passedOn } from './passed-on.js';

export interface Independence {
  /** Peers, numbered from 0. */
  readonly count: number;
  /** Whether steps depend on each other only as the other members say. False: all are explored. */
  applies(state: StateVector): boolean;
  /** The peer whose step is visited. To be asked within `visit`. */
  ownerOf(): number;
  /** Whether a step of `from` may give `to` a step that it does not have in the state. */
  feeds(state: StateVector, from: number, to: number): boolean;
  /** Whether steps of `from` may come to matter to `to`, now or later. */
  reaches(state: StateVector, from: number, to: number): boolean;
  /** Whether some property may tell the states before and after the visited step, at any time that it is possible. */
  isVisible(state: StateVector, next: StateVector): boolean;
  /** Whether the visited step takes from what other peers may take from. Default: none does. */
  spends?(state: StateVector, next: StateVector): boolean;
  /** Falls with every step but for finitely many kinds: from 0. */
  rankOf(state: StateVector): number;
  /** @throws RangeError if the visited step is one that the model has promised not to have */
  verify?(state: StateVector, next: StateVector): void;
}

const INITIAL = 1 << 6;

/** The model with fewer steps in some states. */
export function ordered(model: Model, independence: Independence): Model {
  const { width } = model;
  const { count } = independence;
  const inner: StateVector = new Int32Array(width);
  const current: StateVector = new Int32Array(width);
  let vectors = new Int32Array(width * INITIAL);
  let owners = new Int32Array(INITIAL);
  let steps = 0;
  /** The step that is visited, among those that were collected; undefined where they are visited as they come. */
  let visited: number | undefined;
  const stepsOf = new Int32Array(count);
  const isVisible = new Uint8Array(count);
  const falls = new Uint8Array(count);
  const chosen = new Uint8Array(count);
  const best = new Uint8Array(count);
  let rank = 0;

  function collect(): void {
    if (steps === owners.length) {
      vectors = doubled(vectors);
      owners = doubled(owners);
    }
    independence.verify?.(current, inner);
    vectors.set(inner, steps * width);
    const owner = independence.ownerOf();
    owners[steps] = owner;
    steps += 1;
    stepsOf[owner]! += 1;
    if (isVisible[owner] === 0 && independence.isVisible(current, inner)) isVisible[owner] = 1;
    if (falls[owner] === 1 || independence.spends?.(current, inner)) return;
    if (independence.rankOf(inner) < rank) falls[owner] = 1;
  }

  /** CHEK-83: peers outside of `chosen` that can take steps before one of these does. */
  const active = new Uint8Array(count);
  function findActive(): void {
    for (let peer = 0; peer < count; peer += 1)
      active[peer] = chosen[peer] === 0 && stepsOf[peer]! > 0 ? 1 : 0;
    for (let isMore = true; isMore; ) {
      isMore = false;
      for (let from = 0; from < count; from += 1)
        for (let to = 0; to < count; to += 1)
          if (
            active[from] === 1 &&
            active[to] === 0 &&
            chosen[to] === 0 &&
            independence.reaches(current, from, to)
          ) {
            active[to] = 1;
            isMore = true;
          }
    }
  }

  /** Adds to `chosen` whoever can feed one of them, until nobody can. */
  function close(): void {
    for (let isMore = true; isMore; ) {
      isMore = false;
      findActive();
      for (let from = 0; from < count && !isMore; from += 1)
        for (let to = 0; to < count && !isMore; to += 1)
          if (active[from] === 1 && chosen[to] === 1 && independence.feeds(current, from, to)) {
            chosen[from] = 1;
            isMore = true;
          }
    }
  }

  /** Steps of the smallest set that will do, in `best`; all of them if there is none. */
  function choose(): number {
    let fewest = steps;
    for (let first = 0; first < count; first += 1) {
      if (stepsOf[first] === 0 || isVisible[first] === 1) continue;
      chosen.fill(0);
      chosen[first] = 1;
      close();
      let own = 0;
      let isFit = false;
      for (let peer = 0; peer < count; peer += 1) {
        if (chosen[peer] === 0) continue;
        own += stepsOf[peer]!;
        if (isVisible[peer] === 1) own = steps;
        if (falls[peer] === 1) isFit = true;
      }
      if (!isFit || own >= fewest) continue;
      fewest = own;
      best.set(chosen);
    }
    return fewest;
  }

  function again<T>(answer: () => T): T {
    if (visited === undefined) return answer();
    let at = 0;
    let found: T | undefined;
    inner.set(current);
    model.expand(current, inner, () => {
      if (at === visited) found = answer();
      at += 1;
    });
    return found!;
  }

  const { initial, traces } = model;
  return {
    ...passedOn(model),
    initial,
    expand(state, next, visit) {
      if (!independence.applies(state)) {
        visited = undefined;
        model.expand(state, next, () => {
          independence.verify?.(state, next);
          visit();
        });
        return;
      }
      current.set(state);
      inner.set(state);
      steps = 0;
      stepsOf.fill(0);
      isVisible.fill(0);
      falls.fill(0);
      rank = independence.rankOf(current);
      model.expand(current, inner, collect);
      const isLess = choose() < steps;
      for (let at = 0; at < steps; at += 1) {
        if (isLess && best[owners[at]!] === 0) continue;
        visited = at;
        next.set(vectors.subarray(at * width, (at + 1) * width));
        visit();
      }
      next.set(state);
    },
    label: () => again(() => model.label()),
    ...(traces && { traces: () => again(() => traces()) }),
  };
}

function doubled(array: Int32Array): Int32Array<ArrayBuffer> {
  const more = new Int32Array(2 * array.length);
  more.set(array);
  return more;
}
