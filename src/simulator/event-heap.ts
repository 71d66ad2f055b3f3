/** Slots of events in the order of their instants and, among equal instants, of their numbers: a heap over typed arrays. */

export interface EventHeap {
  size(): number;
  push(atMs: number, order: number, slot: number): void;
  /** Of the first, only where there is one, as all that follow. */
  firstMs(): number;
  firstOrder(): number;
  firstSlot(): number;
  dropFirst(): void;
  /** Keeps those alone that `isKept` is true for. */
  filter(isKept: (slot: number) => boolean): void;
}

export function createHeap(): EventHeap {
  let capacity = 1_024;
  let instants = new Float64Array(capacity);
  let orders = new Float64Array(capacity);
  let slots = new Int32Array(capacity);
  let count = 0;

  function grow(): void {
    capacity *= 2;
    const [oldInstants, oldOrders, oldSlots] = [instants, orders, slots];
    instants = new Float64Array(capacity);
    orders = new Float64Array(capacity);
    slots = new Int32Array(capacity);
    instants.set(oldInstants);
    orders.set(oldOrders);
    slots.set(oldSlots);
  }

  function place(index: number, atMs: number, order: number, slot: number): void {
    instants[index] = atMs;
    orders[index] = order;
    slots[index] = slot;
  }

  function rise(from: number, atMs: number, order: number, slot: number): void {
    let index = from;
    while (index > 0) {
      const parent = (index - 1) >> 2;
      const before = instants[parent]!;
      if (before < atMs || (before === atMs && orders[parent]! < order)) break;
      place(index, before, orders[parent]!, slots[parent]!);
      index = parent;
    }
    place(index, atMs, order, slot);
  }

  function sink(from: number, atMs: number, order: number, slot: number): void {
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
      if (after > atMs || (after === atMs && orders[least]! > order)) break;
      place(index, after, orders[least]!, slots[least]!);
      index = least;
    }
    place(index, atMs, order, slot);
  }

  return {
    size: () => count,
    push(atMs, order, slot) {
      if (count === capacity) grow();
      count += 1;
      rise(count - 1, atMs, order, slot);
    },
    firstMs: () => instants[0]!,
    firstOrder: () => orders[0]!,
    firstSlot: () => slots[0]!,
    dropFirst() {
      count -= 1;
      if (count > 0) sink(0, instants[count]!, orders[count]!, slots[count]!);
    },
    filter(isKept) {
      let kept = 0;
      for (let i = 0; i < count; i++)
        if (isKept(slots[i]!)) place(kept++, instants[i]!, orders[i]!, slots[i]!);
      count = kept;
      for (let i = (count - 2) >> 2; i >= 0; i--) sink(i, instants[i]!, orders[i]!, slots[i]!);
    },
  };
}
