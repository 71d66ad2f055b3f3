/**
 * Slots of events that were put so long before they happen: a line for each length. What waits equally long
 * happens in the order in which it was put, so that a line needs no sorting, and most timers of a network wait
 * for one of a dozen periods.
 */

export interface TimerLines {
  /** Whether there was a line for it; false where it would stand before what came earlier. */
  append(atMs: number, order: number, ms: number, slot: number): boolean;
  /** Whether there is a first. */
  hasFirst(): boolean;
  /** Of the first, only where there is one, as all that follow. */
  firstMs(): number;
  firstOrder(): number;
  firstSlot(): number;
  dropFirst(): void;
}

/** More lines than these are not worth looking through. */
const LINES_MAX = 24;
const NEVER = Number.POSITIVE_INFINITY;

interface Line {
  instants: Float64Array;
  orders: Float64Array;
  slots: Int32Array;
  /** A power of two less one, by which positions wrap. */
  mask: number;
  head: number;
  size: number;
}

const newLine = (): Line => ({
  instants: new Float64Array(64),
  orders: new Float64Array(64),
  slots: new Int32Array(64),
  mask: 63,
  head: 0,
  size: 0,
});

export function createTimerLines(): TimerLines {
  const lines: Line[] = [];
  const lineOf = new Map<number, number>();
  // Of the first of each line, so that finding the very first reads these alone.
  const firstsMs = new Float64Array(LINES_MAX).fill(NEVER);
  const firstOrders = new Float64Array(LINES_MAX).fill(NEVER);
  const firstSlots = new Int32Array(LINES_MAX);
  /** The line whose first comes first; -1 if all are empty. */
  let first = -1;

  function findFirst(): void {
    let leastMs = NEVER;
    let leastOrder = NEVER;
    first = -1;
    for (let index = 0; index < lines.length; index++) {
      const atMs = firstsMs[index]!;
      if (atMs < leastMs || (atMs === leastMs && firstOrders[index]! < leastOrder)) {
        leastMs = atMs;
        leastOrder = firstOrders[index]!;
        first = index;
      }
    }
    if (leastMs === NEVER) first = -1;
  }

  function indexOf(ms: number): number {
    const known = lineOf.get(ms);
    if (known !== undefined) return known;
    if (lines.length === LINES_MAX) return -1;
    lineOf.set(ms, lines.length);
    return lines.push(newLine()) - 1;
  }

  return {
    append(atMs, order, ms, slot) {
      const index = indexOf(ms);
      if (index < 0) return false;
      const line = lines[index]!;
      if (line.size > 0 && atMs < line.instants[(line.head + line.size - 1) & line.mask]!)
        return false;
      if (line.size > line.mask) grow(line);
      const at = (line.head + line.size) & line.mask;
      line.instants[at] = atMs;
      line.orders[at] = order;
      line.slots[at] = slot;
      line.size += 1;
      if (line.size > 1) return true;
      firstsMs[index] = atMs;
      firstOrders[index] = order;
      firstSlots[index] = slot;
      // It has the highest number: of two at one instant it is the later.
      if (first < 0 || atMs < firstsMs[first]!) first = index;
      return true;
    },
    hasFirst: () => first >= 0,
    firstMs: () => firstsMs[first]!,
    firstOrder: () => firstOrders[first]!,
    firstSlot: () => firstSlots[first]!,
    dropFirst() {
      const line = lines[first]!;
      line.head = (line.head + 1) & line.mask;
      line.size -= 1;
      firstsMs[first] = line.size === 0 ? NEVER : line.instants[line.head]!;
      firstOrders[first] = line.size === 0 ? NEVER : line.orders[line.head]!;
      firstSlots[first] = line.slots[line.head]!;
      findFirst();
    },
  };
}

function grow(line: Line): void {
  const { instants, orders, slots, head, mask } = line;
  const size = mask + 1;
  const longer = {
    instants: new Float64Array(2 * size),
    orders: new Float64Array(2 * size),
    slots: new Int32Array(2 * size),
  };
  for (let i = 0; i < size; i++) {
    const from = (head + i) & mask;
    longer.instants[i] = instants[from]!;
    longer.orders[i] = orders[from]!;
    longer.slots[i] = slots[from]!;
  }
  Object.assign(line, longer, { mask: 2 * size - 1, head: 0 });
}
