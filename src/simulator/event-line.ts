/** Events that are put in the order in which they happen: a ring that grows. */
import type { SimulationEvent } from './event-queue.js';

export interface EventLine {
  size(): number;
  /** No earlier than the last. */
  append(atMs: number, order: number, kind: number, node: number, a: unknown, b: unknown): void;
  /** Of the first, only where there is one, as all that follow. */
  firstMs(): number;
  firstOrder(): number;
  lastMs(): number;
  /** Takes it out and copies it to `event`. */
  takeFirst(event: SimulationEvent): void;
}

export function createLine(): EventLine {
  // A power of two, so that positions wrap by a mask.
  let capacity = 1_024;
  let instants = new Float64Array(capacity);
  let orders = new Float64Array(capacity);
  let kinds = new Uint8Array(capacity);
  let nodes = new Int32Array(capacity);
  let firsts: unknown[] = new Array(capacity).fill(undefined);
  let seconds: unknown[] = new Array(capacity).fill(undefined);
  let head = 0;
  let size = 0;

  function grow(): void {
    const order = Array.from({ length: size }, (_, i) => (head + i) & (capacity - 1));
    capacity *= 2;
    const numbers = <A extends Float64Array | Uint8Array | Int32Array>(made: A, old: A): A => {
      for (let i = 0; i < size; i++) made[i] = old[order[i]!]!;
      return made;
    };
    const references = (old: readonly unknown[]): unknown[] =>
      Array.from({ length: capacity }, (_, i) => (i < size ? old[order[i]!] : undefined));
    instants = numbers(new Float64Array(capacity), instants);
    orders = numbers(new Float64Array(capacity), orders);
    kinds = numbers(new Uint8Array(capacity), kinds);
    nodes = numbers(new Int32Array(capacity), nodes);
    firsts = references(firsts);
    seconds = references(seconds);
    head = 0;
  }

  return {
    size: () => size,
    append(atMs, order, kind, node, a, b) {
      if (size === capacity) grow();
      const index = (head + size) & (capacity - 1);
      size += 1;
      instants[index] = atMs;
      orders[index] = order;
      kinds[index] = kind;
      nodes[index] = node;
      firsts[index] = a;
      seconds[index] = b;
    },
    firstMs: () => instants[head]!,
    firstOrder: () => orders[head]!,
    lastMs: () => instants[(head + size - 1) & (capacity - 1)]!,
    takeFirst(event) {
      event.atMs = instants[head]!;
      event.kind = kinds[head]!;
      event.node = nodes[head]!;
      event.a = firsts[head];
      event.b = seconds[head];
      firsts[head] = undefined;
      seconds[head] = undefined;
      head = (head + 1) & (capacity - 1);
      size -= 1;
    },
  };
}
