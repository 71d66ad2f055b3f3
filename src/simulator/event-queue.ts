/**
 * The events of a simulation that are to come, in the order of their instants and, among equal
 * instants, in the order in which they were put.
 *
 * A heap over typed arrays: an event is a few numbers and two references, and no closure. A cancelled
 * event leaves when it comes up, or when too many of them have gathered.
 *
 * Most events are arrivals after the same short delay, and so are put in the order in which they happen:
 * those stand in a line of their own beside the heap, where they cost the same however much is to come.
 */

import { createLine } from './event-line.js';

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
  /** As `push`, for an event that happens soon and is never cancelled. */
  pushSoon(atMs: number, kind: number, node: number, a: unknown, b: unknown): void;
  /** Only for an event that is still to come: tickets are used again. */
  cancel(ticket: number): void;
  /** Instant of the next event; Infinity if there is none. */
  nextMs(): number;
  /** Takes the next event out and copies it to `event`. False if there is none. */
  take(event: SimulationEvent): boolean;
}

const CANCELLED = 0;
/** Compacting fewer is not worth the while. */
const COMPACTED_MIN = 1_024;

export function createEventQueue(): EventQueue {
  let capacity = 1_024;
  // The heap: instants, order of arrival, and where the rest of the event is.
  let instants = new Float64Array(capacity);
  let orders = new Float64Array(capacity);
  let slots = new Int32Array(capacity);
  let count = 0;
  // The events, by slot.
  let kinds = new Uint8Array(capacity);
  let nodes = new Int32Array(capacity);
  const firsts: unknown[] = [];
  const seconds: unknown[] = [];
  const free: number[] = [];
  let slotCount = 0;
  let order = 0;
  let cancelledCount = 0;
  const line = createLine();

  function grow(): void {
    capacity *= 2;
    const wider = <A extends Float64Array | Int32Array | Uint8Array>(made: A, old: A): A => {
      made.set(old as never);
      return made;
    };
    instants = wider(new Float64Array(capacity), instants);
    orders = wider(new Float64Array(capacity), orders);
    slots = wider(new Int32Array(capacity), slots);
    kinds = wider(new Uint8Array(capacity), kinds);
    nodes = wider(new Int32Array(capacity), nodes);
  }

  function place(index: number, atMs: number, at: number, slot: number): void {
    instants[index] = atMs;
    orders[index] = at;
    slots[index] = slot;
  }

  function rise(from: number, atMs: number, at: number, slot: number): void {
    let index = from;
    while (index > 0) {
      const parent = (index - 1) >> 2;
      const before = instants[parent]!;
      if (before < atMs || (before === atMs && orders[parent]! < at)) break;
      place(index, before, orders[parent]!, slots[parent]!);
      index = parent;
    }
    place(index, atMs, at, slot);
  }

  function sink(from: number, atMs: number, at: number, slot: number): void {
    let index = from;
    for (;;) {
      const first = 4 * index + 1;
      if (first >= count) break;
      let least = first;
      const last = Math.min(first + 4, count);
      for (let child = first + 1; child < last; child++)
        if (
          instants[child]! < instants[least]! ||
          (instants[child]! === instants[least]! && orders[child]! < orders[least]!)
        )
          least = child;
      const after = instants[least]!;
      if (after > atMs || (after === atMs && orders[least]! > at)) break;
      place(index, after, orders[least]!, slots[least]!);
      index = least;
    }
    place(index, atMs, at, slot);
  }

  function dropTop(): void {
    count -= 1;
    if (count > 0) sink(0, instants[count]!, orders[count]!, slots[count]!);
  }

  function release(slot: number): void {
    firsts[slot] = undefined;
    seconds[slot] = undefined;
    free.push(slot);
  }

  function compact(): void {
    let kept = 0;
    for (let i = 0; i < count; i++) {
      const slot = slots[i]!;
      if (kinds[slot] === CANCELLED) release(slot);
      else place(kept++, instants[i]!, orders[i]!, slot);
    }
    count = kept;
    cancelledCount = 0;
    for (let i = (count - 2) >> 2; i >= 0; i--) sink(i, instants[i]!, orders[i]!, slots[i]!);
  }

  function dropCancelled(): void {
    while (count > 0 && kinds[slots[0]!] === CANCELLED) {
      release(slots[0]!);
      cancelledCount -= 1;
      dropTop();
    }
  }

  function push(atMs: number, kind: number, node: number, a?: unknown, b?: unknown): number {
    if (count === capacity || slotCount === capacity) grow();
    const slot = free.pop() ?? slotCount++;
    kinds[slot] = kind;
    nodes[slot] = node;
    firsts[slot] = a;
    seconds[slot] = b;
    count += 1;
    rise(count - 1, atMs, order++, slot);
    return slot;
  }

  /** Whether the line's first event comes before the heap's. */
  function isLineFirst(): boolean {
    if (line.size === 0) return false;
    if (count === 0) return true;
    const atMs = line.firstMs();
    return atMs < instants[0]! || (atMs === instants[0]! && line.firstOrder() < orders[0]!);
  }

  return {
    get size() {
      return count - cancelledCount + line.size;
    },
    push,
    pushSoon(atMs, kind, node, a, b) {
      if (line.size > 0 && atMs < line.lastMs()) push(atMs, kind, node, a, b);
      else line.append(atMs, order++, kind, node, a, b);
    },
    cancel(ticket) {
      if (kinds[ticket] === CANCELLED) return;
      kinds[ticket] = CANCELLED;
      cancelledCount += 1;
      if (cancelledCount > COMPACTED_MIN && 2 * cancelledCount > count) compact();
    },
    nextMs() {
      dropCancelled();
      const heapMs = count === 0 ? Number.POSITIVE_INFINITY : instants[0]!;
      return line.size > 0 && line.firstMs() < heapMs ? line.firstMs() : heapMs;
    },
    take(event) {
      dropCancelled();
      if (isLineFirst()) {
        line.takeFirst(event);
        return true;
      }
      if (count === 0) return false;
      const slot = slots[0]!;
      event.atMs = instants[0]!;
      event.kind = kinds[slot]!;
      event.node = nodes[slot]!;
      event.a = firsts[slot];
      event.b = seconds[slot];
      kinds[slot] = CANCELLED;
      release(slot);
      dropTop();
      return true;
    },
  };
}
