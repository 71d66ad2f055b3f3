/** The way of one block: by what and from whom each peer first had it, and when it committed it. */
import { BLOCK, BLOCK_SOURCES, COMMIT, type Recording } from '../run/recording.js';

export interface BlockStop {
  readonly peer: number;
  /** When it first had the block, ms since the start. */
  readonly atMs: number;
  readonly source: (typeof BLOCK_SOURCES)[number];
  /** Who gave it; -1 for the ordering service. */
  readonly from: number;
  /** Peers that had it before on this way. */
  readonly hops: number;
  /** Undefined while it has not. */
  readonly committedMs: number | undefined;
}

/** In the order in which peers had it; up to an event. */
export function pathOf(
  recording: Recording,
  channel: number,
  number: number,
  index: number,
): BlockStop[] {
  const stops = new Map<number, BlockStop>();
  const { kind, a, b, c, d, at } = recording;
  for (let i = 0; i < index; i++) {
    if (kind[i] !== BLOCK && kind[i] !== COMMIT) continue;
    if (b[i] !== channel || c[i] !== number) continue;
    const peer = a[i]!;
    const stop = stops.get(peer);
    if (kind[i] === COMMIT) {
      if (stop !== undefined && stop.committedMs === undefined)
        stops.set(peer, { ...stop, committedMs: at[i]! });
      continue;
    }
    if (stop !== undefined) continue;
    const from = Math.floor(d[i]! / 8) - 1;
    const source = BLOCK_SOURCES[d[i]! % 8]!;
    const hops = from < 0 ? 0 : (stops.get(from)?.hops ?? 0) + 1;
    stops.set(peer, { peer, atMs: at[i]!, source, from, hops, committedMs: undefined });
  }
  return [...stops.values()];
}

/** The newest block of a channel that any peer has; 0 if none has one. */
export function newestBlock(recording: Recording, channel: number, index: number): number {
  for (let i = index - 1; i >= 0; i--)
    if (recording.kind[i] === BLOCK && recording.b[i] === channel) return recording.c[i]!;
  return 0;
}
