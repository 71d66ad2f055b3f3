/** Messages and bytes that were sent, by kind, and what did not arrive. */
import type { DropReason, SimulationObserver } from '../node.js';
import { messageKindOf } from './message-kind.js';

export interface KindTraffic {
  messages: number;
  bytes: number;
}

export interface Traffic {
  readonly observer: SimulationObserver;
  readonly byKind: ReadonlyMap<string, Readonly<KindTraffic>>;
  readonly dropped: Readonly<Record<DropReason, number>>;
}

export function measureTraffic(): Traffic {
  const byKind = new Map<string, KindTraffic>();
  const dropped: Record<DropReason, number> = { lost: 0, unreachable: 0, overflow: 0 };
  return {
    byKind,
    dropped,
    observer: {
      sent(_, __, { message, bytes }) {
        const kind = message?.content.case ?? messageKindOf(bytes);
        let entry = byKind.get(kind);
        if (entry === undefined) {
          entry = { messages: 0, bytes: 0 };
          byKind.set(kind, entry);
        }
        entry.messages += 1;
        entry.bytes += bytes.length;
      },
      dropped(_, __, ___, why) {
        dropped[why] += 1;
      },
    },
  };
}
