/** Where on the network picture a message under way stands, and which one stands at a point. */
import { type Recording, SENT } from '../run/recording.js';
import { eachFlight, type Flight, ORDERER } from './in-flight.js';
import type { Layout } from './layout.js';

export interface FlightLine {
  /** Places at a share of the way: there and back are two lanes. */
  at(share: number): { readonly x: number; readonly y: number };
  /** Share of the way at which it is drawn. */
  readonly progress: number;
}

/** `isStill`: messages are lines that do not move. */
export function flightLine(layout: Layout, flight: Flight, isStill: boolean): FlightLine {
  const from = flight.from === ORDERER ? layout.orderer : spot(layout, flight.from);
  const to = spot(layout, flight.to);
  const [dx, dy] = [to.x - from.x, to.y - from.y];
  const length = Math.hypot(dx, dy) || 1;
  const aside = Math.min(7, length * 0.04);
  return {
    at: (share) => ({
      x: from.x + dx * share - (dy / length) * aside,
      y: from.y + dy * share + (dx / length) * aside,
    }),
    progress: isStill ? 0.62 : flight.isLost ? flight.progress * 0.55 : flight.progress,
  };
}

const spot = ({ x, y }: Layout, peer: number) => ({ x: x[peer]!, y: y[peer]! });

/** How near a pointer has to be, px. */
const REACH_PX = 8;

export interface Seen {
  readonly layout: Layout;
  readonly recording: Recording;
  readonly nowMs: number;
  /** Events that have happened. */
  readonly count: number;
  readonly leastMs: number;
  readonly isStill: boolean;
  readonly isHidden: (index: number) => boolean;
}

/** Index of the message that is drawn nearest to a point; -1 for none near enough. */
export function flightAt(
  { layout, recording, nowMs, count, leastMs, isStill, isHidden }: Seen,
  x: number,
  y: number,
): number {
  let found = -1;
  let least = REACH_PX;
  eachFlight(recording, nowMs, count, leastMs, (flight) => {
    if (recording.kind[flight.index] !== SENT || isHidden(flight.index)) return;
    const line = flightLine(layout, flight, isStill);
    const place = line.at(line.progress);
    const distance = Math.hypot(place.x - x, place.y - y);
    if (distance >= least) return;
    least = distance;
    found = flight.index;
  });
  return found;
}
