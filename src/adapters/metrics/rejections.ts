/**
 * Rejected messages by clause, kind, sender and author: whoever sends what is faked has a name.
 *
 * Implements spec/14-observability.md, OBSV-8, OBSV-9.
 */
import type { Trace } from '../../peer/trace.js';
import type { Meters } from './meters.js';

type Rejection = Extract<Trace, { kind: 'verdict' }>;

/** What stands for senders and authors beyond the limit. */
const OTHER = 'other';

/** @param seriesMax OBSV-P1 */
export function countRejections(meters: Meters, seriesMax: number): (trace: Rejection) => void {
  const series = new Set<string>();
  return ({ clause, message: type, sender, author }) => {
    const name = `${clause} ${type} ${sender} ${author}`;
    const hasRoom = series.has(name) || series.size < seriesMax;
    if (hasRoom) series.add(name);
    const who = hasRoom ? { sender, author } : { sender: OTHER, author: OTHER };
    meters.count('fabric_gossip_rejected_total', { clause, type, ...who });
  };
}
