/** Messages that are under way at an instant, for as long as an eye needs. */
import { BLOCK, type Recording, SENT } from '../run/recording.js';

export interface Flight {
  /** Index of the event. */
  index: number;
  from: number;
  to: number;
  /** From 0, sent, to 1, there. */
  progress: number;
  isLost: boolean;
}

/** A message is seen for so long, ms of the reader's time. */
export const SEEN_MS = 450;
/** Drawn at once; of more, every second, third … one. */
export const FLIGHTS_MAX = 2_500;
/** The ordering service, as a sender. */
export const ORDERER = -2;

/**
 * Calls `each` with one object that it changes. A message is shown for at least `leastMs` of simulated time, since
 * most arrive within one. Returns how many there are for each that was shown, 1 if all were.
 */
export function eachFlight(
  recording: Recording,
  nowMs: number,
  index: number,
  leastMs: number,
  each: (flight: Flight) => void,
): number {
  const { at, kind, a, b, d, ends } = recording;
  const longestMs = Math.max(leastMs, 500);
  let first = index;
  let count = 0;
  while (first > 0 && at[first - 1]! > nowMs - longestMs) {
    first -= 1;
    if (kind[first] === SENT) count += 1;
  }
  const stride = Math.max(1, Math.ceil(count / FLIGHTS_MAX));
  const flight: Flight = { index: 0, from: 0, to: 0, progress: 0, isLost: false };
  let seen = 0;
  for (let i = first; i < index; i++) {
    const isSent = kind[i] === SENT;
    if (isSent && ++seen % stride !== 0) continue;
    const isOrdered = kind[i] === BLOCK && d[i]! % 8 === 3;
    if (!isSent && !isOrdered) continue;
    const end = isSent ? ends[i]! : at[i]!;
    const isLost = end < 0;
    const endMs = Math.max(Number.isNaN(end) ? 0 : isLost ? -1 - end : end, at[i]! + leastMs);
    if (endMs <= nowMs) continue;
    flight.index = i;
    flight.from = isSent ? a[i]! : ORDERER;
    flight.to = isSent ? b[i]! : a[i]!;
    flight.progress = (nowMs - at[i]!) / (endMs - at[i]!);
    flight.isLost = isLost;
    each(flight);
  }
  return stride;
}

export interface FlightCount {
  /** That are drawn. */
  readonly drawn: number;
  /** Of these, that have neither arrived nor been lost. */
  readonly underWay: number;
}

/** `isHidden`: whether a message is left out, by its index. */
export function countFlights(
  recording: Recording,
  nowMs: number,
  index: number,
  leastMs: number,
  isHidden: (index: number) => boolean,
): FlightCount {
  let drawn = 0;
  let underWay = 0;
  eachFlight(recording, nowMs, index, leastMs, (flight) => {
    const isSent = recording.kind[flight.index] === SENT;
    if (isHidden(flight.index)) return;
    drawn += 1;
    const end = isSent ? recording.ends[flight.index]! : recording.at[flight.index]!;
    const endMs = end < 0 ? -1 - end : end;
    if (Number.isNaN(end) || endMs > nowMs) underWay += 1;
  });
  return { drawn, underWay };
}

export function sayFlights({ drawn, underWay }: FlightCount): string {
  if (drawn === 0) return 'no message drawn';
  const there = drawn - underWay;
  if (there === 0) return `${drawn} drawn, under way`;
  return `${drawn} drawn: ${underWay} under way, ${there} arrived or lost just now`;
}
