/** Messages around an instant: those under way, and those that were sent last. */
import { countAt, type Recording, SENT } from '../run/recording.js';

export interface MessageLists {
  /** Indexes of their events, the newest first. */
  readonly underWay: readonly number[];
  /** They have arrived or are lost. */
  readonly ended: readonly number[];
}

/** Events that are looked through. */
const LOOKED_AT_MAX = 100_000;

/** `isMeant`: whether a message is asked for, by its index. At most `max` in each list. */
export function messagesAt(
  recording: Recording,
  nowMs: number,
  isMeant: (index: number) => boolean,
  max: number,
): MessageLists {
  const { kind } = recording;
  const underWay: number[] = [];
  const ended: number[] = [];
  const end = countAt(recording, nowMs);
  for (let i = end - 1; i >= Math.max(0, end - LOOKED_AT_MAX); i--) {
    if (kind[i] !== SENT || !isMeant(i)) continue;
    const list = endOf(recording, i) > nowMs ? underWay : ended;
    if (list.length < max) list.push(i);
  }
  return { underWay, ended };
}

/** When a message arrives or is lost; Infinity while neither is known. */
export function endOf({ ends }: Recording, index: number): number {
  const end = ends[index]!;
  if (Number.isNaN(end)) return Number.POSITIVE_INFINITY;
  return end < 0 ? -1 - end : end;
}

export const isLost = ({ ends }: Recording, index: number): boolean => ends[index]! < 0;
