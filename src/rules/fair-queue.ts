/**
 * Fair queue: when it is the turn of a request that waits, so that nobody waits for all of another's.
 *
 * Implements spec/11-state-transfer.md, XFER-23, XFER-28. A queue is ordered by turn; requests of one turn by
 * arrival.
 */
export interface Waiting {
  readonly sender: string;
  readonly turn: number;
}

/** XFER-23: one turn after the present one, or after the last request of the same sender. */
export function turnOf(queue: readonly Waiting[], sender: string, present: number): number {
  const last = queue.findLast((waiting) => waiting.sender === sender);
  return Math.max(present, last?.turn ?? 0) + 1;
}

/** Where a request of that turn is put: behind all of the same turn. */
export function placeOf(queue: readonly Waiting[], turn: number): number {
  const later = queue.findIndex((waiting) => waiting.turn > turn);
  return later === -1 ? queue.length : later;
}

/** XFER-28: whether the last of a full queue is dropped for one of that turn. */
export const givesWay = (queue: readonly Waiting[], turn: number): boolean =>
  (queue.at(-1)?.turn ?? turn) > turn;
