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
  /** What is to happen: a number of the caller's, from 1. */
  kind: number;
  /** To whom: a number of the caller's. */
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

const CANCELLED = 0;
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
  let kinds = new Uint8Array(capacity);
  let nodes = new Int32Array(capacity);
  let inHeap = new Uint8Array(capacity);
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
    const [oldKinds, oldNodes, oldInHeap] = [kinds, nodes, inHeap];
    kinds = new Uint8Array(capacity);
    nodes = new Int32Array(capacity);
    inHeap = new Uint8Array(capacity);
    kinds.set(oldKinds);
    nodes.set(oldNodes);
    inHeap.set(oldInHeap);
  }

  function slotFor(kind: number, node: number, a: unknown, b: unknown): number {
    const slot = free.length > 0 ? free.pop()! : slotCount++;
    if (slot === capacity) grow();
    kinds[slot] = kind;
    nodes[slot] = node;
    firsts[slot] = a;
    seconds[slot] = b;
    waitingCount += 1;
    return slot;
  }

  function release(slot: number): void {
    firsts[slot] = undefined;
    seconds[slot] = undefined;
    free.push(slot);
  }

  function putInHeap(atMs: number, slot: number): number {
    inHeap[slot] = 1;
    heap.push(atMs, order++, slot);
    return slot;
  }

  const push = (atMs: number, kind: number, node: number, a?: unknown, b?: unknown): number =>
    putInHeap(atMs, slotFor(kind, node, a, b));

  function dropCancelled(): void {
    while (heap.size > 0 && kinds[heap.firstSlot()] === CANCELLED) {
      release(heap.firstSlot());
      cancelledCount -= 1;
      heap.dropFirst();
    }
    while (lines.hasFirst && kinds[lines.firstSlot] === CANCELLED) {
      release(lines.firstSlot);
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
    if (arrivals.size > 0) {
      where = ARRIVALS;
      nextMs = arrivals.firstMs();
      leastOrder = arrivals.firstOrder();
    }
    if (lines.hasFirst) {
      const atMs = lines.firstMs;
      if (atMs < nextMs || (atMs === nextMs && lines.firstOrder < leastOrder)) {
        where = LINES;
        nextMs = atMs;
        leastOrder = lines.firstOrder;
      }
    }
    if (heap.size > 0) {
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
    event.kind = kinds[slot]!;
    event.node = nodes[slot]!;
    event.a = firsts[slot];
    event.b = seconds[slot];
    kinds[slot] = CANCELLED;
    waitingCount -= 1;
    release(slot);
  }

  return {
    get size() {
      return waitingCount + arrivals.size;
    },
    push,
    pushAfter(nowMs, ms, kind, node, a) {
      const atMs = nowMs + ms;
      const slot = slotFor(kind, node, a, undefined);
      if (!lines.append(atMs, order, ms, slot)) return putInHeap(atMs, slot);
      order += 1;
      inHeap[slot] = 0;
      return slot;
    },
    pushSoon(atMs, kind, node, a, b) {
      if (arrivals.size > 0 && atMs < arrivals.lastMs()) push(atMs, kind, node, a, b);
      else arrivals.append(atMs, order++, kind, node, a, b);
    },
    cancel(ticket) {
      if (kinds[ticket] === CANCELLED) return;
      kinds[ticket] = CANCELLED;
      waitingCount -= 1;
      if (inHeap[ticket] === 0) return;
      cancelledCount += 1;
      if (cancelledCount <= COMPACTED_MIN || 2 * cancelledCount <= heap.size) return;
      heap.filter((slot) => {
        if (kinds[slot] !== CANCELLED) return true;
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
        const slot = lines.firstSlot;
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
