/**
 * The events of a simulation that are to come, in the order of their instants and, among equal
 * instants, in the order in which they were put.
 *
 * An event is a few numbers and two references, and no closure. Most are arrivals after the same short delay,
 * or timers of one of a few periods, and so are put in the order in which they happen: those stand in lines,
 * where they cost the same however much is to come, and all others in a heap beside them. A cancelled event
 * leaves when it comes up, or when too many of them have gathered in the heap.
 */

import { createHeap } from './event-heap.js';
import { createLine } from './event-line.js';
import { createTimerLines } from './timer-lines.js';

export interface SimulationEvent {
  atMs: number;
  /** What is to happen: a number of the caller's, from 1 to 7. */
  kind: number;
  /** To whom: a number of the caller's, from -1 to 50 million. */
  node: number;
  a: unknown;
  b: unknown;
}

export interface EventQueue {
  /** Events that are neither taken nor cancelled. */
  readonly size: number;
  /** Returns a ticket by which the event can be cancelled until it is taken. */
  push(atMs: number, kind: number, node: number, a?: unknown, b?: unknown): number;
  /** As `push`, at `ms` after `nowMs`, for what often waits so long. */
  pushAfter(nowMs: number, ms: number, kind: number, node: number, a: unknown): number;
  /** As `push`, for an event that happens soon and is never cancelled. */
  pushSoon(atMs: number, kind: number, node: number, a: unknown, b: unknown): void;
  /** Only for an event that is still to come: tickets are used again. */
  cancel(ticket: number): void;
  /** Instant of the next event; Infinity if there is none. */
  nextMs(): number;
  /** Takes the next event out and copies it to `event`. False if there is none up to and at `untilMs`. */
  take(event: SimulationEvent, untilMs?: number): boolean;
}

/** What is known of a slot in one number: its kind, which is CANCELLED once it is taken or cancelled, and more above it. */
const KIND = 0b111;
const CANCELLED = 0;
const IN_HEAP = 0b1000;
const HAS_SECOND = 0b1_0000;
const NODE_SHIFT = 5;
/** Calls are of no node: theirs is -1. */
const NO_NODE = -1;
/** Compacting fewer is not worth the while. */
const COMPACTED_MIN = 1_024;

/** Where the next event stands. */
const NOWHERE = 0;
const ARRIVALS = 1;
const LINES = 2;
const HEAP = 3;

export function createEventQueue(): EventQueue {
  const arrivals = createLine();
  const lines = createTimerLines();
  const heap = createHeap();
  // The events of lines and heap, by slot.
  let capacity = 1_024;
  let known = new Int32Array(capacity);
  const firsts: unknown[] = [];
  const seconds: unknown[] = [];
  const free: number[] = [];
  let slotCount = 0;
  let order = 0;
  /** In lines and heap, neither taken nor cancelled. */
  let waitingCount = 0;
  /** Of the heap. */
  let cancelledCount = 0;

  function grow(): void {
    capacity *= 2;
    const old = known;
    known = new Int32Array(capacity);
    known.set(old);
  }

  function slotFor(kind: number, node: number, a: unknown, b: unknown): number {
    const slot = free.length > 0 ? free.pop()! : slotCount++;
    if (slot === capacity) grow();
    known[slot] = kind | ((node - NO_NODE) << NODE_SHIFT);
    firsts[slot] = a;
    if (b !== undefined) {
      known[slot]! |= HAS_SECOND;
      seconds[slot] = b;
    }
    waitingCount += 1;
    return slot;
  }

  function release(slot: number): void {
    firsts[slot] = undefined;
    if ((known[slot]! & HAS_SECOND) !== 0) seconds[slot] = undefined;
    free.push(slot);
  }

  function putInHeap(atMs: number, slot: number): number {
    known[slot]! |= IN_HEAP;
    heap.push(atMs, order++, slot);
    return slot;
  }

  const push = (atMs: number, kind: number, node: number, a?: unknown, b?: unknown): number =>
    putInHeap(atMs, slotFor(kind, node, a, b));

  const isCancelled = (slot: number): boolean => (known[slot]! & KIND) === CANCELLED;

  function dropCancelled(): void {
    while (heap.size() > 0 && isCancelled(heap.firstSlot())) {
      release(heap.firstSlot());
      cancelledCount -= 1;
      heap.dropFirst();
    }
    while (lines.hasFirst() && isCancelled(lines.firstSlot())) {
      release(lines.firstSlot());
      lines.dropFirst();
    }
  }

  let nextMs = Number.POSITIVE_INFINITY;

  /** Where the next event stands; `nextMs` says when it happens. */
  function findNext(): number {
    dropCancelled();
    let where = NOWHERE;
    let leastOrder = 0;
    nextMs = Number.POSITIVE_INFINITY;
    if (arrivals.size() > 0) {
      where = ARRIVALS;
      nextMs = arrivals.firstMs();
      leastOrder = arrivals.firstOrder();
    }
    if (lines.hasFirst()) {
      const atMs = lines.firstMs();
      if (atMs < nextMs || (atMs === nextMs && lines.firstOrder() < leastOrder)) {
        where = LINES;
        nextMs = atMs;
        leastOrder = lines.firstOrder();
      }
    }
    if (heap.size() > 0) {
      const atMs = heap.firstMs();
      if (atMs < nextMs || (atMs === nextMs && heap.firstOrder() < leastOrder)) {
        where = HEAP;
        nextMs = atMs;
      }
    }
    return where;
  }

  function takeSlot(slot: number, event: SimulationEvent): void {
    event.atMs = nextMs;
    const of = known[slot]!;
    event.kind = of & KIND;
    event.node = (of >> NODE_SHIFT) + NO_NODE;
    event.a = firsts[slot];
    event.b = (of & HAS_SECOND) === 0 ? undefined : seconds[slot];
    known[slot] = of & ~KIND;
    waitingCount -= 1;
    release(slot);
  }

  return {
    get size() {
      return waitingCount + arrivals.size();
    },
    push,
    pushAfter(nowMs, ms, kind, node, a) {
      const atMs = nowMs + ms;
      const slot = slotFor(kind, node, a, undefined);
      if (!lines.append(atMs, order, ms, slot)) return putInHeap(atMs, slot);
      order += 1;
      return slot;
    },
    pushSoon(atMs, kind, node, a, b) {
      if (arrivals.size() > 0 && atMs < arrivals.lastMs()) push(atMs, kind, node, a, b);
      else arrivals.append(atMs, order++, kind, node, a, b);
    },
    cancel(ticket) {
      if (isCancelled(ticket)) return;
      known[ticket]! &= ~KIND;
      waitingCount -= 1;
      if ((known[ticket]! & IN_HEAP) === 0) return;
      cancelledCount += 1;
      if (cancelledCount <= COMPACTED_MIN || 2 * cancelledCount <= heap.size()) return;
      heap.filter((slot) => {
        if (!isCancelled(slot)) return true;
        release(slot);
        return false;
      });
      cancelledCount = 0;
    },
    nextMs() {
      findNext();
      return nextMs;
    },
    take(event, untilMs = Number.POSITIVE_INFINITY) {
      const where = findNext();
      if (where === NOWHERE || nextMs > untilMs) return false;
      if (where === ARRIVALS) arrivals.takeFirst(event);
      else if (where === LINES) {
        const slot = lines.firstSlot();
        lines.dropFirst();
        takeSlot(slot, event);
      } else {
        const slot = heap.firstSlot();
        heap.dropFirst();
        takeSlot(slot, event);
      }
      return true;
    },
  };
}
