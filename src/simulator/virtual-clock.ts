/**
 * Virtual time: a clock that steps from deadline to deadline.
 *
 * Every timer fires at its own instant, in the order of deadlines and, among equal deadlines, in the
 * order of arming, so a timer that re-arms itself fires as often as real time would let it.
 * Knows nothing of promises; `runUntil` lets the host's pending work settle between two timers.
 */
import type { Clock } from '../ports.js';

/** Timers that may fire without time passing before the clock calls it an endless loop. */
const FIRINGS_PER_INSTANT_MAX = 1_000_000;

export interface VirtualClock extends Clock {
  /** Fires what is due within the next `ms`, then stands at now + ms. */
  advance(ms: number): void;
  /** Fires what is due up to and at `atMs`, then stands there. @throws RangeError if that is past. */
  advanceTo(atMs: number): void;
  /** Instant of the next timer; undefined if none is armed. */
  nextDeadline(): number | undefined;
  /** Number of armed timers. */
  pendingCount(): number;
}

interface Timer {
  readonly deadlineMs: number;
  readonly order: number;
  /** Undefined once it was cancelled; a cancelled timer leaves the heap when it comes up. */
  callback: (() => void) | undefined;
}

const isBefore = (a: Timer, b: Timer) =>
  a.deadlineMs < b.deadlineMs || (a.deadlineMs === b.deadlineMs && a.order < b.order);

/** A clock that stands at `startMs` (milliseconds since 1970) until it is advanced. */
export function createVirtualClock(startMs: number): VirtualClock {
  const heap: Timer[] = [];
  let nowMs = startMs;
  let order = 0;
  let armedCount = 0;
  let isAdvancing = false;

  const peek = (): Timer | undefined => {
    while (heap[0] !== undefined && heap[0].callback === undefined) pop(heap);
    return heap[0];
  };

  const after = (ms: number, callback: () => void): (() => void) => {
    if (!(ms >= 0 && Number.isFinite(ms)))
      throw new RangeError(`ms: expected a finite number from 0, got ${ms}`);
    const timer: Timer = { deadlineMs: nowMs + ms, order: order++, callback };
    push(heap, timer);
    armedCount += 1;
    return () => {
      if (timer.callback === undefined) return;
      timer.callback = undefined;
      armedCount -= 1;
      // Cancelled timers far in the future must not pile up: re-arming is the commonest thing there is.
      if (heap.length > 64 && heap.length > 4 * armedCount) compact(heap);
    };
  };

  const advanceTo = (atMs: number): void => {
    if (!(atMs >= nowMs)) throw new RangeError(`atMs: expected ${nowMs} or later, got ${atMs}`);
    if (isAdvancing)
      throw new RangeError('the clock is already advancing: a timer must not advance it');
    isAdvancing = true;
    try {
      let firings = 0;
      for (let timer = peek(); timer !== undefined && timer.deadlineMs <= atMs; timer = peek()) {
        pop(heap);
        firings = timer.deadlineMs === nowMs ? firings + 1 : 0;
        if (firings > FIRINGS_PER_INSTANT_MAX)
          throw new RangeError(`timers keep firing at ${nowMs} without time passing`);
        nowMs = timer.deadlineMs;
        const callback = timer.callback!;
        timer.callback = undefined;
        armedCount -= 1;
        callback();
      }
      nowMs = atMs;
    } finally {
      isAdvancing = false;
    }
  };

  return {
    now: () => nowMs,
    after,
    advance: (ms) => advanceTo(nowMs + ms),
    advanceTo,
    nextDeadline: () => peek()?.deadlineMs,
    pendingCount: () => armedCount,
  };
}

/**
 * Steps from instant to instant until `predicate` holds or `deadlineMs` is reached, and says which:
 * true if it holds. Between two instants it awaits `settle`, which the host makes long enough for
 * promises that the last timers resolved to have their say.
 */
export async function runUntil(
  clock: VirtualClock,
  predicate: () => boolean,
  deadlineMs: number,
  settle: () => Promise<void>,
): Promise<boolean> {
  for (;;) {
    await settle();
    if (predicate()) return true;
    const nextMs = clock.nextDeadline();
    if (clock.now() >= deadlineMs && (nextMs === undefined || nextMs > deadlineMs)) return false;
    clock.advanceTo(nextMs === undefined ? deadlineMs : Math.min(nextMs, deadlineMs));
  }
}

function push(heap: Timer[], timer: Timer): void {
  let index = heap.push(timer) - 1;
  while (index > 0) {
    const parent = (index - 1) >> 1;
    if (!isBefore(timer, heap[parent]!)) break;
    heap[index] = heap[parent]!;
    index = parent;
  }
  heap[index] = timer;
}

function pop(heap: Timer[]): void {
  const last = heap.pop();
  if (last === undefined || heap.length === 0) return;
  sink(heap, 0, last);
}

function sink(heap: Timer[], from: number, timer: Timer): void {
  let index = from;
  for (;;) {
    let child = 2 * index + 1;
    if (child >= heap.length) break;
    if (child + 1 < heap.length && isBefore(heap[child + 1]!, heap[child]!)) child += 1;
    if (!isBefore(heap[child]!, timer)) break;
    heap[index] = heap[child]!;
    index = child;
  }
  heap[index] = timer;
}

function compact(heap: Timer[]): void {
  const live = heap.filter((timer) => timer.callback !== undefined);
  heap.length = 0;
  heap.push(...live);
  for (let index = (heap.length >> 1) - 1; index >= 0; index -= 1) sink(heap, index, heap[index]!);
}
