/** Messages around an instant: those under way, and those that were sent last. */
import { countAt, type Recording, SENT } from '../run/recording.js';

export interface MessageLists {
  /** Indexes of their events, the newest first. */
  readonly underWay: readonly number[];
  /** They have arrived or are lost, and the network still draws them. */
  readonly drawn: readonly number[];
  /** They have arrived or are lost before. */
  readonly ended: readonly number[];
}

/** Events that are looked through. */
const LOOKED_AT_MAX = 100_000;

/**
 * `isMeant`: whether a message is asked for, by its index. `leastMs`: the network draws a message for so long. At most
 * `max` in each list.
 */
export function messagesAt(
  recording: Recording,
  nowMs: number,
  isMeant: (index: number) => boolean,
  leastMs: number,
  max: number,
): MessageLists {
  const { kind } = recording;
  const underWay: number[] = [];
  const drawn: number[] = [];
  const ended: number[] = [];
  const end = countAt(recording, nowMs);
  for (let i = end - 1; i >= Math.max(0, end - LOOKED_AT_MAX); i--) {
    if (kind[i] !== SENT || !isMeant(i)) continue;
    const isDrawn = recording.at[i]! + leastMs > nowMs;
    const list = endOf(recording, i) > nowMs ? underWay : isDrawn ? drawn : ended;
    if (list.length < max) list.push(i);
  }
  return { underWay, drawn, ended };
}

/** When a message arrives or is lost; Infinity while neither is known. */
export function endOf({ ends }: Recording, index: number): number {
  const end = ends[index]!;
  if (Number.isNaN(end)) return Number.POSITIVE_INFINITY;
  return end < 0 ? -1 - end : end;
}

export const isLost = ({ ends }: Recording, index: number): boolean => ends[index]! < 0;
